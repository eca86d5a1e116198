import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countPredictions } from '../../test/kit/count-predictions.ts'
import { mountSmallDisk } from '../../test/kit/small-disk.ts'
import { strictLogger } from '../../test/kit/strict-logger.ts'
import { tempFolder } from '../../test/kit/temp-folder.ts'
import { tinyProject } from '../../test/kit/tiny-project.ts'
import { lockForServing, tryProcessLock } from '../base/files/process-lock.ts'
import { createUuid7Generator } from '../base/uuid7.ts'
import { openPredictions } from '../platform/open-predictions.ts'
import { openProjectPlatform, type ProjectPlatform } from '../platform/platform.ts'
import type { PredictionRecord } from '../store/predictions/store.ts'
import { readSettings } from '../base/settings/settings.ts'
import { type BackupResult, createBackup } from './backup.ts'
import { restoreBackup } from './restore.ts'
import { tarEnd, createTarHeader, computeTarPadding } from './tar.ts'

const never = new AbortController().signal
const effects = { now: () => new Date(), signal: never, progress: () => undefined }
const newId = createUuid7Generator(Date.now, randomBytes)
const project = tinyProject.name

const record = (): PredictionRecord => ({
  id: newId(),
  at: new Date().toISOString(),
  caller: 'user:ana',
  entity: null,
  inputs: { Age: 33, note: 'x'.repeat(500) },
  model: 'TinyModel',
  modelVersion: 1,
  prediction: 'good',
  probabilities: { good: 1 },
  threshold: null,
})

/** A data folder with its files of runs, as they are by default. */
const placeOf = (dataDir: string) => ({ dataDir, artifactFolder: join(dataDir, 'artifacts') })

async function withStores<T>(
  dataDir: string,
  use: (platform: ProjectPlatform) => Promise<T>,
  environment: Readonly<Record<string, string>> = {},
): Promise<T> {
  const settings = readSettings({ DATA_DIR: dataDir, ...environment })
  const platform = await openProjectPlatform({ project: tinyProject, folder: dataDir }, settings, {
    now: effects.now,
    logger: strictLogger,
  })
  try {
    return await use(platform)
  } finally {
    await platform.close()
  }
}

/** A data folder with a run and its file, a run that is worked on, predictions, and keys. */
async function dataFolder(
  predictions = 100,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const dataDir = join(tempFolder(), 'data')
  const fill = async (platform: ProjectPlatform): Promise<void> => {
    const { tracking, registry } = platform
    const { id } = await tracking.start({ experiment: 'tiny', name: 'forest' })
    await tracking.addArtifacts(id, { 'model/model.bin': randomBytes(3000), 'card.md': '# Card' })
    await tracking.finish(id)
    await registry.register({
      model: 'TinyModel',
      runId: id,
      description: '',
      tags: {},
      by: 'lapidary train',
    })
    const log = await openPredictions(platform, strictLogger)
    await log.append(Array.from({ length: predictions }, record))
    await log.close()
  }
  await withStores(dataDir, fill, environment)
  for (const name of ['api-key', 'secret-key'])
    writeFileSync(join(dataDir, name), `${name} of this folder\n`, { mode: 0o600 })
  return dataDir
}

async function backupOf(dataDir: string): Promise<string> {
  const file = join(tempFolder(), 'backup.tar')
  await createBackup({ project, ...placeOf(dataDir), file, programVersion: '0.1.0' }, effects)
  return file
}

/** Path, mode and contents of every file of a folder. */
function snapshot(folder: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (/\.lock(\.pid)?$|-(wal|shm)$/.test(path)) continue
    const mode = (statSync(path).mode & 0o777).toString(8)
    found[path.slice(folder.length)] = entry.isDirectory() ? mode : `${mode} ${sha256(readFileSync(path))}`
  }
  return found
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

interface Packed {
  readonly name: string
  readonly bytes: Buffer
}

/** An archive with right checksums, of entries that may be wrong. */
function pack(entries: readonly Packed[], sums = entries): Buffer {
  const listed = Buffer.from(sums.map(({ name, bytes }) => `${sha256(bytes)}  ${name}\n`).join(''))
  const blocks = [...entries, { name: 'SHA256SUMS', bytes: listed }].flatMap(({ name, bytes }) => {
    return [
      createTarHeader({ name, size: bytes.length, time: 0 }),
      bytes,
      Buffer.alloc(computeTarPadding(bytes.length)),
    ]
  })
  return Buffer.concat([...blocks, tarEnd])
}

