import { type Kysely, sql, type Transaction } from 'kysely'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { parseFilter } from '../../search/parse-filter.ts'
import { parseOrder } from '../../search/parse-order.ts'
import { traceGrammar } from '../../search/grammars/trace-grammar.ts'
import { comesAfter, decodeKeyset, encodeKeyset, orderTerms, type SortValue } from '../../sql/keyset.ts'
import { jsonList } from '../../sql/json-rows.ts'
import type { SqlDatabase, SqlDialect } from '../../sql/sql-database.ts'
import type { TracePage, TraceSearch, TraceSelection, TraceSpans, TraceStore } from '../store.ts'
import type { Assessment, TraceInfo } from '../trace.ts'
import { addSpans } from './add-spans.ts'
import { toAssessmentRow, toAssessment } from './sql-assessments.ts'
import { saveValues } from './save-values.ts'
import { traceConditions, traceOrder } from './search-traces.ts'
import type { TraceRow, TraceTables } from './tables.ts'

/** Traces that one statement deletes. */
const deleteChunk = 500

/** Traces in SQLite or PostgreSQL. */
export class SqlTraceStore implements TraceStore {
  readonly #db: Kysely<TraceTables>
  readonly #dialect: SqlDialect

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<TraceTables>()
    this.#dialect = database.dialect
  }

  async finish(trace: TraceInfo): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      const row = toRow(trace, true)
      const saved = await db
        .insertInto('trace')
        .values(row)
        .onConflict((on) =>
          on
            .column('id')
            .doUpdateSet({
              started_ms: row.started_ms,
              duration_ms: row.duration_ms,
              state: row.state,
              client_request_id: row.client_request_id,
              request_preview: sql`coalesce(excluded.request_preview, trace.request_preview)`,
              response_preview: sql`coalesce(excluded.response_preview, trace.response_preview)`,
              is_finished: 1,
            })
            .where('trace.experiment_id', '=', row.experiment_id),
        )
        .returning('id')
        .executeTakeFirst()
      if (saved === undefined) throw new LapidaryError('trace-elsewhere', { trace: trace.id })
      await saveValues(db, 'trace_tag', trace.id, trace.tags)
      await saveValues(db, 'trace_metadata', trace.id, trace.metadata)
      const assessments = trace.assessments.map(toAssessmentRow)
      if (assessments.length > 0)
        await db
          .insertInto('trace_assessment')
          .values(assessments)
          .onConflict((on) => on.doNothing())
          .execute()
    })
  }

  async begin(trace: TraceInfo): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      await db.insertInto('trace').values(toRow(trace, false)).execute()
      await saveValues(db, 'trace_tag', trace.id, trace.tags)
      await saveValues(db, 'trace_metadata', trace.id, trace.metadata)
    })
  }

  async end(
    id: string,
    { state, endedMs, metadata, tags }: Parameters<TraceStore['end']>[1],
  ): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('trace')
        .set(({ val, eb }) => ({ state, duration_ms: eb(val(endedMs), '-', eb.ref('started_ms')) }))
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows === 0n) return false
      await saveValues(db, 'trace_tag', id, tags)
      await saveValues(db, 'trace_metadata', id, metadata)
      return true
    })
  }

  async get(ids: readonly string[]): Promise<readonly TraceInfo[]> {
    if (ids.length === 0) return []
    const rows = await this.#db
      .selectFrom('trace')
      .selectAll()
      .where('id', 'in', [...ids])
      .execute()
    const byId = new Map((await this.#withValues(rows)).map((trace) => [trace.id, trace]))
    return [...new Set(ids)].flatMap((id) => byId.get(id) ?? [])
  }

  async experimentsOf(ids: readonly string[]): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('trace')
      .select('experiment_id')
      .distinct()
      .where('id', 'in', jsonList(this.#dialect, 'text', ids))
      .execute()
    return rows.map((row) => String(row.experiment_id))
  }

  async search(query: TraceSearch): Promise<TracePage> {
    const { experimentIds, filter = '', orderBy = [], limit, cursor } = query
    const conditions = traceConditions(parseFilter(filter, traceGrammar), this.#dialect)
    const keys = traceOrder(parseOrder(orderBy, traceGrammar))
    const after = cursor === undefined ? [] : [comesAfter(keys, decodeKeyset(keys, cursor))]
    const experiments = experimentIds.flatMap((id) => toKey(id) ?? [])
    if (experiments.length === 0) return { items: [], nextCursor: null }
    const found = await this.#db
      .selectFrom('trace')
      .selectAll()
      .select(keys.map(({ expression }, i) => sql<SortValue>`${expression}`.as(`key_${i}`)))
      .where('experiment_id', 'in', experiments)
      .where(({ and }) => and([...conditions, ...after]))
      .orderBy([...orderTerms(keys)])
      .limit(limit + 1)
      .execute()
    const rows = found.slice(0, limit)
    const last = rows.at(-1) as Readonly<Record<string, SortValue>> | undefined
    const hasMore = found.length > limit && last !== undefined
    return {
      items: await this.#withValues(rows),
      nextCursor: hasMore ? encodeKeyset(keys.map((_key, i) => last[`key_${i}`] ?? null)) : null,
    }
  }

  async addSpans(batches: readonly TraceSpans[]): Promise<void> {
    // Transactions that lock several traces lock them in the same order.
    const ordered = batches.toSorted((a, b) => (a.traceId < b.traceId ? -1 : 1))
    await this.#db.transaction().execute(async (db) => {
      for (const batch of ordered) await addSpans(db, batch)
    })
  }

  async spanContents(traceIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    if (traceIds.length === 0) return new Map()
    const rows = await this.#db
      .selectFrom('trace_span')
      .select(['trace_id', 'content'])
      .where('trace_id', 'in', [...traceIds])
      .execute()
    const contents = new Map<string, string[]>(traceIds.map((id) => [id, []]))
    for (const { trace_id, content } of rows) contents.get(trace_id)?.push(content)
    return contents
  }

  async setTag(id: string, key: string, value: string): Promise<boolean> {
    return await this.#change(id, async (db) => await saveValues(db, 'trace_tag', id, { [key]: value }))
  }

  async deleteTag(id: string, key: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('trace_tag')
      .where('trace_id', '=', id)
      .where('name', '=', key)
      .executeTakeFirstOrThrow()
    return numDeletedRows > 0n
  }

  async delete({ experimentId, ids, maxStartedMs, limit }: TraceSelection): Promise<number> {
    const experiment = toKey(experimentId)
    if (experiment === null || ids?.length === 0) return 0
    let deleted = 0
    for (;;) {
      const chunk = Math.min(deleteChunk, (limit ?? Number.POSITIVE_INFINITY) - deleted)
      const selected = this.#db
        .selectFrom('trace')
        .select('id')
        .where('experiment_id', '=', experiment)
        .$if(ids !== undefined, (query) => query.where('id', 'in', [...(ids ?? [])]))
        .$if(maxStartedMs !== undefined, (query) => query.where('started_ms', '<=', maxStartedMs ?? 0))
        .orderBy('started_ms')
        .orderBy('id')
        .limit(chunk)
      const { numDeletedRows } = await this.#db
        .deleteFrom('trace')
        .where('id', 'in', selected)
        .executeTakeFirstOrThrow()
      deleted += Number(numDeletedRows)
      if (Number(numDeletedRows) < deleteChunk) return deleted
    }
  }

  async linkToRun(traceIds: readonly string[], runId: string): Promise<void> {
    if (traceIds.length === 0) return
    await this.#db
      .insertInto('trace_run')
      .columns(['trace_id', 'run_id'])
      .expression(({ selectFrom, val }) =>
        selectFrom('trace')
          .select(['id', val(runId).as('run_id')])
          .where('id', 'in', [...traceIds]),
      )
      .onConflict((on) => on.doNothing())
      .execute()
  }

  async linkPrompts(traceId: string, prompts: readonly string[]): Promise<void> {
    const isThere = await this.#change(traceId, async (db) => {
      const values = prompts.map((prompt) => ({ trace_id: traceId, prompt }))
      if (values.length > 0)
        await db
          .insertInto('trace_prompt')
          .values(values)
          .onConflict((on) => on.doNothing())
          .execute()
    })
    if (!isThere) throw new LapidaryError('trace-not-found', { trace: traceId })
  }

  /** Changes what belongs to a trace, which is locked. Returns false if it does not exist. */
  async #change(id: string, change: (db: Transaction<TraceTables>) => Promise<void>): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('trace')
        .set({ id })
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows === 0n) return false
      await change(db)
      return true
    })
  }

  /** Three queries for all of them, however many there are. */
  async #withValues(rows: readonly TraceRow[]): Promise<readonly TraceInfo[]> {
    if (rows.length === 0) return []
    const ids = rows.map(({ id }) => id)
    const [tags, metadata] = await Promise.all([
      this.#valuesOf('trace_tag', ids),
      this.#valuesOf('trace_metadata', ids),
    ])
    const assessments = await this.#db
      .selectFrom('trace_assessment')
      .selectAll()
      .where('trace_id', 'in', ids)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    const ofTraces = Map.groupBy(assessments.map(toAssessment), ({ traceId }) => traceId)
    return rows.map((row) =>
      toTrace(row, tags.get(row.id) ?? [], metadata.get(row.id) ?? [], ofTraces.get(row.id) ?? []),
    )
  }

  async #valuesOf(
    table: 'trace_tag' | 'trace_metadata',
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, readonly (readonly [string, string])[]>> {
    const rows = await this.#db
      .selectFrom(table)
      .selectAll()
      .where('trace_id', 'in', [...ids])
      .orderBy('name')
      .execute()
    const values = new Map<string, [string, string][]>(ids.map((id) => [id, []]))
    for (const { trace_id, name, value } of rows) values.get(trace_id)?.push([name, value])
    return values
  }
}

