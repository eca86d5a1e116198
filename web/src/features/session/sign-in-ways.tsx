import { useState } from 'react'
import type { SessionInfo, SignInInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useApi } from '../../lib/use-api.tsx'
import { KeyForm } from './key-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { sessionTexts } from './texts.ts'

interface SignInWaysProps {
  readonly info: SignInInfo
  /** Whose session has ended, when it is signed in again. */
  readonly again?: SessionInfo
}

const ways = ['user', 'key'] as const

/** The ways to sign in that this server has. */
export function SignInWays({ info, again }: SignInWaysProps) {
  const { t } = useTexts()
  const api = useApi()
  const [way, setWay] = useState<(typeof ways)[number]>(again?.kind ?? (info.users ? 'user' : 'key'))
  return (
    <>
      {info.oidc && (
        <div className="stack">
          <a className="button button-plain" href={api.oidcUrl()}>
            {t(sessionTexts.oidc)}
          </a>
          <p className="or soft">{t(sessionTexts.or)}</p>
        </div>
      )}
      {info.users && (
        <fieldset className="choices">
          <legend className="visually-hidden">{t(sessionTexts.signInWays)}</legend>
          {ways.map((name) => (
            <label key={name}>
              <input type="radio" name="way" checked={way === name} onChange={() => setWay(name)} />
              {t(sessionTexts.way[name])}
            </label>
          ))}
        </fieldset>
      )}
      {way === 'user' ? <PasswordForm username={again?.kind === 'user' ? again.name : ''} /> : <KeyForm />}
    </>
  )
}
