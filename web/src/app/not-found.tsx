import { Link } from '@tanstack/react-router'
import { PageHead } from '../components/page-head.tsx'
import { useTexts } from '../lib/i18n/use-texts.tsx'
import { notFoundTexts } from './texts.ts'

export function NotFound() {
  const { t } = useTexts()
  return (
    <>
      <PageHead title={t(notFoundTexts.title)} lead={t(notFoundTexts.lead)} />
      <Link to="/">{t(notFoundTexts.home)}</Link>
    </>
  )
}
