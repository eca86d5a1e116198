import { createCollector } from '../../../data/cells/collectors/create-collector.ts'
import type { Collector } from '../../../data/cells/collectors/collector.ts'
import { DateCollector } from '../../../data/cells/collectors/date-collector.ts'
import { NumberCollector } from '../../../data/cells/collectors/number-collector.ts'
import type { ColumnReport } from '../../../data/data-report.ts'
import { type ColumnData, cellValue } from '../../../data/table.ts'
import { TextRecord } from '../../../data/readers/text-record.ts'
import type { StoredColumn } from '../stored-columns.ts'

/**
 * Values of a feature as a column of the table, with the report of their cleaning; null for a
 * feature that is no column of the project.
 */
export interface CleanColumn {
  readonly data: ColumnData
  readonly report: ColumnReport | null
}

/**
 * Cleans the values of a feature by the collector that cleans a file's cells.
 * @param found negative for a row without values in the view, which is then missing and not
 *   counted.
 */
export function cleanColumn(
  name: string,
  data: ColumnData,
  { column, type }: StoredColumn,
  found: Int32Array,
): CleanColumn {
  const collector = createCollector(column, true)
  const record = new TextRecord(1)
  for (let row = 0; row < found.length; row++) {
    if ((found[row] as number) < 0) collector.addAbsent()
    else addCell(collector, record, data, row)
  }
  const { tally } = collector
  const personal = column.personal === true
  const report: ColumnReport = {
    name,
    type: column.type,
    personal,
    present: tally.rows - tally.missing,
    ...tally.report(),
    ...(personal ? {} : collector.summary()),
  }
  const clean = collector.data()
  if (type === 'float' && clean.kind === 'number')
    return { data: { ...clean, values: clean.values.map(Math.fround) }, report }
  if (type === 'unix_timestamp' && clean.kind === 'date') {
    // Whole seconds, as the store has them.
    return { data: { ...clean, values: clean.values.map((time) => Math.floor(time / 1000) * 1000) }, report }
  }
  return { data: clean, report }
}

/**
 * Adds a cell. A number is already a value of the column, a time in seconds; other values are read
 * as cells.
 */
function addCell(collector: Collector, record: TextRecord, data: ColumnData, row: number): void {
  if (data.kind === 'number') {
    const value = data.values[row] as number
    if (collector instanceof DateCollector) return collector.addSeconds(value)
    if (collector instanceof NumberCollector) return collector.addNumber(value)
  }
  record.cells[0] = String(cellValue(data, row) ?? '')
  collector.add(record, 0)
}