/** Returns the id of an experiment as it is stored, or null if it is no decimal number. */
function toKey(id: string): number | null {
  return /^\d{1,15}$/.test(id) ? Number(id) : null
}

function toRow(trace: TraceInfo, isFinished: boolean): TraceRow {
  return {
    id: trace.id,
    experiment_id: toKey(trace.experimentId) ?? -1,
    started_ms: Date.parse(trace.startedAt),
    duration_ms: trace.durationMs,
    state: trace.state,
    client_request_id: trace.clientRequestId,
    request_preview: trace.requestPreview,
    response_preview: trace.responsePreview,
    is_finished: isFinished ? 1 : 0,
  }
}

type NamedValues = readonly (readonly [string, string])[]

function toTrace(
  row: TraceRow,
  tags: NamedValues,
  metadata: NamedValues,
  assessments: readonly Assessment[],
): TraceInfo {
  return {
    id: row.id,
    experimentId: String(row.experiment_id),
    startedAt: new Date(row.started_ms).toISOString(),
    durationMs: row.duration_ms,
    state: row.state,
    clientRequestId: row.client_request_id,
    requestPreview: row.request_preview,
    responsePreview: row.response_preview,
    metadata: Object.fromEntries(metadata),
    tags: Object.fromEntries(tags),
    assessments,
  }
}