const manifest = (change: object = {}): Packed => {
  const right = {
    format: 'lapidary-backup',
    format_version: 1,
    program_version: '9',
    project,
    created_at: '2026-01-02T03:04:05.000Z',
  }
  return { name: 'manifest.json', bytes: Buffer.from(JSON.stringify({ ...right, ...change })) }
}
const key: Packed = { name: 'api-key', bytes: Buffer.from('a key\n') }

test('a backup is restored elsewhere with everything in it, for its owner only', async () => {
  const dataDir = await dataFolder()
  const file = await backupOf(dataDir)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(execFileSync('tar', ['-tf', file], { encoding: 'utf8' }).split('\n')).toEqual([
    'manifest.json',
    'predictions.db',
    'lapidary.db',
    expect.stringMatching(/^artifacts\/../),
    expect.stringMatching(/^artifacts\/../),
    'api-key',
    'secret-key',
    'SHA256SUMS',
    '',
  ])
  const elsewhere = join(tempFolder(), 'not', 'there', 'yet')
  const result = await restoreBackup({ project, ...placeOf(elsewhere), file, replace: false }, effects)
  expect(result).toMatchObject({
    contents: ['predictions.db', 'lapidary.db', 'api-key', 'secret-key'],
    artifacts: 2,
    replaced: null,
  })
  const restored = snapshot(elsewhere)
  expect(Object.values(restored).filter((each) => !/^(700$|600 )/.test(each))).toEqual([])
  for (const name of ['/api-key', '/secret-key']) expect(restored[name]).toBe(snapshot(dataDir)[name])
  await withStores(elsewhere, async (platform) => {
    const version = await platform.registry.getVersion('TinyModel', 1)
    const { runId } = version
    const original = await withStores(
      dataDir,
      async ({ tracking }) => await tracking.readArtifact(runId, 'model/model.bin'),
    )
    expect(Buffer.compare(await platform.tracking.readArtifact(runId, 'model/model.bin'), original)).toBe(0)
    const log = await openPredictions(platform, strictLogger)
    expect(await countPredictions(log)).toBe(100)
    await log.close()
  })
})

test('files outside of runs are in a backup, and are restored', async () => {
  const dataDir = join(tempFolder(), 'data')
  await withStores(dataDir, async ({ artifactOwners, artifactTree }) => {
    for (const path of ['free/a b.bin', '0/models/m-1/artifacts/MLmodel'])
      await artifactTree.put(await artifactOwners.ownerOf(path), Buffer.from(path))
  })
  const file = await backupOf(dataDir)
  const elsewhere = tempFolder()
  const result = await restoreBackup({ project, ...placeOf(elsewhere), file, replace: false }, effects)
  expect(result.artifacts).toBe(2)
  await withStores(elsewhere, async ({ artifactOwners, artifactTree, artifacts }) => {
    const { sha256 } = await artifactTree.open(await artifactOwners.ownerOf('free/a b.bin'))
    expect(String(Buffer.from(await artifacts.get(sha256)))).toBe('free/a b.bin')
    expect(await artifactTree.list(await artifactOwners.ownerOf('0/models/m-1/artifacts'))).toHaveLength(1)
  })
})

test('the file can be checked and unpacked without Lapidary', async () => {
  const file = await backupOf(await dataFolder())
  const folder = tempFolder()
  execFileSync('tar', ['-xf', file, '-C', folder])
  expect(execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' })).not.toContain(
    'FAILED',
  )
})

test('a run that was worked on when the backup was made is interrupted where it is restored', async () => {
  const dataDir = await dataFolder()
  const file = await withStores(dataDir, async ({ tracking }) => {
    const { id } = await tracking.start({ experiment: 'tiny', name: 'under way' })
    const made = await backupOf(dataDir)
    await tracking.finish(id)
    return made
  })
  const elsewhere = tempFolder()
  await restoreBackup({ project, ...placeOf(elsewhere), file, replace: false }, effects)
  await withStores(elsewhere, async ({ tracking }) => {
    const { items } = await tracking.list({ limit: 10 })
    expect(items.map(({ name, status }) => [name, status])).toEqual([
      ['under way', 'interrupted'],
      ['forest', 'finished'],
    ])
  })
})

