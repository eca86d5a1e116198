import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { checkContent, readContent, requireSha256 } from '../read-content.ts'
import { spoolContent } from '../spool.ts'
import type {
  ArtifactStore,
  ByteRange,
  Content,
  ListedContent,
  OpenContent,
  StoredContent,
  UnfinishedContent,
} from '../store.ts'
import type { PutMarks } from './put-marks.ts'
import type { S3Bucket } from './s3-bucket.ts'

/**
 * Objects of a bucket with the same names as files of a folder, `ab/cdef...` by SHA-256, so that
 * `aws s3 sync` moves them from one to the other.
 */
export class S3ArtifactStore implements ArtifactStore {
  readonly #bucket: S3Bucket
  readonly #marks: PutMarks
  readonly #spoolFolder: string

  /** @param spoolFolder holds contents while they arrive: S3 needs the name before the bytes */
  constructor(bucket: S3Bucket, marks: PutMarks, spoolFolder: string) {
    this.#bucket = bucket
    this.#marks = marks
    this.#spoolFolder = spoolFolder
  }

  /** Replaces an object of the same bytes, which repairs one that is damaged. */
  async put(content: Content): Promise<StoredContent> {
    const spooled = await spoolContent(content, this.#spoolFolder)
    const { sha256, bytes } = spooled
    try {
      await this.#marks.note(sha256)
      await this.#bucket.put(keyOf(sha256), spooled)
    } finally {
      await spooled.close()
    }
    return { sha256, bytes }
  }

  async open(sha256: string, range?: ByteRange): Promise<OpenContent> {
    const key = keyOf(requireSha256(sha256))
    const place = this.#bucket.describe(key)
    const found = await this.#bucket.find(key)
    if (found === null) throw new LapidaryError('artifact-missing', { path: place })
    const chunks = this.#bucket.read(key, range)
    return { bytes: found.bytes, chunks: range === undefined ? checkContent(chunks, sha256, place) : chunks }
  }

  async get(sha256: string): Promise<Uint8Array> {
    return await readContent(await this.open(sha256))
  }

  async *list(): AsyncGenerator<ListedContent> {
    for await (const { key, bytes, changedAt } of this.#bucket.list()) {
      if (/^[0-9a-f]{2}\/[0-9a-f]{62}$/.test(key))
        yield { sha256: key.replace('/', ''), bytes, putAt: changedAt }
    }
  }

  async remove(sha256: string, before: Date): Promise<boolean> {
    const key = keyOf(requireSha256(sha256))
    return await this.#marks.removeOld(sha256, before, async () => {
      const found = await this.#bucket.find(key)
      if (found === null || found.changedAt >= before) return false
      await this.#bucket.delete(key)
      return true
    })
  }

  /** Their size is not known. */
  async *listUnfinished(): AsyncGenerator<UnfinishedContent> {
    for await (const { key, id, startedAt } of this.#bucket.listUploads())
      yield { name: this.#bucket.describe(`${key}?uploadId=${id}`), bytes: 0, changedAt: startedAt }
  }

  async removeUnfinished(name: string): Promise<void> {
    for await (const { key, id } of this.#bucket.listUploads())
      if (this.#bucket.describe(`${key}?uploadId=${id}`) === name) await this.#bucket.abort(key, id)
  }
}

function keyOf(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256.slice(2)}`
}
