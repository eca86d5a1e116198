import { useState } from 'react'
import { Button } from '../../components/form/button.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import type { SignInInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useSignInInfo } from '../../lib/queries.ts'
import { RegisterForm } from './register-form.tsx'
import { SignInWays } from './sign-in-ways.tsx'
import { sessionTexts } from './texts.ts'

/**
 * What stands before every page for who is not signed in; the page behind it appears at the same
 * address.
 */
export function EntrancePage() {
  const info = useSignInInfo()
  const [registering, setRegistering] = useState<'open' | 'invite' | null>(null)
  return (
    <div className="sign-in">
      {info.isPending && <Loading />}
      {info.isError && <ProblemBanner error={info.error} retry={() => void info.refetch()} />}
      {info.data !== undefined &&
        (registering === null ? (
          <SignIn info={info.data} onRegister={setRegistering} />
        ) : (
          <RegisterForm invited={registering === 'invite'} onBack={() => setRegistering(null)} />
        ))}
    </div>
  )
}

interface SignInProps {
  readonly info: SignInInfo
  readonly onRegister: (how: 'open' | 'invite') => void
}

function SignIn({ info, onRegister }: SignInProps) {
  const { t, local } = useTexts()
  return (
    <>
      <PageHead
        title={t(sessionTexts.titleOf, { project: local(info.title) })}
        lead={t(info.users ? sessionTexts.leadUsers : sessionTexts.lead)}
      />
      <div className="stack-l">
        <SignInWays info={info} />
        {info.users && info.registration !== 'closed' && (
          <div className="row soft">
            <span>{t(sessionTexts.noAccount)}</span>
            {info.registration === 'open' && (
              <Button look="link" onClick={() => onRegister('open')}>
                {t(sessionTexts.toRegister)}
              </Button>
            )}
            <Button look="link" onClick={() => onRegister('invite')}>
              {t(sessionTexts.toInvitation)}
            </Button>
          </div>
        )}
        {info.registration !== 'open' && <p className="soft small">{t(sessionTexts.contact)}</p>}
      </div>
    </>
  )
}