test('an existing file and an empty folder are refused, and an existing file stays', async () => {
  const dataDir = await dataFolder()
  const file = join(tempFolder(), 'file')
  writeFileSync(file, 'of somebody')
  const request = { project, ...placeOf(dataDir), file, programVersion: '0.1.0' }
  await expect(createBackup(request, effects)).rejects.toMatchObject({ code: 'backup-exists', exitCode: 1 })
  expect(readFileSync(file, 'utf8')).toBe('of somebody')
  await expect(
    createBackup({ ...request, ...placeOf(tempFolder()), file: `${file}.tar` }, effects),
  ).rejects.toMatchObject({
    code: 'nothing-to-back-up',
  })
})

test('artifacts that are missing or damaged are named, and the rest is in the backup', async () => {
  const dataDir = await dataFolder()
  const folders = readdirSync(join(dataDir, 'artifacts')).filter((name) => name.length === 2)
  const [one, two] = folders.map((name) =>
    join(dataDir, 'artifacts', name, readdirSync(join(dataDir, 'artifacts', name))[0] ?? ''),
  )
  rmSync(one as string)
  appendFileSync(two as string, '!')
  const file = join(tempFolder(), 'backup.tar')
  const result: BackupResult = await createBackup(
    { project, ...placeOf(dataDir), file, programVersion: '0.1.0' },
    effects,
  )
  expect(result).toMatchObject({ artifacts: 1, missing: [one], damaged: [two] })
  await restoreBackup({ project, ...placeOf(tempFolder()), file, replace: false }, effects)
})

describe('what is interrupted or does not fit leaves nothing', () => {
  test.each([0, 1, 2])('Ctrl-C at step %i', async (steps) => {
    const dataDir = await dataFolder(5000)
    const folder = tempFolder()
    const file = join(folder, 'backup.tar')
    const interrupt = new AbortController()
    let left = steps
    const progress = (): void => void (left-- <= 0 && interrupt.abort(new Error('Ctrl-C')))
    const backup = createBackup(
      { project, ...placeOf(dataDir), file, programVersion: '0.1.0' },
      { ...effects, signal: interrupt.signal, progress },
    )
    await expect(backup).rejects.toThrow('Ctrl-C')
    expect(readdirSync(folder)).toEqual([])
    const whole = await backupOf(dataDir)
    const again = new AbortController()
    left = steps
    const target = join(tempFolder(), 'target')
    const stop = (): void => void (left-- <= 0 && again.abort(new Error('Ctrl-C')))
    const restore = restoreBackup(
      { project, ...placeOf(target), file: whole, replace: false },
      { ...effects, signal: again.signal, progress: stop },
    )
    await restore.catch((error: unknown) => expect(error).toMatchObject({ message: 'Ctrl-C' }))
    if (left >= 0) return // it was over before
    expect(readdirSync(target).filter((name) => !['locks', 'serve.lock'].includes(name))).toEqual([])
  })

  test('a full disk', async (context) => {
    const disk = mountSmallDisk(context)
    const dataDir = await dataFolder(5000)
    const file = join(disk, 'backup.tar')
    const backup = createBackup({ project, ...placeOf(dataDir), file, programVersion: '0.1.0' }, effects)
    await expect(backup).rejects.toMatchObject({ code: 'disk-full' })
    expect(readdirSync(disk)).toEqual([])
    const whole = await backupOf(dataDir)
    const restore = restoreBackup(
      { project, ...placeOf(join(disk, 'data')), file: whole, replace: false },
      effects,
    )
    await expect(restore).rejects.toMatchObject({ code: 'disk-full' })
    expect(readdirSync(join(disk, 'data')).filter((name) => !['locks', 'serve.lock'].includes(name))).toEqual(
      [],
    )
  })
})

