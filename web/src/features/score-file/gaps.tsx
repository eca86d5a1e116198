import type { FileGapsInfo } from 'lapidary/client'
import { Banner } from '../../components/banner.tsx'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useNames } from '../../lib/use-names.ts'

/** What the file does not say: its rows are scored all the same, and worse for it. */
export function Gaps({ gaps }: { readonly gaps: FileGapsInfo }) {
  const { t, number } = useTexts()
  const names = useNames()
  const { missingColumns, missingColumnCount, unusableCells } = gaps
  const left = missingColumnCount - missingColumns.length
  return (
    <>
      {missingColumnCount > 0 && (
        <Banner tone="warning" title={t('scoreFile.missingColumns', { count: number(missingColumnCount) })}>
          <p>
            {missingColumns.map((name) => names.column(name)).join(', ')}
            {left > 0 && ` ${t('scoreFile.moreColumns', { count: number(left) })}`}
          </p>
        </Banner>
      )}
      {unusableCells > 0 && <p>{t('scoreFile.unusableCells', { count: number(unusableCells) })}</p>}
    </>
  )
}
