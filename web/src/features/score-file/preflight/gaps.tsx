import { Banner } from '../../../components/banner.tsx'
import type { FileReportInfo } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { useNames } from '../../../lib/use-names.ts'
import { preflightTexts, scoreFileTexts } from '../texts.ts'

/** Limits the names that a banner shows. */
const maxNames = 30

/** Names the columns that a file lacks, and those that the project does not have. */
export function Gaps({ report }: { readonly report: FileReportInfo }) {
  const { t, number } = useTexts()
  const names = useNames()
  const { missing_columns: missing, extra_columns: extra, extra_column_count: extraCount } = report
  const shown = (all: readonly string[], count: number): string => {
    const left = count - Math.min(all.length, maxNames)
    return (
      all.slice(0, maxNames).join(', ') +
      (left > 0 ? ` ${t(scoreFileTexts.moreColumns, { count: number(left) })}` : '')
    )
  }
  return (
    <>
      {missing.length > 0 && (
        <Banner tone="warning" title={t(scoreFileTexts.missingColumns, { count: number(missing.length) })}>
          <p>
            {shown(
              missing.map((name) => names.column(name)),
              missing.length,
            )}
          </p>
        </Banner>
      )}
      {extraCount > 0 && (
        <p className="soft">
          {t(preflightTexts.extra)}: {shown(extra, extraCount)}
        </p>
      )}
    </>
  )
}
