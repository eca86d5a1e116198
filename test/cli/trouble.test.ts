import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelBinPath } from '../kit/read-model-bytes.ts'
import { runCli, startCli } from '../kit/run-cli.ts'

const project = fileURLToPath(new URL('../../examples/credit-score', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
const table = join(folder, 'table.csv')
const environment = { DATA_DIR: join(folder, 'data'), PORT: '0', LOG_LEVEL: 'error', THREADS: '2' }

const lapidary = (...args: string[]) => runCli(args, environment)

beforeAll(async () => {
  await lapidary('generate', project, '--rows', '2400', '--seed', '3', '--output', table)
  const trained = await lapidary(
    'train',
    project,
    '--data',
    table,
    '--param',
    'trees=5',
    '--param',
    'maxDepth=4',
  )
  expect(trained.code).toBe(0)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('wrong use ends with 2 and says how it is used', () => {
  it.each([
    [['fly'], 'The command "fly" does not exist. Commands: up, init, train'],
    [['train'], 'An argument is missing. Usage: lapidary train PROJECT'],
    [['train', '.', 'more'], '"more" is one argument too many.'],
    [['train', project, '--cvv', '3'], "Unknown option '--cvv'."],
    [['train', project, '--cv', '1'], '--cv is "1", but it must be a whole number from 2 to 20.'],
    [
      ['train', project, '--learner', 'magic'],
      'The learner "magic" does not exist. Learners: random-forest, logistic-regression, multilayer-perceptron.',
    ],
    [['train', project, '--param', 'tres=5'], '"tres=5" is not a parameter of random-forest.'],
    [
      ['train', project, '--param', 'trees=abc'],
      '--param trees=abc is not valid for random-forest. It must be a whole number from 1 to 10000.',
    ],
    [
      ['train', '/nowhere'],
      'The folder /nowhere does not contain lapidary.config.ts. Name the folder of a project, or create one: lapidary init',
    ],
    [
      ['predict', project, table],
      '--output is missing. Usage: lapidary predict PROJECT FILE --output OUT.csv',
    ],
    [['predict', project, table, '--output', table], `--output is "${table}", which is the file to read.`],
    [
      ['predictions', project, 'export', '--output', `${project}/lapidary.config.ts`],
      "which is the project's definition. Write to another file.",
    ],
    [
      ['generate', project, '--output', join(folder, 'data', 'lapidary.db')],
      "which is in the program's own store",
    ],
    [['features', project, 'export', '--data', table, '--output', table], 'which is the file to read'],
  ])('lapidary %s', async (args, message) => {
    const result = await lapidary(...args)
    expect(result.stderr).toContain(message)
    expect(result.code).toBe(2)
  })

  it('refuses a bad setting by name', async () => {
    const result = await runCli(['serve', project], { ...environment, PORT: 'eighty' })
    expect(result.stderr).toContain(
      'The setting PORT is "eighty". It must be a whole number from 0 to 65535.',
    )
    expect(result.code).toBe(2)
  })

  it('with --json the last line is one object, of errors too', async () => {
    const result = await lapidary('fly', '--json')
    expect(result.json()).toMatchObject({ error: { code: 'unknown-command' } })
  })
})

describe('help', () => {
  it('lists every command and setting', async () => {
    const { stdout, code } = await lapidary('--help')
    expect(code).toBe(0)
    for (const word of [
      'up',
      'train',
      'serve',
      'predict',
      'generate',
      'init',
      'models',
      'keys',
      'doctor',
      'API_KEY',
      'DATA_DIR',
    ]) {
      expect(stdout).toContain(`  ${word} `)
    }
  })

  it('of a command lists its options', async () => {
    const { stdout } = await lapidary('train', '--help')
    expect(stdout).toContain('Usage: lapidary train PROJECT [--data FILE]')
    expect(stdout).toContain('--cv N')
  })
})

it('headings and cells reach the terminal without escape sequences', async () => {
  const file = join(folder, 'escapes.csv')
  writeFileSync(file, 'ID,Customer_ID,Agee\u001b[31m\u202e,Incom\u009b2J\n1,c1,30,5\n')
  const output = join(folder, 'escapes-out.csv')
  const refused = await lapidary('predict', project, file, '--output', output, '--json')
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('Agee\\u001b[31m\\u202e')
  writeFileSync(file, readFileSync(table, 'utf8').replaceAll('Scientist', 'Sci\u001b[2Jentist'))
  const own = { ...environment, DATA_DIR: join(folder, 'escapes') }
  const trained = await runCli(
    ['train', project, '--data', file, '--param', 'trees=2', '--param', 'maxDepth=2'],
    own,
  )
  expect(trained.code, trained.stderr).toBe(0)
  expect(trained.stdout).toContain('Sci\\u001b[2Jentist')
  for (const { stdout, stderr } of [refused, trained])
    expect(`${stdout}${stderr}`).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
})

it('Ctrl-C while a file is scored leaves neither half a file nor a folder', async () => {
  const [file, output] = [join(folder, 'long.csv'), join(folder, 'long-out.csv')]
  const [header = '', ...rows] = readFileSync(table, 'utf8').trimEnd().split('\n')
  writeFileSync(file, `${header}\n${`${rows.join('\n')}\n`.repeat(60)}`)
  const scoring = startCli(['predict', project, file, '--output', output], environment)
  await expect
    .poll(() => readdirSync(folder).some((name) => name.startsWith('long-out.csv.parts-')), {
      timeout: 30_000,
    })
    .toBe(true)
  scoring.child.kill('SIGINT')
  expect((await scoring.done).code).toBe(130)
  expect(readdirSync(folder).filter((name) => name.startsWith('long-out'))).toEqual([])
})

it('Ctrl-C while training ends with 130 and registers nothing', async () => {
  const training = startCli(
    ['train', project, '--data', table, '--param', 'trees=10000', '--param', 'maxDepth=30'],
    environment,
  )
  const locks = join(environment.DATA_DIR, 'locks')
  await expect.poll(() => readdirSync(locks).filter((name) => /^run-.*\.lock$/.test(name))).toHaveLength(1) // its run has begun
  training.child.kill('SIGINT')
  const { code, stderr } = await training.done
  expect(stderr).toContain('The command was interrupted. Nothing was registered')
  expect(code).toBe(130)
  const { items } = (await lapidary('models', project, '--json')).json() as { items: unknown[] }
  expect(items).toHaveLength(1)
})

/** Flips a bit in the middle of every artifact of a data folder. */
function damageArtifacts(dataDir: string): void {
  for (const file of readdirSync(join(dataDir, 'artifacts'), { recursive: true, encoding: 'utf8' })) {
    const path = join(dataDir, 'artifacts', file)
    if (/[0-9a-f]{40}/.test(file) && existsSync(path)) flipBit(path)
  }
}

function flipBit(path: string): void {
  const bytes = readFileSync(path)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
  writeFileSync(path, bytes)
}

/** The status and the body of `/health/ready`, and the alias as seen through the API. */
async function look(url: string, dataDir: string) {
  const headers = { 'x-api-key': readFileSync(join(dataDir, 'api-key'), 'utf8').trim() }
  const ready = await fetch(`${url}/health/ready`)
  const status = (await (await fetch(`${url}/v1/status`, { headers })).json()) as { champion: unknown }
  return {
    ready: ready.status,
    body: (await ready.json()) as Record<string, unknown>,
    champion: status.champion,
  }
}

it('with no model that loads the server starts, refuses predictions with the reason, and recovers by a promotion', async () => {
  const damaged = join(folder, 'damaged')
  cpSync(environment.DATA_DIR, damaged, { recursive: true })
  damageArtifacts(damaged)
  const broken = { ...environment, DATA_DIR: damaged }
  const server = startCli(['serve', project, '--json'], broken)
  const { url, version } = JSON.parse(await server.line('"url"')) as { url: string; version: number | null }
  expect(version).toBeNull()
  const seen = await look(url, damaged)
  expect(seen).toMatchObject({
    ready: 503,
    body: { code: 'champion-not-loadable' },
    champion: { version: 1, served_version: null },
  })
  expect(seen.body['detail']).toMatch(/A stored file is damaged: the SHA-256 of/)
  expect((await fetch(`${url}/health/live`)).status).toBe(200)
  const again = await runCli(
    ['train', project, '--data', table, '--param', 'trees=5', '--param', 'maxDepth=3'],
    broken,
  )
  expect(again.code).toBe(0)
  expect((await runCli(['models', project, 'promote', '2', '--force'], broken)).code).toBe(0)
  while ((await fetch(`${url}/health/ready`)).status !== 200)
    await new Promise((resolve) => setTimeout(resolve, 100))
  expect(await look(url, damaged)).toMatchObject({
    ready: 200,
    body: { model_version: 2, champion_version: 2 },
  })
  server.child.kill('SIGTERM')
  const { code, stderr } = await server.done
  expect(stderr).toContain('no champion can be served: predictions are refused with 503')
  expect(code).toBe(0)
})

it('a champion that is damaged at the start is replaced by the one before, seen by all who look', async () => {
  const dataDir = join(folder, 'fallback')
  cpSync(environment.DATA_DIR, dataDir, { recursive: true })
  const two = { ...environment, DATA_DIR: dataDir }
  await runCli(['train', project, '--data', table, '--param', 'trees=6', '--no-promote'], two)
  expect((await runCli(['models', project, 'promote', '2', '--force'], two)).code).toBe(0)
  flipBit(await modelBinPath(dataDir, 2))
  const server = startCli(['serve', project], two)
  const line = await server.line('CANNOT BE SERVED')
  expect(line).toMatch(
    /Version 2, the champion, CANNOT BE SERVED\. Version 1 is served instead\. Reason: A stored file is damaged/,
  )
  const url = /http:\S+/.exec(await server.line('Page'))?.[0].replace(/\/$/, '') ?? ''
  expect(await look(url, dataDir)).toMatchObject({
    ready: 200,
    body: { status: 'ready', model_version: 1, champion_version: 2 },
    champion: { version: 2, served_version: 1, detail: expect.stringContaining('SHA-256') },
  })
  server.child.kill('SIGTERM')
  const { code, stderr } = await server.done
  expect(stderr).toContain('an earlier champion is served instead')
  expect(code).toBe(0)
})

it('a damaged version is not promoted, with the reason, and the alias stays', async () => {
  const dataDir = join(folder, 'two')
  cpSync(environment.DATA_DIR, dataDir, { recursive: true })
  const two = { ...environment, DATA_DIR: dataDir }
  await runCli(['train', project, '--data', table, '--param', 'trees=6', '--no-promote'], two)
  flipBit(await modelBinPath(dataDir, 2))
  const refused = await runCli(['models', project, 'promote', '2', '--force'], two)
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining('Version 2 of CreditScoreModel cannot be served: A stored'),
  ])
  expect(refused.stderr).toContain('The alias champion is unchanged.')
  const listed = (await runCli(['models', project, '--json'], two)).json()
  expect(listed['items']).toMatchObject([
    { version: 2, aliases: [] },
    { version: 1, aliases: ['champion'] },
  ])
})

it('a definition that changed since the training is named, and no prediction is made', async () => {
  const changed = join(folder, 'changed')
  cpSync(project, changed, { recursive: true, filter: (path) => !/node_modules|\.lapidary|data$/.test(path) })
  const columns = join(changed, 'columns.ts')
  const text = readFileSync(columns, 'utf8')
  const without = text.replace(
    / {2}Outstanding_Debt: column\.number\(\{/,
    '  Outstanding_Debt: column.number({\n    feature: false,',
  )
  expect(without).not.toBe(text)
  writeFileSync(columns, without)
  const server = startCli(['serve', changed], environment)
  const reason =
    'The project definition differs from the one this model was trained with: the feature "Outstanding_Debt"'
  expect(await server.line('cannot be served')).toContain(reason)
  server.child.kill('SIGTERM')
  const { stderr } = await server.done
  expect(stderr).toContain('The project definition differs from the one this model was trained with')

  const dataDir = join(folder, 'changed-data')
  cpSync(environment.DATA_DIR, dataDir, { recursive: true })
  const args = ['train', changed, '--data', table, '--param', 'trees=5', '--param', 'maxDepth=4', '--json']
  const trained = (await runCli(args, { ...environment, DATA_DIR: dataDir })).json()
  expect(trained).toMatchObject({
    version: 2,
    comparison: null,
    not_compared: expect.stringContaining('Outstanding_Debt'),
  })
})

it('an unwritable data folder is named', async () => {
  writeFileSync(join(folder, 'file'), '')
  const result = await runCli(['train', project, '--data', table], {
    ...environment,
    DATA_DIR: join(folder, 'file', 'data'),
  })
  expect(result.code).toBe(1)
  expect(result.stderr).toContain(join(folder, 'file'))
})

it('doctor tells before a training that its data folder cannot be made, and in JSON all that it found', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const result = await runCli(['doctor', project, '--json'], {
    ...environment,
    API_KEY: 'k',
    DATA_DIR: join(file, 'a', 'b'),
  })
  expect(result.code).toBe(1)
  expect(result.json()).toMatchObject({
    error: { code: 'unhealthy' },
    findings: expect.arrayContaining([
      expect.objectContaining({ check: 'node', ok: true }),
      { check: 'data dir', ok: false, message: expect.stringContaining(`${file} `) },
    ]),
  })
})

it('a reader that goes away is no error', async () => {
  const { child, done } = startCli(['--help'])
  child.stdout?.destroy()
  expect(await done).toMatchObject({ code: 0, stderr: '' })
})

it('the secret of a tutorial is refused outside loopback', async () => {
  const SECRET_KEY = '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7'
  const API_KEY = '3f9c1b7e5a2d48860c9e7f1a6b3d5e02'
  const result = await runCli(['serve', project], { ...environment, HOST: '0.0.0.0', API_KEY, SECRET_KEY })
  expect(result.code).toBe(2)
  expect(result.stderr).toContain('The token signing key from SECRET_KEY is weak')
  expect(result.stderr).not.toContain(SECRET_KEY)
})

it('an open registration is said at the start', async () => {
  const server = startCli(['serve', project], {
    ...environment,
    LOG_LEVEL: 'warn',
    REGISTRATION: 'open',
    REGISTERED_ROLE: 'reader',
  })
  expect(await server.line('REGISTRATION IS OPEN')).toContain('may make an account, as reader')
  server.child.kill('SIGTERM')
  const { stderr } = await server.done
  expect(stderr).toContain('REGISTRATION IS OPEN')
})

it('open routes are listed at the start', async () => {
  const magicSteps = fileURLToPath(new URL('../../examples/magic-steps', import.meta.url))
  const server = startCli(['serve', magicSteps], {
    ...environment,
    LOG_LEVEL: 'silent',
    DATA_DIR: join(folder, 'open'),
  })
  expect(await server.line('Open to everyone')).toContain(
    'without a key: POST /register, POST /token, GET /health.',
  )
  server.child.kill('SIGTERM')
  await server.done
})

it('a weak key is refused outside loopback', async () => {
  const result = await runCli(['serve', project], { ...environment, HOST: '0.0.0.0', API_KEY: 'secret' })
  expect(result.code).not.toBe(0)
  expect(result.stderr).toContain('API_KEY')
  expect(result.stderr).not.toContain('secret"')
})
