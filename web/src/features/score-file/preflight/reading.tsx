import { type Fact, Facts } from '../../../components/data/facts.tsx'
import { Field } from '../../../components/form/field.tsx'
import { TableFrame } from '../../../components/data/table-frame.tsx'
import type { FileReportInfo } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { useNames } from '../../../lib/use-names.ts'
import { preflightTexts } from '../texts.ts'

/** Shows what the server recognised in the bytes of a file. */
export function ReadingFacts({
  report: { reading, unreadable_rows: unreadable },
}: {
  readonly report: FileReportInfo
}) {
  const { t, number } = useTexts()
  const {
    encoding,
    separator,
    decimal_mark: mark,
    other_decimal_mark: other = [],
    sheet,
    headings_line: line,
  } = reading
  const mixed = reading.mixed_decimal_marks ?? []
  const formulas = reading.formulas_without_value ?? 0
  const skipped = reading.skipped.map(({ kind, count, lines }) => {
    return t(preflightTexts.skippedLines[kind], {
      lines: lines.map((at) => number(at)).join(', ') + (count > lines.length ? ', …' : ''),
    })
  })
  const facts: (Fact | false)[] = [
    { label: t(preflightTexts.readAs), value: t(preflightTexts.kind[reading.kind]) },
    encoding !== undefined && { label: t(preflightTexts.encoding), value: encoding },
    separator !== undefined && {
      label: t(preflightTexts.separator),
      value: separator === '\t' ? t(preflightTexts.tab) : <code>{separator}</code>,
    },
    mark !== undefined && { label: t(preflightTexts.decimalMark), value: t(preflightTexts.decimal[mark]) },
    other.length > 0 && { label: t(preflightTexts.otherMark), value: other.join(', ') },
    mixed.length > 0 && { label: t(preflightTexts.mixedMarks), value: mixed.join(', ') },
    sheet !== undefined && { label: t(preflightTexts.sheet), value: sheet },
    line !== undefined && { label: t(preflightTexts.headingsLine), value: number(line) },
    skipped.length > 0 && { label: t(preflightTexts.skipped), value: skipped.join('; ') },
    formulas > 0 && { label: t(preflightTexts.formulas), value: number(formulas) },
    unreadable > 0 && { label: t(preflightTexts.unreadable), value: number(unreadable) },
  ]
  return <Facts items={facts.filter((fact) => fact !== false)} />
}

interface SheetChoiceProps {
  /** Not set when none could be read. */
  readonly sheet?: string | undefined
  readonly sheets: readonly string[] | undefined
  readonly onSheet: (sheet: string) => void
}

/** Lets another sheet of a workbook be chosen; nothing where there is no other. */
export function SheetChoice({ sheet, sheets = [], onSheet }: SheetChoiceProps) {
  const { t } = useTexts()
  if (sheets.length === 0 || (sheets.length === 1 && sheet !== undefined)) return null
  return (
    <Field label={t(preflightTexts.chooseSheet)}>
      {(props) => (
        <select {...props} value={sheet ?? ''} onChange={(event) => onSheet(event.target.value)}>
          {sheet === undefined && (
            <option value="" disabled>
              {t(preflightTexts.sheetNone)}
            </option>
          )}
          {sheets.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** Shows which heading of the file is which column. */
export function MatchedColumns({ columns }: { readonly columns: FileReportInfo['columns'] }) {
  const { t, number } = useTexts()
  const names = useNames()
  const title = t(preflightTexts.columns, { count: number(columns.length) })
  return (
    <details className="disclosure">
      <summary>{title}</summary>
      <TableFrame label={title} tall>
        <thead>
          <tr>
            <th scope="col">{t(preflightTexts.heading)}</th>
            <th scope="col">{t(preflightTexts.column)}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, heading }) => (
            <tr key={name}>
              <th scope="row">{heading}</th>
              <td>
                {names.column(name)}
                {names.column(name) !== name && <code className="note">{name}</code>}
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </details>
  )
}
