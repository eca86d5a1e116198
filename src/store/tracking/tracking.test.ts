import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { FsArtifactStore } from '../artifacts/drivers/fs.ts'
import { openDatabase } from '../sql/open-database.ts'
import { FolderRunLocks } from './drivers/folder-locks.ts'
import { SqlTrackingStore, trackingMigrations } from './drivers/sql.ts'
import { Tracking } from './tracking.ts'

function open(folder = tempFolder(), prefix = 'r') {
  const database = openDatabase(join(folder, 'lapidary.db'), [trackingMigrations])
  onTestFinished(() => database.close())
  let made = 0
  const effects = { now: () => new Date(1_767_323_045_000 + made * 1000), newId: () => `${prefix}${++made}` }
  const artifacts = new FsArtifactStore(join(folder, 'artifacts'))
  return {
    folder,
    tracking: new Tracking(
      new SqlTrackingStore(database),
      artifacts,
      new FolderRunLocks(join(folder, 'locks')),
      effects,
    ),
  }
}

const credit = { experiment: 'credit-score', name: 'forest' }

test('keeps a run from its start to its end', async () => {
  const { folder, tracking } = open()
  const { id } = await tracking.start({ ...credit, params: { trees: '100' }, tags: { git: 'abc' } })
  expect(await tracking.get(id)).toMatchObject({ status: 'running', endedAt: null, params: { trees: '100' } })
  await tracking.log(id, { metrics: { accuracy: 0.67 } })
  await tracking.finish(id, { metrics: { log_loss: 0.73 }, tags: { model: '1' } })
  expect(await tracking.get(id)).toEqual({
    ...credit,
    id: 'r1',
    status: 'finished',
    startedAt: '2026-01-02T03:04:06.000Z',
    endedAt: '2026-01-02T03:04:06.000Z',
    params: { trees: '100' },
    metrics: { accuracy: 0.67, log_loss: 0.73 },
    tags: { git: 'abc', model: '1' },
  })
  expect(readdirSync(join(folder, 'locks'))).toEqual([])
})

test('keeps the files of a run', async () => {
  const { tracking } = open()
  const { id } = await tracking.start(credit)
  await tracking.addArtifacts(id, { 'model/model.bin': new Uint8Array([1, 2, 3]), 'card.md': 'Cartão' })
  expect((await tracking.artifacts(id)).map(({ path, bytes }) => [path, bytes])).toEqual([
    ['card.md', 7],
    ['model/model.bin', 3],
  ])
  expect(new TextDecoder().decode(await tracking.readArtifact(id, 'card.md'))).toBe('Cartão')
  await expect(tracking.readArtifact(id, 'nothing')).rejects.toThrow(
    `The run ${id} does not have the file "nothing".`,
  )
  await expect(tracking.artifacts('nobody')).rejects.toMatchObject({ code: 'run-not-found' })
})

test('says why a run failed', async () => {
  const { tracking } = open()
  const { id } = await tracking.start(credit)
  await tracking.fail(id, new Error('one class only'))
  expect(await tracking.get(id)).toMatchObject({ status: 'failed', tags: { error: 'one class only' } })
})

test('marks the run of a killed process as interrupted, and no other', async () => {
  const { folder, tracking } = open()
  const mine = await tracking.start(credit)
  const ended = await tracking.start(credit)
  await tracking.finish(ended.id)
  const url = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)
  const script = `const { Tracking } = await import(${url('./tracking.ts')})
    const { SqlTrackingStore, trackingMigrations } = await import(${url('./drivers/sql.ts')})
    const { FolderRunLocks } = await import(${url('./drivers/folder-locks.ts')})
    const { openDatabase } = await import(${url('../sql/open-database.ts')})
    const database = openDatabase(${JSON.stringify(join(folder, 'lapidary.db'))}, [trackingMigrations])
    const effects = { now: () => new Date(), newId: () => 'other' }
    globalThis.tracking = new Tracking(new SqlTrackingStore(database), null, new FolderRunLocks(${JSON.stringify(join(folder, 'locks'))}), effects)
    await globalThis.tracking.start(${JSON.stringify(credit)})
    process.stdout.write('started')
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  expect(await tracking.markInterrupted()).toEqual([]) // both work on
  child.kill('SIGKILL')
  await once(child, 'exit')
  writeFileSync(join(folder, 'locks', 'run-never-recorded.lock'), '') // killed before the run was in the database
  expect(await tracking.markInterrupted()).toEqual(['other'])
  expect(await tracking.get('other')).toMatchObject({
    status: 'interrupted',
    endedAt: expect.stringContaining('2026-01-02'),
  })
  expect((await tracking.get(mine.id)).status).toBe('running')
  expect((await tracking.get(ended.id)).status).toBe('finished')
  await tracking.interrupt(mine.id)
  expect(readdirSync(join(folder, 'locks'))).toEqual([])
})
