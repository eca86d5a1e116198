import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { strictLogger } from '../../test/kit/strict-logger.ts'
import { tempFolder } from '../../test/kit/temp-folder.ts'
import { openProjectPlatform, type ProjectPlatform } from './platform.ts'
import { loadProject } from '../project/load-project.ts'
import { readSettings } from '../base/settings/settings.ts'
import { openDatabase } from '../store/sql/open-database.ts'
import { SqlTrackingStore, trackingMigrations } from '../store/tracking/drivers/sql.ts'

const loaded = await loadProject(fileURLToPath(new URL('../../examples/credit-score', import.meta.url)))

test('a store that cannot be written for a moment does not keep the stores from opening; runs are marked by the next start', async () => {
  const dataDir = tempFolder()
  const warned: { error: unknown; message: string }[] = []
  const open = async (): Promise<ProjectPlatform> => {
    const warn = ({ err: error }: Readonly<Record<string, unknown>>, message: string): void =>
      void warned.push({ error, message })
    const logger = { ...strictLogger, warn }
    const platform = await openProjectPlatform(loaded, readSettings({ DATA_DIR: dataDir }), {
      now: () => new Date(),
      logger,
    })
    onTestFinished(async () => await platform.close())
    return platform
  }
  await (await open()).close()
  // what a training leaves that was killed: a run that is running, and a lock that nobody holds
  const database = openDatabase(join(dataDir, 'lapidary.db'), [trackingMigrations])
  onTestFinished(() => database.close())
  const times = { startedAt: new Date(0).toISOString(), endedAt: null }
  const run = {
    id: 'left',
    experiment: 'e',
    name: 'n',
    status: 'running',
    ...times,
    params: {},
    metrics: {},
    tags: {},
  } as const
  await new SqlTrackingStore(database).createRun(run)
  mkdirSync(join(dataDir, 'locks'), { recursive: true })
  writeFileSync(join(dataDir, 'locks', 'run-left.lock'), '')

  database.sqlite.exec("CREATE TRIGGER full BEFORE UPDATE ON run BEGIN SELECT RAISE(FAIL, 'full'); END")
  const platform = await open()
  expect(warned).toMatchObject([
    { error: { message: 'full' }, message: 'runs that were interrupted could not be marked' },
  ])
  expect((await platform.tracking.get('left')).status).toBe('running')
  database.sqlite.exec('DROP TRIGGER full')
  expect((await (await open()).tracking.get('left')).status).toBe('interrupted')
  expect(warned).toHaveLength(1)
}, 60_000)
