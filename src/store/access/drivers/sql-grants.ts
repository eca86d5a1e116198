import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { QueryExecutor, StoreEvent } from '../../sql/emit-event.ts'
import { comesAfter, decodeKeyset, encodeKeyset, orderTerms, type SortKey } from '../../sql/keyset.ts'
import type { Page } from '../../sql/page.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import type { SqlTypes } from '../../sql/sql-types.ts'
import type { Grant, GrantChange, GrantObject, GrantSubject, Level } from '../grants/grant.ts'
import type { GrantQuery, GrantStore } from '../grants/grant-store.ts'

/** The step of `accessMigrations` that adds grants. A removed grant stays, for other replicas. */
export const grantTables = ({ text, integer, strictByKey }: SqlTypes): string => `CREATE TABLE access_grant (
  kind ${text} NOT NULL, object ${text} NOT NULL, alias ${text} NOT NULL, subject ${text} NOT NULL, level ${text},
  at ${text} NOT NULL, by ${text} NOT NULL, revision ${integer} NOT NULL, PRIMARY KEY (kind, object, alias, subject)
) ${strictByKey};
CREATE INDEX access_grant_revision ON access_grant (revision);
CREATE INDEX access_grant_subject ON access_grant (subject);
CREATE TABLE grant_revision (id ${integer} PRIMARY KEY, revision ${integer} NOT NULL) ${strictByKey};
INSERT INTO grant_revision (id, revision) VALUES (1, 0);`

type Tables = {
  access_grant: {
    kind: GrantObject['kind']
    /** Id of the experiment, or name of the model. */
    object: string
    /** Empty unless the object is an alias. */
    alias: string
    subject: string
    /** Null for a grant that was removed. */
    level: string | null
    at: string
    by: string
    revision: number
  }
  grant_revision: { id: number; revision: number }
}
/** Grants are listed by object and subject. */
const listOrder: readonly SortKey[] = (['kind', 'object', 'alias', 'subject'] as const).map((column) => ({
  expression: sql.ref(column),
  direction: 'asc',
  type: 'string',
}))

type Row = Selectable<Tables['access_grant']>

/** Grants in SQLite or PostgreSQL, in tables of `accessMigrations`. */
export class SqlGrantStore implements GrantStore {
  readonly #db: Kysely<Tables>

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<Tables>()
  }

  async put(grants: readonly Grant[]): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      const revision = await nextRevision(db)
      for (const { subject, object, level, at, by } of grants) {
        await db
          .insertInto('access_grant')
          .values({ ...keyOf(object), subject, level, at, by, revision })
          .onConflict((on) =>
            on.columns(['kind', 'object', 'alias', 'subject']).doUpdateSet({ level, at, by, revision }),
          )
          .execute()
      }
    })
  }

  async remove({ subject, object, at, by }: Omit<Grant, 'level'>): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const revision = await nextRevision(db)
      const removed = await db
        .updateTable('access_grant')
        .set({ level: null, at, by, revision })
        .where(isObject(object))
        .where('subject', '=', subject)
        .where('level', 'is not', null)
        .executeTakeFirst()
      return removed.numUpdatedRows > 0n
    })
  }

  async get(subject: GrantSubject, object: GrantObject): Promise<Level | null> {
    const row = await this.#db
      .selectFrom('access_grant')
      .select('level')
      .where(isObject(object))
      .where('subject', '=', subject)
      .executeTakeFirst()
    return (row?.level ?? null) as Level | null
  }

  async list({ subject, object, limit, cursor }: GrantQuery): Promise<Page<Grant>> {
    let query = this.#db.selectFrom('access_grant').selectAll().where('level', 'is not', null)
    if (subject !== undefined) query = query.where('subject', '=', subject)
    if (object !== undefined) query = query.where(isObject(object))
    if (cursor !== undefined) query = query.where(comesAfter(listOrder, decodeKeyset(listOrder, cursor)))
    const rows = await query
      .orderBy(sql.join(orderTerms(listOrder)))
      .limit(limit + 1)
      .execute()
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const nextCursor =
      rows.length > limit && last !== undefined
        ? encodeKeyset([last.kind, last.object, last.alias, last.subject])
        : null
    return { items: items.map((row) => toChange(row) as Grant), nextCursor }
  }

  async changesSince(known: number): Promise<{ revision: number; changes: readonly GrantChange[] }> {
    const { revision } = await this.#db
      .selectFrom('grant_revision')
      .select('revision')
      .executeTakeFirstOrThrow()
    if (revision === known) return { revision, changes: [] }
    const rows = await this.#db
      .selectFrom('access_grant')
      .selectAll()
      .where('revision', '>', known)
      .where('revision', '<=', revision)
      .execute()
    return { revision, changes: rows.map(toChange) }
  }
}

/**
 * Moves or removes the grants of a model in the transaction that renames or deletes it: another
 * model of that name must not have them.
 */
export async function followModel(transaction: QueryExecutor, { name, data }: StoreEvent): Promise<void> {
  if (name !== 'registered_model.renamed' && name !== 'registered_model.deleted') return
  const db = transaction as Transaction<Tables>
  const { name: model, new_name: newName } = data as { name: string; new_name?: string }
  const ofModel = sql<boolean>`kind <> 'experiment' AND object = ${model} AND level IS NOT NULL`
  const rows = await db.selectFrom('access_grant').selectAll().where(ofModel).execute()
  if (rows.length === 0) return
  const revision = await nextRevision(db)
  if (newName !== undefined) {
    for (const row of rows) {
      const { level, at, by } = row
      await db
        .insertInto('access_grant')
        .values({ ...row, object: newName, revision })
        .onConflict((on) =>
          on.columns(['kind', 'object', 'alias', 'subject']).doUpdateSet({ level, at, by, revision }),
        )
        .execute()
    }
  }
  await db.updateTable('access_grant').set({ level: null, revision }).where(ofModel).execute()
}

/** Raises the revision. Other changes wait here, so that revisions appear in their order. */
async function nextRevision(db: Kysely<Tables>): Promise<number> {
  const { revision } = await db
    .updateTable('grant_revision')
    .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
    .returning('revision')
    .executeTakeFirstOrThrow()
  return revision
}

function keyOf(object: GrantObject): Pick<Row, 'kind' | 'object' | 'alias'> {
  const { kind } = object
  if (kind === 'experiment') return { kind, object: object.id, alias: '' }
  return kind === 'model'
    ? { kind, object: object.name, alias: '' }
    : { kind, object: object.model, alias: object.alias }
}

function isObject(of: GrantObject) {
  const { kind, object, alias } = keyOf(of)
  return sql<boolean>`kind = ${kind} AND object = ${object} AND alias = ${alias}`
}

function toChange({ kind, object, alias, subject, level, at, by }: Row): GrantChange {
  return {
    subject: subject as GrantSubject,
    object:
      kind === 'experiment'
        ? { kind, id: object }
        : kind === 'model'
          ? { kind, name: object }
          : { kind, model: object, alias },
    level: level as Level | null,
    at,
    by,
  }
}
