import type { Kysely } from 'kysely'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import type { AssessmentStore } from '../store.ts'
import type { Assessment, AssessmentError } from '../trace.ts'
import type { AssessmentRow, TraceTables } from './tables.ts'

/** Assessments in SQLite or PostgreSQL, in tables of `traceMigrations`. */
export class SqlAssessmentStore implements AssessmentStore {
  readonly #db: Kysely<TraceTables>

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<TraceTables>()
  }

  async add(assessment: Assessment): Promise<void> {
    const { traceId, overrides } = assessment
    await this.#db.transaction().execute(async (db) => {
      const locked = await db
        .updateTable('trace')
        .set({ id: traceId })
        .where('id', '=', traceId)
        .executeTakeFirst()
      if (locked.numUpdatedRows === 0n) throw new LapidaryError('trace-not-found', { trace: traceId })
      if (overrides !== null) {
        const { numUpdatedRows } = await db
          .updateTable('trace_assessment')
          .set({ is_valid: 0 })
          .where('trace_id', '=', traceId)
          .where('id', '=', overrides)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n)
          throw new LapidaryError('assessment-not-found', { assessment: overrides, trace: traceId })
      }
      await db.insertInto('trace_assessment').values(toAssessmentRow(assessment)).execute()
    })
  }

  async get(traceId: string, id: string): Promise<Assessment | null> {
    const row = await this.#db
      .selectFrom('trace_assessment')
      .selectAll()
      .where('trace_id', '=', traceId)
      .where('id', '=', id)
      .executeTakeFirst()
    return row === undefined ? null : toAssessment(row)
  }

  async update(
    traceId: string,
    id: string,
    { name, value, error, rationale, metadata, updatedAt }: Parameters<AssessmentStore['update']>[2],
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('trace_assessment')
      .set({
        id,
        ...(name !== undefined && { name }),
        ...(value !== undefined && valueColumns(value)),
        ...(error !== undefined && { error: errorText(error) }),
        ...(rationale !== undefined && { rationale }),
        ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
        ...(updatedAt !== undefined && { updated_at: updatedAt }),
      })
      .where('trace_id', '=', traceId)
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  }

  async remove(traceId: string, id: string): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      const removed = await db
        .deleteFrom('trace_assessment')
        .where('trace_id', '=', traceId)
        .where('id', '=', id)
        .returning('overrides')
        .executeTakeFirst()
      if (removed?.overrides == null) return
      await db
        .updateTable('trace_assessment')
        .set({ is_valid: 1 })
        .where('trace_id', '=', traceId)
        .where('id', '=', removed.overrides)
        .execute()
    })
  }
}

export function toAssessmentRow(assessment: Assessment): AssessmentRow {
  return {
    id: assessment.id,
    trace_id: assessment.traceId,
    span_id: assessment.spanId,
    name: assessment.name,
    kind: assessment.kind,
    ...valueColumns(assessment.value),
    error: errorText(assessment.error),
    source_type: assessment.sourceType,
    source_id: assessment.sourceId,
    created_at: assessment.createdAt,
    updated_at: assessment.updatedAt,
    rationale: assessment.rationale,
    metadata: JSON.stringify(assessment.metadata),
    overrides: assessment.overrides,
    is_valid: assessment.isValid ? 1 : 0,
  }
}

export function toAssessment(row: AssessmentRow): Assessment {
  return {
    id: row.id,
    traceId: row.trace_id,
    spanId: row.span_id,
    name: row.name,
    kind: row.kind,
    value: JSON.parse(row.value) as unknown,
    error: row.error === null ? null : (JSON.parse(row.error) as AssessmentError),
    sourceType: row.source_type,
    sourceId: row.source_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    rationale: row.rationale,
    metadata: JSON.parse(row.metadata) as Record<string, string>,
    overrides: row.overrides,
    isValid: row.is_valid === 1,
  }
}

function valueColumns(value: unknown): Pick<AssessmentRow, 'value' | 'numeric_value'> {
  return { value: JSON.stringify(value), numeric_value: typeof value === 'number' ? value : null }
}

function errorText(error: AssessmentError | null): string | null {
  return error === null ? null : JSON.stringify(error)
}
