import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { languages, type Language, type SessionInfo } from 'lapidary/client'
import { useTexts } from '../lib/i18n/use-texts.tsx'
import { useSignOut } from '../lib/queries.ts'
import { leaveWith } from '../lib/session/leaving.ts'
import { rememberedTheme, showTheme, themes, type Theme } from '../lib/theme.ts'
import { shellTexts, themeTexts } from './texts.ts'

const languageNames: Readonly<Record<Language, string>> = { en: 'English', 'pt-BR': 'Português' }

interface PreferencesProps {
  readonly session: SessionInfo | null
  /** Another page was chosen here. */
  readonly onLeave: () => void
}

export function Preferences({ session, onLeave }: PreferencesProps) {
  const { t, language, setLanguage } = useTexts()
  const [theme, setTheme] = useState(rememberedTheme)
  const signOut = useSignOut()
  return (
    <div className="preferences" id="site-preferences">
      <select
        aria-label={t(shellTexts.language)}
        value={language}
        onChange={(event) => setLanguage(event.target.value as Language)}
      >
        {languages.map((name) => (
          <option key={name} value={name} lang={name}>
            {languageNames[name]}
          </option>
        ))}
      </select>
      <select
        aria-label={t(shellTexts.theme)}
        value={theme}
        onChange={(event) => {
          const next = event.target.value as Theme
          setTheme(next)
          showTheme(next)
        }}
      >
        {themes.map((name) => (
          <option key={name} value={name}>
            {t(themeTexts[name])}
          </option>
        ))}
      </select>
      {session !== null && (
        <>
          <Link
            to="/account"
            className="account-link"
            aria-label={t(shellTexts.signedInAs, { name: session.name })}
            onClick={onLeave}
          >
            {session.name}
          </Link>
          <button type="button" onClick={() => leaveWith(() => signOut.mutate())}>
            {t(shellTexts.signOut)}
          </button>
        </>
      )}
    </div>
  )
}
