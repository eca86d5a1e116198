import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureReserve } from '../../src/base/files/disk-space.ts'
import { runCli, startCli } from '../kit/run-cli.ts'
import { mountSmallDisk } from '../kit/small-disk.ts'

const project = fileURLToPath(new URL('../../examples/credit-score', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
const table = join(folder, 'table.csv')
const dataDir = join(folder, 'data')
const common = { PORT: '0', LOG_LEVEL: 'error', THREADS: '2', RATE_LIMIT: '0' }
const here = { ...common, DATA_DIR: dataDir }
const elsewhere = { ...common, DATA_DIR: join(folder, 'other machine', 'data') }
const password = 'uma frase bem longa'
const row = '{"Age":40,"Interest_Rate":30}'
const train = (environment: Record<string, string>, ...more: string[]) => {
  return runCli(
    ['train', project, '--data', table, '--param', 'trees=5', '--param', 'maxDepth=4', ...more],
    environment,
  )
}

beforeAll(async () => {
  expect(
    (await runCli(['generate', project, '--rows', '2400', '--seed', '3', '--output', table], here)).code,
  ).toBe(0)
  expect((await train(here)).code).toBe(0)
  const added = startCli(['users', project, 'add', 'ana', '--role', 'operator'], here)
  added.child.stdin?.end(`${password}\n`)
  expect(await added.done).toMatchObject({ code: 0 })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const createKey = async (): Promise<Record<string, string>> => {
  const made = await runCli(
    ['keys', project, 'create', '--name', 'tests', '--scopes', 'admin', '--json'],
    here,
  )
  return { 'x-api-key': made.json()['key'] as string, 'content-type': 'application/json' }
}

async function serve(environment: Record<string, string>) {
  const server = startCli(['serve', project, '--json'], environment)
  const { url } = JSON.parse(await server.line('"url"')) as { url: string }
  return { server, url }
}

async function predict(url: string, headers: Record<string, string>): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/predict_score`, { method: 'POST', headers, body: row })
  expect(response.status).toBe(200)
  return (await response.json()) as Record<string, unknown>
}

async function loggedIds(environment: Record<string, string>): Promise<Set<string>> {
  const output = join(folder, 'log.jsonl')
  const result = await runCli(
    ['predictions', project, 'export', '--format', 'jsonl', '--output', output],
    environment,
  )
  expect(result.code, result.stderr).toBe(0)
  return new Set(
    [...readFileSync(output, 'utf8').matchAll(/"prediction_id":"([^"]+)"/g)].map(([, id = '']) => id),
  )
}

test('a backup taken under load is restored on another machine, with everything acknowledged before it', async () => {
  const headers = await createKey()
  const { server, url } = await serve(here)
  const answered: string[] = []
  const stop = new AbortController()
  const load = Array.from({ length: 8 }, async () => {
    while (!stop.signal.aborted) answered.push((await predict(url, headers))['prediction_id'] as string)
  })
  await expect.poll(() => answered.length).toBeGreaterThan(200)
  const before = [...answered]
  const file = join(folder, 'backup.tar')
  const backup = await runCli(['backup', project, file], here)
  expect(backup).toMatchObject({ code: 0, stderr: '' })
  expect(backup.stdout).toContain('predictions.db, lapidary.db, features.db, api-key, secret-key and')
  expect(backup.stdout).toContain("Not in the backup: the project's folder")
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const during = answered.length - before.length
  await expect.poll(() => answered.length).toBeGreaterThan(before.length + during + 50) // it served on
  const { probabilities } = await predict(url, headers)
  stop.abort()
  await Promise.all(load)
  server.child.kill('SIGKILL')
  await server.done

  const restored = await runCli(['restore', project, file], elsewhere)
  expect(restored).toMatchObject({ code: 0, stderr: '' })
  for (const secret of ['api-key', 'secret-key'].map((name) =>
    readFileSync(join(dataDir, name), 'utf8').trim(),
  )) {
    expect(backup.stdout + restored.stdout).not.toContain(secret)
  }
  const ids = await loggedIds(elsewhere)
  expect(before.filter((id) => !ids.has(id))).toEqual([])
  const again = await serve(elsewhere)
  expect(await predict(again.url, headers)).toMatchObject({ probabilities, model_version: 1 })
  const kept = {
    'x-api-key': readFileSync(join(dataDir, 'api-key'), 'utf8').trim(),
    'content-type': 'application/json',
  }
  expect(await predict(again.url, kept)).toMatchObject({ probabilities })
  const signIn = { method: 'POST', headers: { 'content-type': 'application/json', origin: again.url } }
  const session = await fetch(`${again.url}/v1/session`, {
    ...signIn,
    body: JSON.stringify({ username: 'ana', password }),
  })
  expect(session.ok, await session.text()).toBe(true)
  const second = await runCli(['restore', project, file, '--replace'], elsewhere)
  expect(second.stderr).toContain('uses the folder')
  again.server.child.kill('SIGTERM')
  expect((await again.server.done).code).toBe(0)
  const trained = await train(elsewhere, '--json')
  expect(trained.json()).toMatchObject({ version: 2 })
})

test('a backup is refused where it could do harm, and Ctrl-C leaves nothing', async () => {
  const refused = async (file: string, message: string): Promise<void> => {
    const result = await runCli(['backup', project, file], here)
    expect(result.stderr).toContain(message)
    expect(result.code).not.toBe(0)
  }
  await refused(join(dataDir, 'lapidary.db'), "in the program's own store")
  await refused(join(project, 'lapidary.config.ts'), "which is the project's definition")
  await refused(table, 'already exists')
  expect(readFileSync(table, 'utf8')).toContain(',')
  await refused('/proc/nowhere/backup.tar', 'The backup cannot be written to /proc/nowhere (ENOENT)')
  const empty = mkdtempSync(join(folder, 'empty-'))
  const running = startCli(['backup', project, join(empty, 'backup.tar')], here)
  running.child.kill('SIGINT')
  await running.done
  expect(readdirSync(empty).filter((name) => name !== 'backup.tar')).toEqual([])
})

test('with servers of others, the backup says what it does not hold and how to back it up', async () => {
  const file = join(folder, 'partial.tar')
  const addresses = {
    DATABASE_URL: 'postgres://ana:very-secret@127.0.0.1:1/x',
    MONGO_URI: 'mongodb://ana:very-secret@127.0.0.1:1',
    REDIS_URL: 'redis://:very-secret@127.0.0.1:1',
  }
  const result = await runCli(['backup', project, file], {
    ...here,
    ...addresses,
    API_KEY: 'a-very-secret-key-of-the-tests-of-40-chars',
  })
  expect(result.code).toBe(0)
  for (const word of ['pg_dump', 'mongodump', 'Redis', 'API_KEY']) expect(result.stdout).toContain(word)
  expect(result.stdout + result.stderr).not.toContain('very-secret')
  const restored = await runCli(['restore', project, file], {
    ...elsewhere,
    ...addresses,
    DATA_DIR: join(folder, 'third'),
  })
  expect(restored.stderr).toContain('DATABASE_URL is set')
})

test('gc lists exactly what it removes, and the model still serves', async () => {
  const failed = await train(here, '--data', join(folder, 'no such file.csv'))
  expect(failed.code).not.toBe(0)
  const wrong = await runCli(['gc', project, '--older-than', 'soon'], here)
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--older-than is "soon"') })
  const upload = join(dataDir, 'uploads', 'left')
  execFileSync('mkdir', ['-p', upload])
  const listed = await runCli(['gc', project, '--older-than', '0h', '--dry-run', '--json'], here)
  expect(listed.json()).toMatchObject({
    dry_run: true,
    items: expect.arrayContaining([expect.objectContaining({ name: upload })]),
  })
  expect(existsSync(upload)).toBe(true)
  const printed = await runCli(['gc', project, '--older-than', '0h', '--dry-run'], here)
  expect(printed.stdout).toMatch(
    /Would remove \d+ items?, [\d,]+ bytes\. Nothing was removed: run it without --dry-run\./,
  )
  const removed = await runCli(['gc', project, '--older-than', '0h', '--json'], here)
  expect(removed.json()).toEqual({ ...listed.json(), dry_run: false })
  expect(existsSync(upload)).toBe(false)
  expect((await runCli(['gc', project, '--older-than', '0h', '--json'], here)).json()).toMatchObject({
    items: [],
  })
  const doctor = await runCli(['doctor', project], here)
  expect(doctor.stdout).toContain('CreditScoreModel version 1 loads and reproduces its examples')
})

test('on a full disk gc frees space, and a backup beside a server is written to another disk', async (context) => {
  const disk = mountSmallDisk(context, 128)
  const there = { ...common, DATA_DIR: join(disk, 'data') }
  cpSync(dataDir, there.DATA_DIR, { recursive: true })
  const upload = join(there.DATA_DIR, 'uploads', 'left on a full disk')
  mkdirSync(join(there.DATA_DIR, 'uploads'), { recursive: true })
  writeFileSync(upload, Buffer.alloc(2_000_000))
  rmSync(join(there.DATA_DIR, 'locks'), { recursive: true, force: true })
  ensureReserve(there.DATA_DIR)
  const fill = (): void => {
    expect(() => writeFileSync(join(disk, 'ballast'), Buffer.alloc(256_000_000))).toThrow('ENOSPC')
  }
  fill()
  const freed = await runCli(['gc', project, '--json'], there)
  expect(freed.code, freed.stderr).toBe(0)
  expect(freed.json()).toMatchObject({ items: [{ name: upload, bytes: 2_000_000 }] })
  rmSync(join(disk, 'ballast'))

  const { server } = await serve(there)
  fill()
  const file = join(folder, 'from a full disk.tar')
  expect(await runCli(['backup', project, file], there)).toMatchObject({ code: 0 })
  server.child.kill('SIGKILL')
  await server.done
  const restored = await runCli(['restore', project, file], {
    ...common,
    DATA_DIR: join(folder, 'restored from it'),
  })
  expect(restored).toMatchObject({ code: 0 })
})
