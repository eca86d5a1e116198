import { Link } from '@tanstack/react-router'
import { PageHead } from '../components/page-head.tsx'
import { useTexts } from '../lib/i18n/use-texts.tsx'

export function NotFound() {
  const { t } = useTexts()
  return (
    <>
      <PageHead title={t('notFound.title')} lead={t('notFound.lead')} />
      <Link to="/">{t('nav.scoreCase')}</Link>
    </>
  )
}
