import { useState } from 'react'
import { Button } from '../../../components/form/button.tsx'
import type { ProjectInfo } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { useFeatureViews } from '../../../lib/queries.ts'
import { saveFile } from '../file/save-file.ts'
import { writeSpreadsheetCsv } from '../table-file/spreadsheet-csv.ts'
import { maxSheetRows, writeXlsx } from '../table-file/xlsx.ts'
import type { FileScore } from '../queries.ts'
import { resultRows } from './result-rows.ts'
import { scoreFileTexts } from '../texts.ts'

/**
 * The scored file to take away: a workbook, and CSV that a spreadsheet of the reader's language
 * opens.
 */
export function Downloads({
  project,
  result,
}: {
  readonly project: ProjectInfo
  readonly result: FileScore
}) {
  const texts = useTexts()
  const { t, number } = texts
  const views = useFeatureViews(project.entity_field !== null)
  const [writing, setWriting] = useState<'xlsx' | 'csv' | null>(null)
  const fits = result.file.done < maxSheetRows
  const save = async (format: 'xlsx' | 'csv'): Promise<void> => {
    setWriting(format)
    // Only names depend on the views: where they cannot be read, the columns keep their own.
    const { data } = project.entity_field === null || views.data !== undefined ? views : await views.refetch()
    const features = (data?.views ?? []).flatMap((view) => view.features)
    const rows = resultRows(result.csv, { project, features }, texts)
    const content =
      format === 'xlsx' ? writeXlsx(t(scoreFileTexts.sheet), rows) : writeSpreadsheetCsv(rows, texts.language)
    try {
      saveFile(await content, `${stemOf(result.name)}-${t(scoreFileTexts.suffix)}.${format}`)
    } finally {
      setWriting(null)
    }
  }
  return (
    <>
      {fits ? (
        <Button look="primary" busy={writing !== null} onClick={() => void save('xlsx')}>
          {t(writing === 'xlsx' ? scoreFileTexts.writing : scoreFileTexts.downloadXlsx)}
        </Button>
      ) : (
        <p>{t(scoreFileTexts.tooLongForExcel, { most: number(maxSheetRows - 1) })}</p>
      )}
      <Button busy={writing !== null} onClick={() => void save('csv')}>
        {t(writing === 'csv' ? scoreFileTexts.writing : scoreFileTexts.downloadCsv)}
      </Button>
    </>
  )
}

function stemOf(name: string): string {
  return name.replace(/(\.(csv|txt|tsv|xlsx|parquet|gz))+$/i, '')
}
