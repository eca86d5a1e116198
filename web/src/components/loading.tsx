import { useTexts } from '../lib/i18n/use-texts.tsx'

export function Loading() {
  const { t } = useTexts()
  return (
    <p className="loading soft" role="status">
      {t('common.loading')}
    </p>
  )
}
