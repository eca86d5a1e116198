import { type Kysely, type SqlBool, sql } from 'kysely'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import type { ArtifactNames, FolderEntries, NameKey } from '../names.ts'
import type { StoredContent } from '../store.ts'

interface NameRow {
  path: string
  sha256: string
  bytes: number
  /** Computed by the database: what is before the last segment of the path, with its slash. */
  folder: string
}

type Tables = {
  run: { id: string; by_client: number }
  run_artifact: NameRow & { run_id: string }
  artifact_file: NameRow
}

/** Rows that are read at once. */
const pageRows = 1000

/** Names in SQLite or PostgreSQL. */
export class SqlArtifactNames implements ArtifactNames {
  readonly #db: Kysely<Tables>

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<Tables>()
  }

  async find(key: NameKey): Promise<StoredContent | null> {
    const found = await this.#db
      .selectFrom(tableOf(key))
      .select(['sha256', 'bytes'])
      .where(isOwned(key))
      .where('path', '=', key.path)
      .executeTakeFirst()
    return found ?? null
  }

  async put(key: NameKey, { sha256, bytes }: StoredContent): Promise<void> {
    const { runId, path } = key
    await this.#db.transaction().execute(async (db) => {
      if (runId !== null) await lockRun(db, runId)
      const row = { path, sha256, bytes }
      const written =
        runId === null
          ? db
              .insertInto('artifact_file')
              .values(row as NameRow)
              .onConflict((on) => on.column('path').doUpdateSet({ sha256, bytes }))
          : db
              .insertInto('run_artifact')
              .values({ ...row, run_id: runId } as Tables['run_artifact'])
              .onConflict((on) => on.columns(['run_id', 'path']).doUpdateSet({ sha256, bytes }))
      await written.execute()
      await refuseTaken(db, key)
    })
  }

  async list(key: NameKey): Promise<FolderEntries> {
    const prefix = key.path === '' ? '' : `${key.path}/`
    const table = tableOf(key)
    const [files, below] = await Promise.all([
      this.#db
        .selectFrom(table)
        .select(['path', 'bytes'])
        .where(isOwned(key))
        .where('folder', '=', prefix)
        .execute(),
      this.#db
        .selectFrom(table)
        .select('folder')
        .distinct()
        .where(isOwned(key))
        .where('folder', '>', prefix)
        .$if(prefix !== '', (select) => select.where('folder', '<', endOf(prefix)))
        .execute(),
    ])
    const folders = new Set(
      below.map(({ folder }) => folder.slice(prefix.length, folder.indexOf('/', prefix.length))),
    )
    return {
      files: files.map(({ path, bytes }) => ({ name: path.slice(prefix.length), bytes })),
      folders: [...folders],
    }
  }

  async remove(key: NameKey): Promise<number> {
    const removed = this.#db
      .deleteFrom(tableOf(key))
      .where(isOwned(key))
      .$if(key.path !== '', (remove) => remove.where(isAtOrBelow(key.path)))
    return Number((await removed.executeTakeFirst()).numDeletedRows)
  }

  async *all(): AsyncGenerator<{ readonly path: string; readonly sha256: string }> {
    for (let last = ''; ; ) {
      const rows = await this.#db
        .selectFrom('artifact_file')
        .select(['path', 'sha256'])
        .where('path', '>', last)
        .orderBy('path')
        .limit(pageRows)
        .execute()
      yield* rows
      const end = rows.at(-1)
      if (end === undefined) return
      last = end.path
    }
  }
}

/** Queries use the columns that both tables have, and `isOwned` for the other. */
function tableOf({ runId }: NameKey): 'artifact_file' {
  return (runId === null ? 'artifact_file' : 'run_artifact') as 'artifact_file'
}

function isOwned({ runId }: NameKey) {
  return runId === null ? sql<SqlBool>`1 = 1` : sql<SqlBool>`run_id = ${runId}`
}

function isAtOrBelow(path: string) {
  return sql<SqlBool>`(path = ${path} or (path > ${`${path}/`} and path < ${endOf(`${path}/`)}))`
}

/** Returns the first text after all that begin with a prefix, which ends with a slash. */
function endOf(prefix: string): string {
  return `${prefix.slice(0, -1)}0` // the character after the slash
}

/** Keeps the run from being removed until the name is stored, and orders those who add names. */
async function lockRun(db: Kysely<Tables>, id: string): Promise<void> {
  const touched = await db
    .updateTable('run')
    .set(({ ref }) => ({ by_client: ref('by_client') })) // in no index, which would be written again
    .where('id', '=', id)
    .executeTakeFirst()
  if (touched.numUpdatedRows === 0n) throw new LapidaryError('run-not-found', { run: id })
}

async function refuseTaken(db: Kysely<Tables>, key: NameKey): Promise<void> {
  const { path } = key
  const segments = path.split('/')
  const folders = segments.slice(1).map((_, i) => segments.slice(0, i + 1).join('/'))
  const isFolder = sql<SqlBool>`(path > ${`${path}/`} and path < ${endOf(`${path}/`)})`
  const taken = await db
    .selectFrom(tableOf(key))
    .select('path')
    .where(isOwned(key))
    .where((eb) => (folders.length === 0 ? isFolder : eb.or([eb('path', 'in', folders), isFolder])))
    .limit(1)
    .executeTakeFirst()
  if (taken !== undefined) throw new LapidaryError('artifact-path-taken', { path, taken: taken.path })
}
