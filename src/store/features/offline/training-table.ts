import type { ColumnData, Table } from '../../../data/table.ts'
import { cellValue } from '../../../data/table.ts'
import { formatCsvLine } from '../../../base/text/csv.ts'
import { quoteSqlLiteral } from '../../../base/sql-literal.ts'
import { featureColumns, identifierColumns } from '../../../project/define-project.ts'
import type { Project } from '../../../project/project.ts'
import { joinView, storedColumns } from './join-stored.ts'
import type { SourceParts } from './open-source.ts'

/** A table that may leave the program: no personal data. */
export interface TrainingTable {
  readonly rowCount: number
  readonly columns: ReadonlyMap<string, ColumnData>
}

/**
 * The table that a model learns from, with what views hold joined point in time: identifiers, time, the columns that predict, the
 * target, and for each view `<view>__since`, the time from which its values hold; empty where nothing was known, so that a
 * value that is missing there is told from one that was not known.
 */
export async function trainingTable(parts: SourceParts, table: Table): Promise<TrainingTable> {
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
    const since = Array.from(joined.since, (time) => (Number.isNaN(time) ? null : new Date(time).toISOString()))
    columns.set(`${view.name}__since`, { kind: 'text', values: since })
  }
  return { rowCount: table.rowCount, columns }
}

/** CSV in chunks, the header first. */
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
export async function csvToParquet(csv: string, parquet: string, { columns }: TrainingTable, project: Project): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  try {
    const connection = await instance.connect()
    const types = [...columns].map(([name, { kind }]) => {
      const whole = project.columns[name]?.type === 'integer'
      return `${quoteSqlLiteral(name)}: '${kind !== 'number' ? 'VARCHAR' : whole ? 'BIGINT' : 'DOUBLE'}'`
    })
    const source = `read_csv(${quoteSqlLiteral(csv)}, header = true, columns = {${types.join(', ')}})`
    await connection.run(`COPY (SELECT * FROM ${source}) TO ${quoteSqlLiteral(parquet)} (FORMAT parquet)`)
    connection.closeSync()
  } finally {
    instance.closeSync()
  }
}
