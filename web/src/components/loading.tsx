import { useTexts } from '../lib/i18n/use-texts.tsx'
import { commonTexts } from '../texts/common.ts'

export function Loading() {
  const { t } = useTexts()
  return (
    <p className="loading soft" role="status">
      {t(commonTexts.loading)}
    </p>
  )
}
