import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { type PostgresServer, postgresServer } from '../../../../test/kit/postgres-server.ts'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { FsArtifactStore } from '../../artifacts/drivers/fs.ts'
import { openPostgres } from '../../sql/open-postgres.ts'
import { Tracking } from '../tracking.ts'
import { PostgresRunLocks } from './postgres-locks.ts'
import { SqlTrackingStore, trackingMigrations } from './sql.ts'

const server = await postgresServer()
const credit = { experiment: 'credit-score', name: 'forest' }

describe.skipIf(server === null)('replicas on one PostgreSQL', () => {
  const postgres = server as PostgresServer
  afterAll(async () => await postgres.close())

  /** What one replica has of the runs. */
  async function replica(url: string, prefix: string): Promise<Tracking> {
    const database = await openPostgres(url, [trackingMigrations])
    onTestFinished(async () => await database.close())
    let made = 0
    const effects = { now: () => new Date(), newId: () => `${prefix}${++made}` }
    const artifacts = new FsArtifactStore(join(tempFolder(), 'artifacts'))
    return new Tracking(new SqlTrackingStore(database), artifacts, new PostgresRunLocks(database), effects)
  }

  test('a replica marks the run of one that was killed, and leaves those of others alone', async () => {
    const url = await postgres.url()
    const [one, two] = [await replica(url, 'one'), await replica(url, 'two')]
    const mine = await one.start(credit)
    const here = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)
    const script = `const { Tracking } = await import(${here('../tracking.ts')})
      const { SqlTrackingStore, trackingMigrations } = await import(${here('./sql.ts')})
      const { PostgresRunLocks } = await import(${here('./postgres-locks.ts')})
      const { openPostgres } = await import(${here('../../sql/open-postgres.ts')})
      const database = await openPostgres(process.env.URL, [trackingMigrations])
      const effects = { now: () => new Date(), newId: () => 'other' }
      const tracking = new Tracking(new SqlTrackingStore(database), null, new PostgresRunLocks(database), effects)
      await tracking.start(${JSON.stringify(credit)})
      process.stdout.write('started')
      setInterval(() => undefined, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, URL: url },
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    expect([await one.markInterrupted(), await two.markInterrupted()]).toEqual([[], []])
    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect.poll(async () => await two.markInterrupted()).toEqual(['other'])
    expect((await one.get('other')).status).toBe('interrupted')
    expect((await two.get(mine.id)).status).toBe('running')
    await one.finish(mine.id)
    expect(await two.markInterrupted()).toEqual([])
  })

  test('a run outlives a restart of the server', async () => {
    const url = await postgres.url()
    const [one, two] = [await replica(url, 'one'), await replica(url, 'two')]
    const { id } = await one.start(credit)
    await postgres.kill()
    await expect(one.log(id, { metrics: { accuracy: 0.7 } })).rejects.toMatchObject({
      code: 'database-unavailable',
    })
    await postgres.start()
    expect(await two.markInterrupted()).toEqual([id]) // nobody can know better
    await one.finish(id, { metrics: { accuracy: 0.7 } })
    expect(await two.get(id)).toMatchObject({ status: 'finished', metrics: { accuracy: 0.7 } })
  })

  test('closing does not wait for a run that never ended', async () => {
    const database = await openPostgres(await postgres.url(), [trackingMigrations])
    expect(await new PostgresRunLocks(database).take('r1')).not.toBeNull()
    await database.close()
  })
})
