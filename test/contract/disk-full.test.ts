import { randomBytes } from 'node:crypto'
import { appendFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FsArtifactStore } from '../../src/store/artifacts/drivers/fs.ts'
import { ensureApiKey } from '../../src/store/access/keys/api-key.ts'
import { SqlAuditStore } from '../../src/store/access/drivers/sql-audit.ts'
import { accessMigrations } from '../../src/store/access/drivers/sql.ts'
import { writeWhole } from '../../src/cli/output/write-whole.ts'
import { getDiskSpace, ensureReserve, withReserve } from '../../src/base/files/disk-space.ts'
import { lockForServing } from '../../src/base/files/process-lock.ts'
import { toStorageError } from '../../src/base/files/storage-error.ts'
import { createUuid7Generator } from '../../src/base/uuid7.ts'
import { SqlitePredictionLog } from '../../src/store/predictions/drivers/sqlite.ts'
import { openDatabase } from '../../src/store/sql/open-database.ts'
import { FolderRunLocks } from '../../src/store/tracking/drivers/folder-locks.ts'
import { SqlTrackingStore, trackingMigrations } from '../../src/store/tracking/drivers/sql.ts'
import { Tracking } from '../../src/store/tracking/tracking.ts'
import { countPredictions } from '../kit/count-predictions.ts'
import { mountSmallDisk } from '../kit/small-disk.ts'
import { testServer } from '../kit/test-server.ts'

const newId = createUuid7Generator(Date.now, randomBytes)
const prediction = () => ({
  id: newId(),
  at: new Date().toISOString(),
  caller: 'environment',
  entity: null,
  threshold: null,
  model: 'M',
  modelVersion: 1,
  inputs: { text: 'x'.repeat(2000) },
  prediction: 'yes',
  probabilities: { yes: 1 },
})

test('a prediction log on a full disk refuses, keeps what it acknowledged, and goes on when there is room', async (context) => {
  const disk = mountSmallDisk(context)
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(500_000))
  const path = join(disk, 'predictions.db')
  const log = SqlitePredictionLog.open(path, 'process')
  onTestFinished(async () => await log.close())
  let kept = 0
  const refused = await (async () => {
    for (;;) {
      try {
        await log.append(Array.from({ length: 8 }, prediction))
        kept += 8
      } catch (error) {
        return error
      }
    }
  })()
  expect(refused).toMatchObject({ code: 'log-unavailable', status: 503, cause: { code: 'disk-full' } })
  expect(kept).toBeGreaterThan(100)
  expect(await countPredictions(log)).toBe(kept)
  rmSync(join(disk, 'ballast'))
  await log.append([prediction()])
  await log.close()
  const again = SqlitePredictionLog.open(path, 'process')
  expect(await countPredictions(again)).toBe(kept + 1)
  await again.close()
})

test('a training on a full disk reports it, leaves nothing incomplete, and its run can still be marked', async (context) => {
  const disk = mountSmallDisk(context)
  const database = openDatabase(join(disk, 'lapidary.db'), [trackingMigrations])
  onTestFinished(() => database.close())
  const artifacts = new FsArtifactStore(join(disk, 'artifacts'))
  const effects = { now: () => new Date(), newId }
  const tracking = new Tracking(
    new SqlTrackingStore(database),
    artifacts,
    new FolderRunLocks(join(disk, 'locks')),
    effects,
  )
  const { id } = await tracking.start({ experiment: 'credit-score', name: 'forest' })
  await expect(tracking.addArtifacts(id, { 'model/model.bin': Buffer.alloc(3_000_000) })).rejects.toThrow(
    'The disk of',
  )
  const left = readdirSync(join(disk, 'artifacts'), { recursive: true, withFileTypes: true })
  expect(left.filter((entry) => entry.isFile())).toEqual([])
  await tracking.fail(id, new Error('no space'))
  expect((await tracking.get(id)).status).toBe('failed')
})

test('a database, a key and a lock on a full disk report it, and are created when there is room', async (context) => {
  const disk = mountSmallDisk(context)
  try {
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(4_000_000))
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' }) // as full as can be
  }
  const full = 'The disk of'
  expect(() => openDatabase(join(disk, 'lapidary.db'), [trackingMigrations])).toThrow(full)
  expect(() => ensureApiKey({ API_KEY: undefined }, disk, randomBytes)).toThrow(full)
  expect(() => lockForServing(disk)).toThrow(full)
  rmSync(join(disk, 'ballast'))
  openDatabase(join(disk, 'lapidary.db'), [trackingMigrations]).close()
  expect(ensureApiKey({ API_KEY: undefined }, disk, randomBytes).from).toBe('created')
  lockForServing(disk).release()
})

/** Writes until the disk is full. */
function fill(disk: string): void {
  for (const size of [1_000_000, 65_536, 4096]) {
    try {
      for (;;) appendFileSync(join(disk, 'ballast'), Buffer.alloc(size))
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' })
    }
  }
}

const actions = ['purge', 'erase'] as const

