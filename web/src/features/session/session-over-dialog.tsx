import { useEffect, useState } from 'react'
import { Button } from '../../components/form/button.tsx'
import { Dialog } from '../../components/form/dialog.tsx'
import { Loading } from '../../components/loading.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import type { SessionInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { ownerOf } from '../../lib/session/owner.ts'
import { useSignInInfo, useSignOut } from '../../lib/queries.ts'
import { useApi, useSessionGate } from '../../lib/use-api.tsx'
import { SignInWays } from './sign-in-ways.tsx'
import { sessionTexts } from './texts.ts'

/**
 * Asks to sign in again over the page, which stays as it is; what was being done goes on
 * afterwards.
 */
export function SessionOverDialog({ session }: { readonly session: SessionInfo }) {
  const { t } = useTexts()
  const info = useSignInInfo()
  const signOut = useSignOut()
  const [shown, setShown] = useState(0)
  useRenewedElsewhere(session)
  return (
    // Escape closes nothing here, for it would lose the work: a closed dialog is shown anew.
    <Dialog key={shown} title={t(sessionTexts.over)} onClose={() => setShown(shown + 1)}>
      <p>{t(sessionTexts.overHelp, { name: session.name })}</p>
      {info.isPending && <Loading />}
      {info.isError && <ProblemBanner error={info.error} retry={() => void info.refetch()} />}
      {info.data !== undefined && <SignInWays info={info.data} again={session} />}
      {signOut.error !== null && <ProblemBanner error={signOut.error} />}
      <p className="row soft">
        <Button look="link" busy={signOut.isPending} onClick={() => signOut.mutate()}>
          {t(sessionTexts.leave)}
        </Button>
      </p>
    </Dialog>
  )
}

/** Goes on when the same person has signed in again in another tab. */
function useRenewedElsewhere(session: SessionInfo): void {
  const api = useApi()
  const gate = useSessionGate()
  useEffect(() => {
    const onFocus = (): void =>
      void api.session().then(
        (now) => {
          if (ownerOf(now) === ownerOf(session)) gate.open(true)
        },
        () => undefined, // still signed out, or no server: the dialog stays
      )
    window.addEventListener('focus', onFocus)
    return () => window.removeEventListener('focus', onFocus)
  }, [api, gate, session])
}
