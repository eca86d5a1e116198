import type { Kysely } from 'kysely'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import { checkContent, readContent, requireSha256 } from '../read-content.ts'
import { type SpooledContent, spoolContent } from '../spool.ts'
import type {
  ArtifactStore,
  ByteRange,
  Content,
  ListedContent,
  OpenContent,
  StoredContent,
  UnfinishedContent,
} from '../store.ts'

type Tables = {
  artifact: { sha256: string; bytes: number; put_at: string }
  artifact_chunk: { sha256: string; part: number; data: Uint8Array }
}

/** Bytes of one row: no statement has to hold a whole model. Stored contents depend on it. */
const chunkBytes = 1_048_576

/** Files in the shared database, so that any replica can load any model. */
export class SqlArtifactStore implements ArtifactStore {
  readonly #db: Kysely<Tables>
  readonly #spoolFolder: string
  readonly #now: () => Date

  /** @param spoolFolder holds contents while they arrive */
  constructor(database: SqlDatabase, spoolFolder: string, now: () => Date) {
    this.#db = database.kysely.$extendTables<Tables>()
    this.#spoolFolder = spoolFolder
    this.#now = now
  }

  async put(content: Content): Promise<StoredContent> {
    const spooled = await spoolContent(content, this.#spoolFolder)
    const { sha256, bytes } = spooled
    try {
      const put_at = this.#now().toISOString()
      if (!((await this.#isWhole(sha256)) && (await this.#touch(sha256, put_at))))
        await this.#insert(spooled, put_at)
    } finally {
      await spooled.close()
    }
    return { sha256, bytes }
  }

  async open(sha256: string, range?: ByteRange): Promise<OpenContent> {
    const place = `artifact ${requireSha256(sha256)}`
    const bytes = await this.#size(sha256)
    if (bytes === null) throw new LapidaryError('artifact-missing', { path: place })
    if (range !== undefined) return { bytes, chunks: this.#chunks(sha256, range) }
    return { bytes, chunks: checkContent(this.#chunks(sha256, { start: 0, end: bytes }), sha256, place) }
  }

  async get(sha256: string): Promise<Uint8Array> {
    return await readContent(await this.open(sha256))
  }

  async *list(): AsyncGenerator<ListedContent> {
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
      .where('sha256', '=', requireSha256(sha256))
      .where('put_at', '<', before.toISOString())
    return (await old.executeTakeFirst()).numDeletedRows > 0n
  }

  /** A content that a killed process wrote in part is in `list`, for nothing refers to it. */
  async *listUnfinished(): AsyncGenerator<UnfinishedContent> {}

  async removeUnfinished(name: string): Promise<void> {
    throw new TypeError(`Not an unfinished file: ${name}`)
  }

  /**
   * Writes the chunks one by one, so that no statement blocks other queries for long. Equal chunks
   * replace each other: two that put the same content at once, or after a crash, end up with the
   * same rows. Until the last is there, the content counts as missing.
   */
  async #insert({ sha256, bytes, read }: SpooledContent, put_at: string): Promise<void> {
    await this.#db
      .insertInto('artifact')
      .values({ sha256, bytes, put_at })
      .onConflict((on) => on.column('sha256').doUpdateSet({ bytes, put_at }))
      .execute()
    const parts = Math.ceil(bytes / chunkBytes)
    for (let part = 0; part < parts; part++) {
      const data = await read(part * chunkBytes, chunkBytes)
      await this.#db
        .insertInto('artifact_chunk')
        .values({ sha256, part, data })
        .onConflict((on) => on.columns(['sha256', 'part']).doUpdateSet({ data }))
        .execute()
    }
  }

  /** Resolves the bytes of a content; null unless all of its chunks are there. */
  async #size(sha256: string): Promise<number | null> {
    const found = await this.#db
      .selectFrom('artifact')
      .select((eb) => [
        'bytes',
        eb
          .selectFrom('artifact_chunk')
          .select(eb.fn.countAll<number | string>().as('count'))
          .whereRef('artifact_chunk.sha256', '=', 'artifact.sha256')
          .as('parts'),
      ])
      .where('sha256', '=', sha256)
      .executeTakeFirst()
    if (found === undefined || Number(found.parts) !== Math.ceil(found.bytes / chunkBytes)) return null
    return found.bytes
  }

  async *#chunks(sha256: string, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
    for (let part = Math.floor(start / chunkBytes); part * chunkBytes < end; part++) {
      const found = await this.#db
        .selectFrom('artifact_chunk')
        .select('data')
        .where('sha256', '=', sha256)
        .where('part', '=', part)
        .executeTakeFirst()
      if (found === undefined) return // removed while it was read: the checksum reports it
      const { data } = found
      yield data.subarray(Math.max(0, start - part * chunkBytes), end - part * chunkBytes)
    }
  }

  /**
   * Whether a content is stored undamaged. If not it is written again: training once more repairs
   * what is damaged.
   */
  async #isWhole(sha256: string): Promise<boolean> {
    try {
      const { chunks } = await this.open(sha256)
      for await (const _ of chunks);
      return true
    } catch (error) {
      if (error instanceof LapidaryError && error.code.startsWith('artifact-')) return false
      throw error
    }
  }

  /** Notes that a content was put again. False: it is gone. */
  async #touch(sha256: string, put_at: string): Promise<boolean> {
    const touched = await this.#db
      .updateTable('artifact')
      .set({ put_at })
      .where('sha256', '=', sha256)
      .executeTakeFirst()
    return touched.numUpdatedRows > 0n
  }
}