test.for(actions)(
  '%s works on a full disk and gives the space back, also while it is served',
  async (action, context) => {
    const disk = mountSmallDisk(context, 256)
    const folder = join(disk, 'data')
    const path = join(folder, 'predictions.db')
    const served = SqlitePredictionLog.open(path, 'process')
    onTestFinished(async () => await served.close())
    const shared = openDatabase(join(folder, 'lapidary.db'), [accessMigrations])
    onTestFinished(() => shared.close())
    ensureReserve(folder)
    for (let i = 0; i < 20; i++)
      await served.append(Array.from({ length: 100 }, () => ({ ...prediction(), entity: 'S1' })))
    fill(disk)
    const refused = await (async () => {
      for (;;) {
        const error = await served.append([prediction()]).catch((each: unknown) => each)
        if (error !== undefined) return error
      }
    })()
    expect(refused).toMatchObject({ code: 'log-unavailable' })
    expect(served.diskStatus()).toMatchObject({ isLow: true, problem: { code: 'disk-full' } })

    await withReserve(folder, async () => {
      const command = SqlitePredictionLog.open(path, 'process')
      const audit = openDatabase(join(folder, 'lapidary.db'), [accessMigrations])
      const entry = {
        at: new Date().toISOString(),
        by: 'command line',
        action: `predictions.${action}`,
        subject: 'S1',
        address: null,
        count: 1,
      }
      await new SqlAuditStore(audit).addAudit(entry)
      if (action === 'purge')
        expect(await command.purge(new Date(Date.now() + 1000))).toBeGreaterThanOrEqual(2000)
      else expect(await command.erase('S1')).toEqual({ rows: 2000, complete: true })
      await command.close()
      audit.close()
    })
    expect(getDiskSpace(folder).freeBytes).toBeGreaterThan(1_000_000)
    expect(readdirSync(folder)).toContain('space.reserve')
    expect(served.diskStatus()).toMatchObject({ problem: null })
    await served.append([prediction()])
  },
)

test('users and an output file on a full disk are refused with the reason, and the file is named', async (context) => {
  const disk = mountSmallDisk(context)
  const database = openDatabase(join(disk, 'lapidary.db'), [accessMigrations])
  onTestFinished(() => database.close())
  fill(disk)
  const audit = new SqlAuditStore(database)
  const adding = (async () => {
    for (let i = 0; ; i++)
      await audit.addAudit({
        at: new Date().toISOString(),
        by: 'x'.repeat(500),
        action: 'a',
        subject: String(i),
        address: null,
        count: 1,
      })
  })()
  await expect(adding).rejects.toMatchObject({ code: 'disk-full', status: 503 })
  const output = join(disk, 'out.csv')
  async function* text(): AsyncGenerator<string> {
    for (let i = 0; i < 10; i++) yield 'x'.repeat(1_000_000)
  }
  const writing = writeWhole(output, text(), new AbortController().signal)
  await expect(writing).rejects.toThrow(`The disk of ${output} is full.`)
  expect(readdirSync(disk)).not.toContain('out.csv')
})

test('a database whose -wal and -shm cannot be created for lack of space reports it', (context) => {
  const disk = mountSmallDisk(context)
  const path = join(disk, 'lapidary.db')
  openDatabase(path, [accessMigrations]).close()
  for (const file of ['lapidary.db-wal', 'lapidary.db-shm']) rmSync(join(disk, file), { force: true })
  fill(disk)
  expect(() => {
    const database = openDatabase(path, [accessMigrations])
    try {
      database.sqlite.prepare('UPDATE migration SET step = step').run()
    } catch (error) {
      throw toStorageError(error, path)
    } finally {
      database.close()
    }
  }).toThrow('The disk of')
})

test('a server on a full disk refuses keys, users, sign-ins and tokens with 503 disk-full, never 500', async (context) => {
  const disk = mountSmallDisk(context, 16)
  const { app, key, close } = await testServer({ parentFolder: disk })
  onTestFinished(close)
  const headers = { 'x-api-key': await key('admin') }
  const post = async (url: string, payload: object) => {
    const { statusCode, body } = await app.inject({ method: 'POST', url, headers, payload })
    return { statusCode, code: statusCode < 300 ? null : (JSON.parse(body) as { code: string }).code }
  }
  const password = 'uma frase bem longa'
  const user = (username: string) => ({ username, password, role: 'reader' })
  const first = await post('/v1/users', user('ana'))
  expect(first).toMatchObject({ statusCode: 201 })
  fill(disk)
  for (let i = 0; ; i++) {
    const { statusCode, code } = await post('/v1/keys', { name: `key ${i}`, scopes: ['read'] })
    if (statusCode === 201) continue
    expect([statusCode, code]).toEqual([503, 'disk-full'])
    break
  }
  const responses = [
    await post('/v1/users', user('bia')),
    await post('/v1/session', { username: 'ana', password }),
    await post('/v1/session', { username: 'ana', password: 'wrong' }),
    await post('/token', { username: 'ana', password }),
    await post('/token', { username: 'ana', password: 'wrong' }),
  ]
  for (const { statusCode, code } of responses) {
    if (statusCode >= 500) expect([statusCode, code]).toEqual([503, 'disk-full'])
  }
  expect(responses[0]).toEqual({ statusCode: 503, code: 'disk-full' })
  rmSync(join(disk, 'ballast'))
  expect(await post('/v1/users', user('bia'))).toMatchObject({ statusCode: 201 })
})
