import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { Migrations } from '../../sql/migrate.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import { isWhole } from '../is-whole.ts'
import type { ArtifactStore, KeptArtifact } from '../store.ts'

export const artifactMigrations: Migrations = {
  part: 'artifact',
  steps: [
    ({ text, integer, blob, strict, strictByKey }) => `
    CREATE TABLE artifact (sha256 ${text} PRIMARY KEY, bytes ${integer} NOT NULL) ${strictByKey};
    CREATE TABLE artifact_chunk (
      sha256 ${text} NOT NULL REFERENCES artifact ON DELETE CASCADE, part ${integer} NOT NULL, data ${blob} NOT NULL, PRIMARY KEY (sha256, part)
    ) ${strict};`,
    ({ text }) =>
      `ALTER TABLE artifact ADD COLUMN put_at ${text} NOT NULL DEFAULT '1970-01-01T00:00:00.000Z';`,
  ],
}

type Tables = {
  artifact: { sha256: string; bytes: number; put_at: string }
  artifact_chunk: { sha256: string; part: number; data: Uint8Array }
}

/** Bytes of one row: no statement has to hold a whole model. */
const chunkBytes = 1_048_576

/** Files in the shared database, so that any replica can load any model. */
export class SqlArtifactStore implements ArtifactStore {
  readonly #db: Kysely<Tables>
  readonly #now: () => Date

  constructor(database: SqlDatabase, now: () => Date) {
    this.#db = database.kysely.$extendTables<Tables>()
    this.#now = now
  }

  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const put_at = this.#now().toISOString()
    if ((await isWhole(this, sha256)) && (await this.#touch(sha256, put_at))) return sha256
    await this.#db.transaction().execute(async (db) => {
      // Two that put the same at once: the second waits here for the first, then writes over it.
      const artifact = db.insertInto('artifact').values({ sha256, bytes: bytes.length, put_at })
      await artifact
        .onConflict((on) => on.column('sha256').doUpdateSet({ bytes: bytes.length, put_at }))
        .execute()
      await db.deleteFrom('artifact_chunk').where('sha256', '=', sha256).execute()
      for (let part = 0; part * chunkBytes < bytes.length; part++) {
        const data = Buffer.from(bytes.subarray(part * chunkBytes, (part + 1) * chunkBytes))
        await db.insertInto('artifact_chunk').values({ sha256, part, data }).execute()
      }
    })
    return sha256
  }

  async get(sha256: string): Promise<Uint8Array> {
    const path = pathOf(sha256)
    const artifact = await this.#db
      .selectFrom('artifact')
      .select('bytes')
      .where('sha256', '=', sha256)
      .executeTakeFirst()
    if (artifact === undefined) throw new LapidaryError('artifact-missing', { path })
    const bytes = new Uint8Array(artifact.bytes)
    const digest = createHash('sha256')
    for (let part = 0; part * chunkBytes < bytes.length; part++) {
      const found = this.#db
        .selectFrom('artifact_chunk')
        .select('data')
        .where('sha256', '=', sha256)
        .where('part', '=', part)
      const { data = new Uint8Array(0) } = (await found.executeTakeFirst()) ?? {}
      digest.update(data)
      bytes.set(data.subarray(0, bytes.length - part * chunkBytes), part * chunkBytes)
    }
    const seen = digest.digest('hex')
    if (seen !== sha256) throw new LapidaryError('artifact-corrupted', { path, seen })
    return bytes
  }

  async *list(): AsyncGenerator<KeptArtifact> {
    for (let last = ''; ; ) {
      const rows = await this.#db
        .selectFrom('artifact')
        .selectAll()
        .where('sha256', '>', last)
        .orderBy('sha256')
        .limit(1000)
        .execute()
      for (const { sha256, bytes, put_at } of rows) yield { sha256, bytes, putAt: new Date(put_at) }
      const end = rows.at(-1)
      if (end === undefined) return
      last = end.sha256
    }
  }

  /**
   * One statement: whoever puts it at the same moment either keeps it, or finds it gone and writes
   * it anew.
   */
  async remove(sha256: string, before: Date): Promise<boolean> {
    const old = this.#db
      .deleteFrom('artifact')
      .where('sha256', '=', sha256)
      .where('put_at', '<', before.toISOString())
    return (await old.executeTakeFirst()).numDeletedRows > 0n
  }

  /** Notes that a file was put again. False: it is gone. */
  async #touch(sha256: string, put_at: string): Promise<boolean> {
    const touched = await this.#db
      .updateTable('artifact')
      .set({ put_at })
      .where('sha256', '=', sha256)
      .executeTakeFirst()
    return touched.numUpdatedRows > 0n
  }
}

/** For messages. */
function pathOf(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError(`Not a SHA-256 in hex: ${sha256}`)
  return `artifact ${sha256}`
}
