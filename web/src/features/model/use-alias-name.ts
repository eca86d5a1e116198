import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { commonTexts } from '../../texts/common.ts'

/** Returns how to name an alias to people: the champion in their language, any other as it is. */
export function useAliasName(): (alias: string) => string {
  const { t } = useTexts()
  return (alias) => (alias === 'champion' ? t(commonTexts.champion) : alias)
}
