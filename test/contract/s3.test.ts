import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { artifactMigrations } from '../../src/store/artifacts/migrations.ts'
import { PutMarks } from '../../src/store/artifacts/drivers/put-marks.ts'
import { S3ArtifactStore } from '../../src/store/artifacts/drivers/s3.ts'
import { S3Bucket } from '../../src/store/artifacts/drivers/s3-bucket.ts'
import { openDatabase } from '../../src/store/sql/open-database.ts'
import { trackingMigrations } from '../../src/store/tracking/drivers/sql.ts'
import { collect } from '../kit/collect.ts'
import { type S3Server, startS3 } from '../kit/s3-server.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { artifactStoreSuite } from './artifact.ts'

const server = await startS3()

async function openBucket(bucket: string, prefix = 'some/prefix/'): Promise<S3Bucket> {
  const opened = await S3Bucket.open({ bucket, prefix, endpoint: (server as S3Server).endpoint })
  onTestFinished(() => opened.close())
  return opened
}

function storeOf(bucket: S3Bucket): S3ArtifactStore {
  const database = openDatabase(join(tempFolder(), 'lapidary.db'), [trackingMigrations, artifactMigrations])
  onTestFinished(() => database.close())
  return new S3ArtifactStore(bucket, new PutMarks(database, () => new Date()), tempFolder())
}

describe.skipIf(server === null)('S3', () => {
  afterAll(async () => await server?.stop())

  artifactStoreSuite('s3', async () => storeOf(await openBucket(await (server as S3Server).createBucket())))

  test('leaves objects of others in the bucket alone', async () => {
    const name = await (server as S3Server).createBucket()
    const [ours, others] = [storeOf(await openBucket(name, 'a/')), storeOf(await openBucket(name, 'b/'))]
    const { sha256 } = await ours.put(Buffer.from('abc'))
    const listed: string[] = []
    for await (const each of others.list()) listed.push(each.sha256)
    expect(listed).toEqual([])
    await expect(others.get(sha256)).rejects.toMatchObject({ code: 'artifact-missing' })
    expect(await others.remove(sha256, new Date(Date.now() + 60_000))).toBe(false)
    expect(await ours.get(sha256)).toEqual(Buffer.from('abc'))
  })

  test('lists and aborts an upload that a killed process left', async () => {
    const bucket = await openBucket(await (server as S3Server).createBucket())
    const store = storeOf(bucket)
    const content = Buffer.alloc(40_000_000, 'x')
    const dies = { sha256: 'a'.repeat(64), bytes: content.length, close: async () => undefined }
    // The process is killed with two parts sent: nothing aborts the upload.
    bucket.abort = async () => undefined
    const read = async (start: number, length: number): Promise<Buffer> => {
      if (start > 0) throw new Error('killed')
      return content.subarray(start, start + length)
    }
    await expect(bucket.put('aa/a', { ...dies, read })).rejects.toThrow('killed')
    Reflect.deleteProperty(bucket, 'abort')
    const unfinished = await collect(store.listUnfinished())
    expect(unfinished).toEqual([
      { name: expect.stringMatching(/^s3:.*aa\/a\?uploadId=/), bytes: 0, changedAt: expect.any(Date) },
    ])
    await store.removeUnfinished(unfinished[0]?.name ?? '')
    expect(await collect(store.listUnfinished())).toEqual([])
    expect(await collect(store.list())).toEqual([])
  })

  test('names the bucket when it does not exist or the server does not respond', async () => {
    const missing = storeOf(await openBucket('no-such-bucket'))
    await expect(missing.put(Buffer.from('abc'))).rejects.toThrow(
      /^S3 rejects requests to the bucket no-such-bucket at http:.* \(NoSuchBucket, 404\)\. Check that/,
    )
    const down = await S3Bucket.open({ bucket: 'any', prefix: '', endpoint: 'http://127.0.0.1:1' })
    onTestFinished(() => down.close())
    await expect(storeOf(down).put(Buffer.from('abc'))).rejects.toThrow(
      /^The S3 bucket any at http:\/\/127\.0\.0\.1:1 is unavailable \(ECONNREFUSED\)\./,
    )
    await expect(down.ping()).rejects.toMatchObject({ code: 's3-unavailable' })
  })
})
