import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { type PostgresServer, postgresServer } from '../../test/kit/postgres-server.ts'
import { strictLogger } from '../../test/kit/strict-logger.ts'
import { tempFolder } from '../../test/kit/temp-folder.ts'
import { tinyProject } from '../../test/kit/tiny-project.ts'
import { lockForServing } from '../base/files/process-lock.ts'
import { openProjectPlatform, type ProjectPlatform } from '../platform/platform.ts'
import { readSettings } from '../base/settings/settings.ts'
import { collectGarbage, type Garbage } from './collect-garbage.ts'

const day = 86_400_000
const month = 30 * day

/** A project's stores with a clock that moves. */
async function open(environment: Readonly<Record<string, string>> = {}) {
  const folder = tempFolder()
  let moved = 0
  const now = (): Date => new Date(Date.now() + moved)
  const settings = readSettings({ DATA_DIR: folder, ...environment })
  const platform = await openProjectPlatform({ project: tinyProject, folder }, settings, {
    now,
    logger: strictLogger,
  })
  const move = (milliseconds: number): void => {
    moved = milliseconds
  }
  onTestFinished(async () => await platform.close())
  return { platform, folder, move }
}

const names = (garbage: readonly Garbage[], kind: Garbage['kind']): string[] => {
  return garbage.filter((each) => each.kind === kind).map(({ name }) => name)
}

async function kept(platform: ProjectPlatform): Promise<string[]> {
  const all: string[] = []
  for await (const { sha256 } of platform.artifacts.list()) all.push(sha256)
  return all.toSorted()
}

interface PlannedRun {
  readonly ends: 'finished' | 'failed' | 'interrupted'
  readonly isOld: boolean
  readonly isRegistered: boolean
  readonly files: readonly string[]
}

const plan = fc.record({
  runs: fc.array(
    fc.record<PlannedRun>({
      ends: fc.constantFrom('finished', 'failed', 'interrupted'),
      isOld: fc.boolean(),
      isRegistered: fc.boolean(),
      files: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 4 }),
    }),
    { maxLength: 8 },
  ),
  /** Files that were put, and whose run was never recorded. */
  orphans: fc.uniqueArray(fc.constantFrom('e', 'f', 'g', 'h'), { maxLength: 4 }),
  isTraining: fc.boolean(),
})

function garbageSuite(name: string, environment: () => Promise<Readonly<Record<string, string>>>): void {
  test(`${name}: what goes is exactly what nothing refers to, and the dry run lists it`, async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ runs, orphans, isTraining }) => {
        const { platform, move } = await open(await environment())
        const { tracking, registry, artifacts } = platform
        const credit = { experiment: 'tiny', name: 'forest' }
        const sha = new Map<string, string>()
        for (const file of 'abcdefgh') sha.set(file, '')
        const training = isTraining ? await tracking.start(credit) : null
        const put = async (file: string): Promise<void> =>
          void sha.set(file, (await artifacts.put(Buffer.from(file))).sha256)
        for (const file of orphans) await put(file)
        const ids: string[] = []
        for (const { ends, isOld, isRegistered, files } of runs) {
          const age = isOld ? -40 * day : -20 * day
          move(age)
          const { id } = await tracking.start(credit)
          move(0)
          await tracking.addArtifacts(id, Object.fromEntries(files.map((file) => [`model/${file}`, file])))
          for (const file of files) await put(file)
          move(age)
          if (ends === 'finished') await tracking.finish(id)
          else if (ends === 'failed') await tracking.fail(id, new Error('no'))
          else await tracking.interrupt(id)
          if (isRegistered)
            await registry.register({
              model: 'TinyModel',
              runId: id,
              description: '',
              tags: {},
              by: 'lapidary train',
            })
          ids.push(id)
        }
        move(2 * day)
        const goes = runs.flatMap(({ ends, isOld, isRegistered }, i) => {
          return ends !== 'finished' && isOld && !isRegistered ? [ids[i] as string] : []
        })
        const referred = new Set(
          runs.flatMap(({ files }, i) => (goes.includes(ids[i] as string) ? [] : files)),
        )
        const there = [...new Set([...orphans, ...runs.flatMap(({ files }) => files)])]
        const unreferred = there
          .filter((file) => !referred.has(file) && !isTraining)
          .map((file) => sha.get(file) as string)

        const listed = await collectGarbage(platform, { olderThan: month + 2 * day, dryRun: true })
        expect(names(listed, 'run').toSorted()).toEqual(goes.toSorted())
        expect(names(listed, 'artifact').toSorted()).toEqual(unreferred.toSorted())
        expect(await kept(platform)).toHaveLength(there.length)
        expect(await collectGarbage(platform, { olderThan: month + 2 * day, dryRun: false })).toEqual(listed)
        const stays = there
          .map((file) => sha.get(file) as string)
          .filter((each) => !unreferred.includes(each))
        expect(new Set(await kept(platform))).toEqual(new Set(stays))
        for (const [i, { files }] of runs.entries()) {
          const id = ids[i] as string
          if (goes.includes(id))
            await expect(tracking.get(id)).rejects.toMatchObject({ code: 'run-not-found' })
          else
            for (const file of files)
              expect(String(Buffer.from(await tracking.readArtifact(id, `model/${file}`)))).toBe(file)
        }
        expect(await collectGarbage(platform, { olderThan: month + 2 * day, dryRun: false })).toEqual([])
        if (training !== null) await tracking.finish(training.id)
      }),
      { numRuns: 25 },
    )
  })

  test(`${name}: what was put within a day stays, also when it was there before`, async () => {
    const { platform, move } = await open(await environment())
    const { sha256 } = await platform.artifacts.put(Buffer.from('model'))
    expect(await collectGarbage(platform, { olderThan: month, dryRun: false })).toEqual([])
    move(2 * day)
    expect(names(await collectGarbage(platform, { olderThan: month, dryRun: true }), 'artifact')).toEqual([
      sha256,
    ])
  })
}

