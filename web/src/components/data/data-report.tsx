import { type ColumnReport, type DataReport, formatLocalizedDate, lostColumns } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import type { Texts } from '../../lib/i18n/format.ts'
import { type Names, useNames } from '../../lib/use-names.ts'
import { dataTexts, lostTexts, cellProblemTexts } from '../../texts/data.ts'
import { badgeTexts, commonTexts } from '../../texts/common.ts'
import { Badge } from '../badge.tsx'
import { Facts } from './facts.tsx'
import { LostCells } from './lost-cells.tsx'
import { TableFrame } from './table-frame.tsx'

/** What reading and cleaning the table found: nothing was changed silently. */
export function DataReportView({ report }: { readonly report: DataReport }) {
  const { t } = useTexts()
  const lost = lostColumns(report.columns)
  return (
    <div className="sections">
      <TableSection report={report} />
      {lost.length > 0 && (
        <section className="stack" aria-labelledby="lost-title">
          <h2 id="lost-title">{t(lostTexts.title)}</h2>
          <p className="soft measure">{t(lostTexts.help)}</p>
          <LostCells columns={lost} />
        </section>
      )}
      <ColumnsSection report={report} />
    </div>
  )
}

function TableSection({ report }: { readonly report: DataReport }) {
  const { t, number, bytes } = useTexts()
  return (
    <section className="stack" aria-labelledby="table-title">
      <h2 id="table-title">{t(dataTexts.table)}</h2>
      <Facts
        items={[
          { label: t(commonTexts.rows), value: number(report.rows) },
          { label: t(dataTexts.withoutTarget), value: number(report.rows_without_target) },
          { label: t(dataTexts.duplicates), value: number(report.duplicate_rows) },
          ...(report.extra_columns.length === 0
            ? []
            : [{ label: t(dataTexts.extra), value: report.extra_columns.join(', ') }]),
        ]}
      />
      <ul className="files">
        {report.files.map((file) => (
          <li key={file.sha256}>
            <strong>{file.name}</strong> {bytes(file.bytes)}{' '}
            {report.synthetic && <Badge tone="pyrite">{t(badgeTexts.synthetic)}</Badge>}
            <code className="note">SHA-256 {file.sha256}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}

function ColumnsSection({ report }: { readonly report: DataReport }) {
  const { t } = useTexts()
  return (
    <section className="stack" aria-labelledby="columns-title">
      <h2 id="columns-title">{t(dataTexts.columns)}</h2>
      <p className="soft measure">{t(dataTexts.columnsHelp)}</p>
      <TableFrame label={t(dataTexts.columns)}>
        <thead>
          <tr>
            <th scope="col">{t(dataTexts.column)}</th>
            <th scope="col" className="num">
              {t(dataTexts.present)}
            </th>
            <th scope="col" className="num">
              {t(dataTexts.repaired)}
            </th>
            <th scope="col">{t(dataTexts.problems)}</th>
            <th scope="col">{t(dataTexts.values)}</th>
          </tr>
        </thead>
        <tbody>
          {report.columns.map((column) => (
            <ColumnRow key={column.name} column={column} rows={report.rows} />
          ))}
        </tbody>
      </TableFrame>
    </section>
  )
}

function ColumnRow({ column, rows }: { readonly column: ColumnReport; readonly rows: number }) {
  const texts = useTexts()
  const names = useNames()
  const { t, number, percent } = texts
  const label = names.column(column.name)
  return (
    <tr>
      <th scope="row">
        {label}
        {label !== column.name && <code className="note">{column.name}</code>}
      </th>
      <td className="num">{percent(column.present / Math.max(1, rows))}</td>
      <td className="num">
        {number(column.repaired)}
        {!column.personal && column.repaired_examples.length > 0 && (
          <span className="note">{quote(column.repaired_examples)}</span>
        )}
      </td>
      <td className="wide">
        <Problems column={column} />
      </td>
      <td className="wide">{column.personal ? t(dataTexts.personal) : valuesOf(column, texts, names)}</td>
    </tr>
  )
}

function Problems({ column }: { readonly column: ColumnReport }) {
  const { t, number } = useTexts()
  if (column.problems.length === 0) return '—'
  return (
    <ul className="plain">
      {column.problems.map(({ problem, count, examples }) => (
        <li key={problem}>
          {t(cellProblemTexts[problem])}: {number(count)}
          {!column.personal && examples.some((example) => example !== '') && (
            <span className="note">{quote(examples)}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

const quote = (examples: readonly string[]): string => examples.map((example) => `“${example}”`).join(' ')

function valuesOf(
  { name, numbers, dates, categories }: ColumnReport,
  { t, value, percent, language }: Texts,
  names: Names,
): string {
  if (dates !== undefined) {
    const { min, q25, median, q75, max } = dates
    const shown = (date: string): string => formatLocalizedDate(date, 'UTC', language)
    return t(dataTexts.numbers, {
      min: shown(min),
      q25: shown(q25),
      median: shown(median),
      q75: shown(q75),
      max: shown(max),
    })
  }
  if (numbers !== undefined) {
    const rounded = (figure: number): string => value(Math.round(figure * 100) / 100)
    return t(dataTexts.numbers, {
      min: rounded(numbers.min),
      q25: rounded(numbers.q25),
      median: rounded(numbers.median),
      q75: rounded(numbers.q75),
      max: rounded(numbers.max),
    })
  }
  if (categories === undefined) return '—'
  const all = Math.max(
    1,
    categories.reduce((sum, { count }) => sum + count, 0),
  )
  return categories
    .map(({ category, count }) => `${names.category(name, category)} ${percent(count / all)}`)
    .join(', ')
}
