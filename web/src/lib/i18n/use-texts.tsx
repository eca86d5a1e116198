import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'
import { languages, negotiateLanguage, type Language } from 'lapidary/client'
import { recall, remember } from '../remember.ts'
import { textsIn, type Texts } from './format.ts'

interface LanguageChoice extends Texts {
  setLanguage(language: Language): void
}

const TextsContext = createContext<LanguageChoice | null>(null)

/** The remembered language, else the best one for the browser. */
function firstLanguage(): Language {
  const chosen = recall('language')
  return languages.find((language) => language === chosen) ?? negotiateLanguage(navigator.languages.join(','))
}

export function TextsProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const value = useMemo<LanguageChoice>(
    () => ({
      ...textsIn(language),
      setLanguage: (next) => {
        remember('language', next)
        setLanguage(next)
      },
    }),
    [language],
  )
  return <TextsContext value={value}>{children}</TextsContext>
}

export function useTexts(): LanguageChoice {
  const texts = use(TextsContext)
  if (texts === null) throw new TypeError('useTexts needs a TextsProvider above it')
  return texts
}
