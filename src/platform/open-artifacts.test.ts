import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { strictLogger } from '../../test/kit/strict-logger.ts'
import { tempFolder } from '../../test/kit/temp-folder.ts'
import { tinyProject } from '../../test/kit/tiny-project.ts'
import { readSettings } from '../base/settings/settings.ts'
import { artifactFolderOf } from './open-artifacts.ts'
import { openProjectPlatform } from './platform.ts'

const postgres = { DATABASE_URL: 'postgres://host/steps' }

test.each([
  ['by default', {}, '/data/artifacts'],
  ['in the database of the runs', postgres, null],
  [
    'in a folder although the runs are in PostgreSQL',
    { ...postgres, ARTIFACTS_URL: 'file:///srv/my%20files' },
    '/srv/my files',
  ],
  ['in the database although it is a file', { ARTIFACTS_URL: 'database:' }, null],
] as const)('files of runs are stored %s', (_, environment, folder) => {
  expect(artifactFolderOf('/data', readSettings(environment))).toBe(folder)
})

test('a file: URL that names another machine is refused', () => {
  const settings = readSettings({ ARTIFACTS_URL: 'file://other/srv' })
  expect(() => artifactFolderOf('/data', settings)).toThrow('ARTIFACTS_URL is "file://other/srv". It must be')
})

describe.each([
  ['a folder elsewhere', (elsewhere: string) => ({ ARTIFACTS_URL: `file://${elsewhere}` })],
  ['the database', () => ({ ARTIFACTS_URL: 'database:' })],
])('ARTIFACTS_URL names %s', (_, environment) => {
  test('what is put there is found by the next start, and nothing is in DATA_DIR', async () => {
    const [dataDir, elsewhere] = [tempFolder(), tempFolder()]
    const settings = readSettings({ DATA_DIR: dataDir, ...environment(elsewhere) })
    const open = () =>
      openProjectPlatform({ project: tinyProject, folder: dataDir }, settings, {
        now: () => new Date(),
        logger: strictLogger,
      })
    const first = await open()
    const { sha256 } = await first.artifacts.put(Buffer.from('model'))
    await first.close()
    const second = await open()
    expect(Buffer.from(await second.artifacts.get(sha256)).toString()).toBe('model')
    await second.close()
    expect(existsSync(join(dataDir, 'artifacts'))).toBe(false)
  })
})