test('a backup that is damaged anywhere is refused, and the folder stays as it was', async () => {
  const file = await backupOf(await dataFolder(5))
  const whole = readFileSync(file)
  const dataDir = await dataFolder(1)
  const before = snapshot(dataDir)
  const damaged = join(tempFolder(), 'damaged.tar')
  const refused = async (bytes: Buffer): Promise<void> => {
    writeFileSync(damaged, bytes)
    const restore = restoreBackup({ project, ...placeOf(dataDir), file: damaged, replace: true }, effects)
    await expect(restore).rejects.toMatchObject({
      code: expect.stringMatching(/^backup-(invalid|newer|of-another-project)$/),
    })
  }
  const headers = [0, 257, 512, whole.length - 1, whole.length - 1025]
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.constantFrom(...headers), fc.nat(whole.length - 1)),
      fc.integer({ min: 1, max: 255 }),
      async (at, change) => {
        const bytes = Buffer.from(whole)
        bytes[at] = (bytes[at] as number) ^ change
        await refused(bytes)
        if (at < whole.length) await refused(whole.subarray(0, at))
      },
    ),
    { numRuns: 60, examples: headers.map((at) => [at, 1]) },
  )
  await refused(Buffer.concat([whole, Buffer.alloc(512)]))
  await refused(Buffer.concat([whole, whole]))
  expect(snapshot(dataDir)).toEqual(before)
})

describe('a backup that somebody made up is refused', () => {
  const link = createTarHeader({ name: 'api-key', size: 0, time: 0 })
  link.write('2', 156)
  link.write('/etc/passwd', 157)
  const checksum = (header: Buffer): Buffer => {
    header.fill(' ', 148, 156)
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    )
    return header
  }
  const huge = createTarHeader({ name: 'lapidary.db', size: 2 ** 50, time: 0 })
  const named = (name: string): Packed => ({ name, bytes: Buffer.from('x') })
  test.each<[string, Buffer]>([
    ['empty', Buffer.alloc(0)],
    ['of another kind', Buffer.from('a,b\n1,2\n')],
    ['of zeros only', Buffer.alloc(10_240)],
    ['with a path that leads out', pack([manifest(), named('../api-key')])],
    ['with a path that leads out later', pack([manifest(), named('artifacts/../../api-key')])],
    ['with an absolute path', pack([manifest(), named('/etc/cron.d/x')])],
    ['with a file of the project', pack([manifest(), named('lapidary.config.ts')])],
    ['with a lock', pack([manifest(), named('serve.lock')])],
    ['with a part of a database', pack([manifest(), named('lapidary.db-wal')])],
    ['with a file twice', pack([manifest(), key, key])],
    ['with a symbolic link', Buffer.concat([pack([manifest()]).subarray(0, 1024), checksum(link), tarEnd])],
    ['with a size beyond its end', Buffer.concat([pack([manifest()]).subarray(0, 1024), huge, tarEnd])],
    [
      'with a key of 8 GiB',
      Buffer.concat([
        pack([manifest()]).subarray(0, 1024),
        createTarHeader({ name: 'api-key', size: 2 ** 33, time: 0 }),
      ]),
    ],
    ['without checksums', Buffer.concat([pack([manifest(), key]).subarray(0, 2048), tarEnd])],
    ['with a file that has no checksum', pack([manifest(), key], [manifest()])],
    ['with a checksum of no file', pack([manifest()], [manifest(), key])],
    ['that begins with something else', pack([key, manifest()])],
    ['whose manifest is none', pack([{ name: 'manifest.json', bytes: Buffer.from('[') }, key])],
    ['whose manifest is of another program', pack([manifest({ format: 'other' }), key])],
    ['with a database that is none', pack([manifest(), { name: 'lapidary.db', bytes: randomBytes(5000) }])],
  ])('%s', async (_, bytes) => {
    const file = join(tempFolder(), 'made-up.tar')
    writeFileSync(file, bytes)
    const dataDir = join(tempFolder(), 'data')
    const restore = restoreBackup({ project, ...placeOf(dataDir), file, replace: false }, effects)
    await expect(restore).rejects.toMatchObject({
      code: expect.stringMatching(/^(backup-invalid|database-corrupted)$/),
    })
    expect(readdirSync(dataDir).toSorted()).toEqual(['locks', 'serve.lock'])
  })

  test('compressed, a folder, or not there', async () => {
    const file = await backupOf(await dataFolder(1))
    execFileSync('gzip', [file])
    const request = { project, ...placeOf(tempFolder()), replace: false }
    await expect(restoreBackup({ ...request, file: `${file}.gz` }, effects)).rejects.toThrow(
      'not a compressed or repacked one',
    )
    for (const [path, reason] of [
      [file, 'ENOENT'],
      [tempFolder(), 'not a file'],
    ] as const) {
      await expect(restoreBackup({ ...request, file: path }, effects)).rejects.toMatchObject({
        code: 'backup-unreadable',
        values: { reason },
      })
    }
  })

  test('of a newer version, of another project, or with newer tables', async () => {
    const dataDir = await dataFolder(1)
    const folder = tempFolder()
    const restore = async (bytes: Buffer) => {
      const file = join(folder, 'x.tar')
      writeFileSync(file, bytes)
      await restoreBackup({ project, ...placeOf(tempFolder()), file, replace: false }, effects)
    }
    await expect(restore(pack([manifest({ format_version: 2 })]))).rejects.toMatchObject({
      code: 'backup-newer',
      values: { seen: '9' },
    })
    await expect(restore(pack([manifest({ project: 'other' })]))).rejects.toMatchObject({
      code: 'backup-of-another-project',
      values: { seen: 'other', project },
    })
    const copy = new SqliteDatabase(join(dataDir, 'lapidary.db'))
    copy.prepare("INSERT INTO migration (part, step) VALUES ('tracking', 99)").run()
    copy.close()
    await expect(restore(readFileSync(await backupOf(dataDir)))).rejects.toMatchObject({
      code: 'database-newer',
      values: { part: 'tracking', seen: 99 },
    })
  })
})

