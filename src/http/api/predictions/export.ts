import { setImmediate as nextTurn } from 'node:timers/promises'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { formatCsvLine, escapeFormula } from '../../../base/text/csv.ts'
import type {
  Outcome,
  PredictionLog,
  PredictionPage,
  PredictionQuery,
  PredictionRecord,
} from '../../../store/predictions/store.ts'
import { featureColumns } from '../../../project/define-project.ts'
import type { Project } from '../../../project/project.ts'
import { getOwn } from '../../../base/own-property.ts'
import { toLoggedPrediction } from './logged-prediction.ts'
import type { ExportFormat } from './schema.ts'

export type ExportedLog = Pick<PredictionLog, 'list' | 'outcomesOf'>

/** Rows read at once: some 10 ms in which nothing else runs. */
const rowsPerPage = 250

/**
 * Returns the whole log under a filter, newest first, as text in chunks that are made while they
 * are read. The first page is read before this resolves, so that its error becomes the response. A
 * later error breaks the text off, so that nobody takes it for complete.
 * @throws LapidaryError `mongo-unavailable` when older rows cannot be read.
 */
export async function exportLog(
  log: ExportedLog,
  project: Project,
  query: Omit<PredictionQuery, 'limit' | 'cursor'>,
  format: ExportFormat,
): Promise<AsyncIterable<string>> {
  return pages(log, project, query, format, await nextPage(log, query, null))
}

async function* pages(
  log: ExportedLog,
  project: Project,
  query: Omit<PredictionQuery, 'limit' | 'cursor'>,
  format: ExportFormat,
  first: PredictionPage,
): AsyncGenerator<string> {
  const csv = format === 'csv' ? csvForm(project) : null
  if (csv !== null) yield formatCsvLine(csv.header)
  for (let page = first; ; page = await nextPage(log, query, page.nextCursor)) {
    const outcomes = await log.outcomesOf(page.items)
    let text = ''
    for (const record of page.items) {
      const outcome = outcomes.get(record.id) ?? null
      text +=
        csv === null
          ? `${JSON.stringify(toLoggedPrediction(record, outcome))}\n`
          : formatCsvLine(csv.cells(record, outcome))
    }
    yield text
    await nextTurn() // a fast reader never pauses the text, so that other requests would wait
    if (page.nextCursor === null) return
    await nextTurn() // lets other requests run between two pages
  }
}

async function nextPage(
  log: ExportedLog,
  query: Omit<PredictionQuery, 'limit'>,
  cursor: string | null,
): Promise<PredictionPage> {
  const page = await log.list({ ...query, limit: rowsPerPage, ...(cursor !== null && { cursor }) })
  if (!page.complete) throw new LapidaryError('log-incomplete')
  return page
}

interface CsvForm {
  readonly header: readonly string[]
  readonly cells: (record: PredictionRecord, outcome: Outcome | null) => (string | number | null)[]
}

function csvForm(project: Project): CsvForm {
  const target = project.columns[project.target]
  const classes = target?.type === 'category' ? target.categories : []
  const columns = featureColumns(project)
  const about = [
    'prediction_id',
    'timestamp',
    'caller',
    project.entityField?.name ?? 'entity',
    'model',
    'model_version',
    'threshold',
  ]
  const header = [
    ...about,
    'prediction',
    ...classes.map((name) => `probability_${name}`),
    'outcome',
    'observed_at',
    ...columns,
  ]
  const cells: CsvForm['cells'] = (record, outcome) => [
    record.id,
    record.at,
    plain(record.caller),
    plain(record.entity),
    plain(record.model),
    record.modelVersion,
    record.threshold,
    plain(record.prediction),
    ...classes.map((name) => getOwn(record.probabilities, name) ?? null),
    plain(outcome?.outcome ?? null),
    outcome?.observedAt ?? null,
    ...columns.map((name) => plain(getOwn(record.inputs, name))),
  ]
  return { header: header.map((name) => plain(name) as string), cells }
}

/** Returns a value as a cell that no spreadsheet evaluates as a formula. */
function plain(value: unknown): string | number | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return value
  return escapeFormula(
    Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value),
  )
}
