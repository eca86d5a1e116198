import type { Transaction } from 'kysely'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { aggregateUsage } from '../aggregate-usage.ts'
import { objectText } from '../json-text.ts'
import type { SpansSummary, StoredSpan, TraceSpans } from '../store.ts'
import { traceKeys } from '../trace.ts'
import { saveValues } from './save-values.ts'
import type { TraceRow, TraceTables } from './tables.ts'

/** Spans that one statement stores: 9 values each, of at most 32,766 in SQLite. */
const chunkSize = 1000

/**
 * Stores spans of a trace in a transaction, and creates or updates the trace.
 * @throws LapidaryError `trace-elsewhere` if the trace belongs to another experiment
 */
export async function addSpans(
  db: Transaction<TraceTables>,
  { traceId, experimentId, summary, spans }: TraceSpans,
): Promise<void> {
  const row = await lockTrace(db, traceId, experimentId, summary)
  await db.updateTable('trace').set(merge(row, summary)).where('id', '=', traceId).execute()
  for (let start = 0; start < spans.length; start += chunkSize)
    await saveSpans(db, traceId, spans.slice(start, start + chunkSize))
  await saveValues(db, 'trace_tag', traceId, summary.tags)
  await saveValues(db, 'trace_metadata', traceId, summary.metadata, true)
  if (spans.some(({ tokenUsage, cost }) => tokenUsage !== null || cost !== null)) await saveUsage(db, row)
}

/** Returns the row of the trace, which is created if it does not exist, and locks it. */
async function lockTrace(
  db: Transaction<TraceTables>,
  id: string,
  experimentId: string,
  { startedMs, endedMs, state, requestPreview, responsePreview }: SpansSummary,
): Promise<TraceRow> {
  const row = await db
    .insertInto('trace')
    .values({
      id,
      experiment_id: Number(experimentId),
      started_ms: startedMs,
      duration_ms: endedMs === null ? null : endedMs - startedMs,
      state: state ?? 'IN_PROGRESS',
      client_request_id: null,
      request_preview: requestPreview,
      response_preview: responsePreview,
      is_finished: 0,
    })
    .onConflict((on) => on.column('id').doUpdateSet({ id }))
    .returningAll()
    .executeTakeFirstOrThrow()
  if (row.experiment_id !== Number(experimentId)) throw new LapidaryError('trace-elsewhere', { trace: id })
  return row
}

/** Returns what spans change of a trace. What a client reported of the whole trace stays. */
function merge(row: TraceRow, summary: SpansSummary): Partial<TraceRow> {
  const isOpen = row.state === 'IN_PROGRESS' || row.state === 'STATE_UNSPECIFIED'
  return {
    ...(row.is_finished === 0 && mergeTimes(row, summary)),
    ...(isOpen && summary.state !== null && { state: summary.state }),
    request_preview: row.request_preview ?? summary.requestPreview,
    response_preview: row.response_preview ?? summary.responsePreview,
  }
}

function mergeTimes(row: TraceRow, { startedMs, endedMs }: SpansSummary): Partial<TraceRow> {
  const started_ms = Math.min(row.started_ms, startedMs)
  const ends = [row.duration_ms === null ? null : row.started_ms + row.duration_ms, endedMs]
  const known = ends.filter((end) => end !== null)
  return { started_ms, duration_ms: known.length === 0 ? null : Math.max(...known) - started_ms }
}

async function saveSpans(
  db: Transaction<TraceTables>,
  traceId: string,
  spans: readonly StoredSpan[],
): Promise<void> {
  const rows = spans.map(({ id, parentId, name, type, status, content, tokenUsage, cost }) => {
    const searched = { parent_id: parentId, name, type, status, token_usage: tokenUsage, cost }
    return { trace_id: traceId, id, content, ...searched }
  })
  await db
    .insertInto('trace_span')
    .values(rows)
    .onConflict((on) =>
      on.columns(['trace_id', 'id']).doUpdateSet(({ ref }) => ({
        parent_id: ref('excluded.parent_id'),
        name: ref('excluded.name'),
        type: ref('excluded.type'),
        status: ref('excluded.status'),
        content: ref('excluded.content'),
        token_usage: ref('excluded.token_usage'),
        cost: ref('excluded.cost'),
      })),
    )
    .execute()
}

const usageNames = ['input_tokens', 'output_tokens', 'total_tokens']
const costNames = ['input_cost', 'output_cost', 'total_cost']

/** Sums tokens and cost of all spans of a trace, unless a client reported them. */
async function saveUsage(db: Transaction<TraceTables>, { id, is_finished }: TraceRow): Promise<void> {
  const rows = await db
    .selectFrom('trace_span')
    .select(['id', 'parent_id', 'token_usage', 'cost'])
    .where('trace_id', '=', id)
    .execute()
  const sumOf = (column: 'token_usage' | 'cost', names: readonly string[]): string | null => {
    const nodes = rows.map((row) => ({ id: row.id, parentId: row.parent_id, usage: parse(row[column]) }))
    const sum = aggregateUsage(nodes, names)
    return sum === null
      ? null
      : objectText(Object.fromEntries(Object.entries(sum).map(([name, value]) => [name, String(value)])))
  }
  const tokens = sumOf('token_usage', usageNames)
  const cost = sumOf('cost', costNames)
  const metadata = {
    ...(tokens !== null && { [traceKeys.traceTokenUsage]: tokens }),
    ...(cost !== null && { [traceKeys.traceCost]: cost }),
  }
  await saveValues(db, 'trace_metadata', id, metadata, is_finished === 1)
}

function parse(text: string | null): Readonly<Record<string, number>> | null {
  return text === null ? null : (JSON.parse(text) as Record<string, number>)
}