test('what killed backups left is removed by the next one into the same folder, and what others write is not', async () => {
  const dataDir = await dataFolder(1)
  const folder = tempFolder()
  const [left, used, foreign] = ['a.tar.partial-Ab12cD', 'b.tar.partial-Ab12cD', 'c.tar.partial-Ab12cD'].map(
    (name) => {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, 'api-key'), 'a secret')
      return name
    },
  ) as [string, string, string]
  writeFileSync(join(folder, left, 'backup.lock'), '')
  const running = tryProcessLock(join(folder, used, 'backup.lock'))
  await createBackup(
    { project, ...placeOf(dataDir), file: join(folder, 'd.tar'), programVersion: '0.1.0' },
    effects,
  )
  expect(readdirSync(folder).toSorted()).toEqual([used, foreign, 'd.tar'])
  running?.release()
})

describe('a folder with data', () => {
  test('is refused, and with replace set aside whole', async () => {
    const file = await backupOf(await dataFolder(3))
    const dataDir = await dataFolder(7)
    writeFileSync(join(dataDir, 'notes.txt'), 'of the owner')
    const before = snapshot(dataDir)
    const request = { project, ...placeOf(dataDir), file, replace: false }
    await expect(restoreBackup(request, effects)).rejects.toMatchObject({ code: 'restore-not-empty' })
    expect(snapshot(dataDir)).toEqual(before)
    const { replaced } = await restoreBackup({ ...request, replace: true }, effects)
    const aside = snapshot(replaced ?? '')
    expect(Object.keys(aside)).toEqual(
      expect.arrayContaining(['/lapidary.db', '/predictions.db', '/artifacts', '/api-key', '/secret-key']),
    )
    expect(Object.entries(aside).filter(([path, each]) => before[path] !== each)).toEqual([])
    expect(readFileSync(join(dataDir, 'notes.txt'), 'utf8')).toBe('of the owner')
    expect(statSync(replaced ?? '').mode & 0o777).toBe(0o700)
    await withStores(dataDir, async (platform) => {
      const log = await openPredictions(platform, strictLogger)
      expect(await countPredictions(log)).toBe(3)
      await log.close()
    })
  })

  test('is refused while a server serves, a command has the stores open or a backup is made', async () => {
    const dataDir = await dataFolder(1)
    const file = await backupOf(dataDir)
    const before = snapshot(dataDir)
    const request = { project, ...placeOf(dataDir), file, replace: true }
    const serving = lockForServing(dataDir)
    await expect(restoreBackup(request, effects)).rejects.toMatchObject({ code: 'folder-in-use' })
    serving.release()
    await withStores(dataDir, async () => {
      await expect(restoreBackup(request, effects)).rejects.toMatchObject({ code: 'command-running' })
    })
    const other = tryProcessLock(join(dataDir, 'locks', 'maintenance.lock'))
    await expect(restoreBackup(request, effects)).rejects.toMatchObject({ code: 'maintenance-running' })
    const backup = createBackup(
      { project, ...placeOf(dataDir), file: `${file}.2`, programVersion: '0.1.0' },
      effects,
    )
    await expect(backup).rejects.toMatchObject({ code: 'maintenance-running' })
    other?.release()
    expect(snapshot(dataDir)).toEqual(before)
  })

  test('whose restore was killed between two files is opened by nothing until it is restored again', async () => {
    const dataDir = await dataFolder(2)
    const file = await backupOf(dataDir)
    mkdirSync(join(dataDir, 'restore.exchange'), { mode: 0o700 })
    renameSync(join(dataDir, 'lapidary.db'), join(dataDir, 'restore.exchange', 'lapidary.db'))
    await expect(withStores(dataDir, async () => undefined)).rejects.toMatchObject({
      code: 'restore-unfinished',
    })
    expect(existsSync(join(dataDir, 'lapidary.db'))).toBe(false)
    const request = { project, ...placeOf(dataDir), file, replace: false }
    await expect(restoreBackup(request, effects)).rejects.toMatchObject({ code: 'restore-not-empty' })
    const { replaced } = await restoreBackup({ ...request, replace: true }, effects)
    expect(readdirSync(dataDir).filter((name) => name.startsWith('replaced-'))).toEqual([
      basename(replaced ?? ''),
      `${basename(replaced ?? '')}-unfinished`,
    ])
    await withStores(dataDir, async ({ registry }) =>
      expect(await registry.listVersions('TinyModel')).toHaveLength(1),
    )
  })
})