garbageSuite('SQLite and files', async () => ({}))
garbageSuite('SQLite and files elsewhere', async () => ({ ARTIFACTS_URL: `file://${tempFolder()}` }))
garbageSuite('SQLite alone', async () => ({ ARTIFACTS_URL: 'database:' }))

const server = await postgresServer()
describe.skipIf(server === null)('PostgreSQL', () => {
  afterAll(async () => await server?.close())
  garbageSuite('PostgreSQL', async () => ({ DATABASE_URL: await (server as PostgresServer).url() }))
})

test('files that killed processes left go by their age, and what belongs to people stays', async () => {
  const { platform, folder, move } = await open()
  const old = new Date(Date.now() - 50 * day)
  const write = (path: string): string => {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, 'left')
    utimesSync(file, old, old)
    return file
  }
  const left = ['artifacts/tmp/x', 'synthetic/t.csv.partial', 'tuning/trials.jsonl', 'api-key.123.tmp'].map(
    write,
  )
  const stays = [
    'synthetic/t.csv',
    'api-key',
    'secret-key',
    'notes.txt',
    'replaced-2026-01-01/lapidary.db',
  ].map(write)
  const upload = write('uploads/u/upload.csv')
  const lock = lockForServing(folder)
  const listed = await collectGarbage(platform, { olderThan: month, dryRun: true })
  expect(names(listed, 'file').toSorted()).toEqual(left.toSorted()) // a server runs, and the folder of the upload is new
  lock.release()
  const removed = names(await collectGarbage(platform, { olderThan: month, dryRun: false }), 'file')
  expect(removed.toSorted()).toEqual([...left, join(folder, 'uploads/u')].toSorted())
  expect([...left, upload].filter((file) => existsSync(file))).toEqual([])
  expect(stays.filter((file) => !existsSync(file))).toEqual([])
  move(100 * day)
  expect(await collectGarbage(platform, { olderThan: month, dryRun: false })).toEqual([])
  expect(readdirSync(join(folder, 'uploads'))).toEqual([])
})

test('a run that a process works on stays whatever its status', async () => {
  const { platform, folder, move } = await open()
  move(-50 * day)
  const { id } = await platform.tracking.start({ experiment: 'tiny', name: 'forest' })
  move(0)
  const other = await open({ DATA_DIR: folder })
  expect(await collectGarbage(other.platform, { olderThan: month, dryRun: false })).toEqual([])
  await platform.tracking.interrupt(id)
  move(50 * day)
  expect(names(await collectGarbage(platform, { olderThan: month, dryRun: false }), 'run')).toEqual([id])
})

test('unfinished files of runs are removed from the folder of ARTIFACTS_URL', async () => {
  const artifacts = tempFolder()
  const { platform, move } = await open({ ARTIFACTS_URL: `file://${artifacts}` })
  mkdirSync(join(artifacts, 'tmp'))
  writeFileSync(join(artifacts, 'tmp', 'x'), 'left')
  move(2 * day)
  const collected = await collectGarbage(platform, { olderThan: month, dryRun: false })
  expect(names(collected, 'file')).toEqual([join(artifacts, 'tmp', 'x')])
  expect(readdirSync(join(artifacts, 'tmp'))).toEqual([])
})
