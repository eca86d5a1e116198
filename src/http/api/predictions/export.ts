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
import type { LoggedPredictionInfo } from '../types.ts'
import { getOwn } from '../../../base/own-property.ts'

export type ExportFormat = 'csv' | 'jsonl'
export type ExportedLog = Pick<PredictionLog, 'list' | 'outcomesOf'>

/** Rows read at once: some 10 ms in which nothing else runs. */
const rowsPerPage = 250

/**
 * The whole log under a filter, newest first, as text in chunks that are made as they are read. The first page is read before this
 * resolves, so that an error is an answer; one that comes later breaks the text off, which must not pass for all of it.
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
        csv === null ? `${JSON.stringify(loggedPredictionOf(record, outcome))}\n` : formatCsvLine(csv.cells(record, outcome))
    }
    yield text
    await nextTurn() // a reader that is fast enough never makes the text wait, and others would
    if (page.nextCursor === null) return
    await nextTurn() // other requests come between two pages
  }
}

async function nextPage(log: ExportedLog, query: Omit<PredictionQuery, 'limit'>, cursor: string | null): Promise<PredictionPage> {
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
  const header = [...about, 'prediction', ...classes.map((name) => `probability_${name}`), 'outcome', 'observed_at', ...columns]
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

/** A value as a cell that no spreadsheet takes for a formula. */
function plain(value: unknown): string | number | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return value
  return escapeFormula(Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value))
}

/** As the API shows a kept prediction. */
export function loggedPredictionOf(record: PredictionRecord, outcome: Outcome | null): LoggedPredictionInfo {
  return {
    prediction_id: record.id,
    timestamp: record.at,
    caller: record.caller,
    entity: record.entity,
    threshold: record.threshold,
    model: record.model,
    model_version: record.modelVersion,
    inputs: record.inputs,
    prediction: record.prediction,
    probabilities: record.probabilities,
    outcome: outcome === null ? null : { outcome: outcome.outcome, observed_at: outcome.observedAt },
  }
}
