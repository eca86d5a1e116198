import type { ColumnData, Table } from '../../../data/table.ts'
import { cellValue } from '../../../data/table.ts'
import { formatCsvLine } from '../../../base/text/csv.ts'
import { csvToParquet, type ParquetType } from './csv-to-parquet.ts'
import { featureColumns, identifierColumns } from '../../../project/define-project.ts'
import type { Project } from '../../../project/project.ts'
import { joinView, storedColumns } from './join-stored.ts'
import type { SourceParts } from './sources/open-source.ts'

/** A table without personal data, which may be exported. */
export interface TrainingTable {
  readonly rowCount: number
  readonly columns: ReadonlyMap<string, ColumnData>
}

/**
 * Creates the table that a model is trained on, with the views joined point in time: identifiers,
 * time, feature columns, the target, and for each view `<view>__since`, the event time of its
 * values. It is empty if the view had no row, which distinguishes a missing value from a missing
 * row.
 */
export async function createTrainingTable(parts: SourceParts, table: Table): Promise<TrainingTable> {
  const { project } = parts
  const columns = new Map<string, ColumnData>()
  const known = [...identifierColumns(project), project.time, ...featureColumns(project), project.target]
  for (const name of known) {
    const data = name === undefined ? undefined : table.columns.get(name)
    if (name !== undefined && data !== undefined) columns.set(name, data)
  }
  for (const [view, names] of storedColumns(project)) {
    const joined = await joinView(parts, view, names, table)
    for (const name of names) columns.set(name, joined.columns.get(name) as ColumnData)
    const since = Array.from(joined.since, (time) =>
      Number.isNaN(time) ? null : new Date(time).toISOString(),
    )
    columns.set(`${view.name}__since`, { kind: 'text', values: since })
  }
  return { rowCount: table.rowCount, columns }
}

/** Formats the table as CSV in chunks, the header first. */
export async function* trainingTableCsv({ rowCount, columns }: TrainingTable): AsyncGenerator<string> {
  const data = [...columns.values()]
  let text = formatCsvLine([...columns.keys()])
  for (let row = 0; row < rowCount; row++) {
    text += formatCsvLine(data.map((column) => cellValue(column, row)))
    if (text.length < 1 << 18) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}

/** Rewrites a CSV of `trainingTableCsv` as Parquet: numbers as doubles, the rest as text. */
export async function trainingTableToParquet(
  csv: string,
  parquet: string,
  { columns }: TrainingTable,
  project: Project,
): Promise<void> {
  const types = Array.from(columns, ([name, { kind }]): [string, ParquetType] => {
    const whole = project.columns[name]?.type === 'integer'
    return [name, kind !== 'number' ? 'VARCHAR' : whole ? 'BIGINT' : 'DOUBLE']
  })
  await csvToParquet(csv, parquet, new Map(types))
}
