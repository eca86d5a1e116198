import { useTexts } from './i18n/use-texts.tsx'

/** Returns how to name an alias to people: the champion in their language, any other as it is. */
export function useAliasName(): (alias: string) => string {
  const { t } = useTexts()
  return (alias) => (alias === 'champion' ? t('registry.became') : alias)
}