test('a file that this user may not read is named', async () => {
  const file = join(tempFolder(), 'closed.tar')
  writeFileSync(file, '')
  chmodSync(file, 0)
  if (process.getuid?.() === 0) return // root may read everything
  const restore = restoreBackup({ project, ...placeOf(tempFolder()), file, replace: false }, effects)
  await expect(restore).rejects.toMatchObject({ code: 'backup-unreadable', values: { reason: 'EACCES' } })
})

describe('with ARTIFACTS_URL', () => {
  const request = (dataDir: string, artifactFolder: string | null) => ({
    project,
    dataDir,
    artifactFolder,
    programVersion: '0.1.0',
  })
  const readModel = async ({ tracking, registry }: ProjectPlatform): Promise<number> => {
    const { runId } = await registry.getVersion('TinyModel', 1)
    return (await tracking.readArtifact(runId, 'model/model.bin')).length
  }

  test('files of runs in a folder elsewhere are in the backup, and are restored to a folder elsewhere', async () => {
    const [from, to] = [join(tempFolder(), 'files'), join(tempFolder(), 'files')]
    const dataDir = await dataFolder(1, { ARTIFACTS_URL: `file://${from}` })
    expect(existsSync(join(dataDir, 'artifacts'))).toBe(false)
    const file = join(tempFolder(), 'backup.tar')
    expect(await createBackup({ ...request(dataDir, from), file }, effects)).toMatchObject({
      artifacts: 2,
      missing: [],
    })
    const restored = tempFolder()
    const result = await restoreBackup({ ...request(restored, to), file, replace: false }, effects)
    expect(result).toMatchObject({ artifacts: 2, artifactsInDatabase: 0 })
    expect(existsSync(join(restored, 'artifacts'))).toBe(false)
    expect(await withStores(restored, readModel, { ARTIFACTS_URL: `file://${to}` })).toBe(3000)
  })

  test('files of runs in the database are in its copy', async () => {
    const database = { ARTIFACTS_URL: 'database:' }
    const dataDir = await dataFolder(1, database)
    expect(existsSync(join(dataDir, 'artifacts'))).toBe(false)
    const file = join(tempFolder(), 'backup.tar')
    expect(await createBackup({ ...request(dataDir, null), file }, effects)).toMatchObject({
      artifacts: 0,
      missing: [],
    })
    const restored = tempFolder()
    const result = await restoreBackup({ ...request(restored, null), file, replace: false }, effects)
    expect(result).toMatchObject({ artifacts: 0, artifactsInDatabase: 2 })
    expect(await withStores(restored, readModel, database)).toBe(3000)
  })
})
