import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FsArtifactStore } from '../../src/artifact/drivers/fs.ts'
import { ensureApiKey } from '../../src/access/api-key.ts'
import { lockForServing } from '../../src/lib/process-lock.ts'
import { uuid7Maker } from '../../src/lib/uuid7.ts'
import { SqlitePredictionLog } from '../../src/prediction-log/drivers/sqlite.ts'
import { openDatabase } from '../../src/sql/open-database.ts'
import { FolderRunLocks } from '../../src/tracking/drivers/folder-locks.ts'
import { SqlTrackingStore, trackingMigrations } from '../../src/tracking/drivers/sql.ts'
import { Tracking } from '../../src/tracking/tracking.ts'
import { countPredictions } from '../kit/count-predictions.ts'
import { smallDisk } from '../kit/small-disk.ts'

const newId = uuid7Maker(Date.now, randomBytes)
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
  const disk = smallDisk(context)
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

test('a training on a full disk says so, leaves nothing half-made, and its run can still be marked', async (context) => {
  const disk = smallDisk(context)
  const database = openDatabase(join(disk, 'lapidary.db'), [trackingMigrations])
  onTestFinished(() => database.close())
  const artifacts = new FsArtifactStore(join(disk, 'artifacts'))
  const effects = { now: () => new Date(), newId }
  const tracking = new Tracking(new SqlTrackingStore(database), artifacts, new FolderRunLocks(join(disk, 'locks')), effects)
  const { id } = await tracking.start({ experiment: 'credit-score', name: 'forest' })
  await expect(tracking.addArtifacts(id, { 'model/model.bin': Buffer.alloc(3_000_000) })).rejects.toThrow(
    'There is no space left for',
  )
  const left = readdirSync(join(disk, 'artifacts'), { recursive: true, withFileTypes: true })
  expect(left.filter((entry) => entry.isFile())).toEqual([])
  await tracking.fail(id, new Error('no space'))
  expect((await tracking.get(id)).status).toBe('failed')
})

test('a database, a key and a lock on a full disk say so, and are made when there is room', async (context) => {
  const disk = smallDisk(context)
  try {
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(4_000_000))
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' }) // as full as can be
  }
  const full = 'There is no space left for'
  expect(() => openDatabase(join(disk, 'lapidary.db'), [trackingMigrations])).toThrow(full)
  expect(() => ensureApiKey({ API_KEY: undefined }, disk, randomBytes)).toThrow(full)
  expect(() => lockForServing(disk)).toThrow(full)
  rmSync(join(disk, 'ballast'))
  openDatabase(join(disk, 'lapidary.db'), [trackingMigrations]).close()
  expect(ensureApiKey({ API_KEY: undefined }, disk, randomBytes).from).toBe('created')
  lockForServing(disk).release()
})
