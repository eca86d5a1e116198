import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import { LapidaryError } from '../../errors.ts'
import type { Migrations } from '../../sql/migrate.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import { isWhole } from '../is-whole.ts'
import type { ArtifactStore } from '../store.ts'

export const artifactMigrations: Migrations = {
  part: 'artifact',
  steps: [
    `CREATE TABLE artifact (sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE artifact_chunk (
      sha256 TEXT NOT NULL REFERENCES artifact ON DELETE CASCADE, part INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (sha256, part)
    ) STRICT;`,
  ],
}

type Tables = {
  artifact: { sha256: string; bytes: number }
  artifact_chunk: { sha256: string; part: number; data: Uint8Array }
}

/** Bytes of one row: no statement has to hold a whole model. */
const chunkBytes = 1_048_576

/** Files in the shared database, so that any replica can load any model. */
export class SqlArtifactStore implements ArtifactStore {
  readonly #db: Kysely<Tables>

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<Tables>()
  }

  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (await isWhole(this, sha256)) return sha256
    await this.#db.transaction().execute(async (db) => {
      // Two that put the same at once: the second waits here for the first, then writes over it.
      const artifact = db.insertInto('artifact').values({ sha256, bytes: bytes.length })
      await artifact.onConflict((on) => on.column('sha256').doUpdateSet({ bytes: bytes.length })).execute()
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
    const artifact = await this.#db.selectFrom('artifact').select('bytes').where('sha256', '=', sha256).executeTakeFirst()
    if (artifact === undefined) throw new LapidaryError('artifact-missing', { path })
    const bytes = new Uint8Array(artifact.bytes)
    const digest = createHash('sha256')
    for (let part = 0; part * chunkBytes < bytes.length; part++) {
      const found = this.#db.selectFrom('artifact_chunk').select('data').where('sha256', '=', sha256).where('part', '=', part)
      const { data = new Uint8Array(0) } = (await found.executeTakeFirst()) ?? {}
      digest.update(data)
      bytes.set(data.subarray(0, bytes.length - part * chunkBytes), part * chunkBytes)
    }
    const seen = digest.digest('hex')
    if (seen !== sha256) throw new LapidaryError('artifact-corrupted', { path, seen })
    return bytes
  }
}

/** For messages. */
function pathOf(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError(`Not a SHA-256 in hex: ${sha256}`)
  return `artifact ${sha256}`
}
