import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readModelBytes, readRun } from '../kit/read-model-bytes.ts'
import { runCli, startCli } from '../kit/run-cli.ts'

const project = fileURLToPath(new URL('../../examples/credit-score', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
const table = join(folder, 'table.csv')
const environment = { DATA_DIR: join(folder, 'data'), PORT: '0', LOG_LEVEL: 'error', THREADS: '2' }
const quick = ['--data', table, '--param', 'trees=20', '--param', 'maxDepth=8']

const lapidary = (...args: string[]) => runCli(args, environment)

interface Trained {
  readonly version: number
  readonly promoted: boolean
  readonly refusal: string | null
  readonly synthetic: boolean
  readonly run_id: string
  readonly metrics: Record<string, { value: number; low: number; high: number }>
}

async function train(...more: string[]): Promise<Trained> {
  const result = await lapidary('train', project, ...quick, ...more, '--json')
  expect(result.stderr).toBe('')
  expect(result.code).toBe(0)
  return result.json() as unknown as Trained
}

beforeAll(async () => {
  const made = await lapidary(
    'generate',
    project,
    '--rows',
    '4000',
    '--seed',
    '3',
    '--output',
    table,
    '--json',
  )
  expect(made.json()).toMatchObject({ rows: 4000, seed: 3, synthetic: true })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('from a table to a served prediction', () => {
  let first: Trained

  it('has no champion before the first training, and says what to do', async () => {
    const result = await lapidary('predict', project, table, '--output', join(folder, 'out.csv'))
    expect(result.code).toBe(1)
    expect(result.stderr).toContain('No version of CreditScoreModel has the alias "champion". Train one')
  })

  it('trains on a generated table, says that it is synthetic, and makes the first version the champion', async () => {
    first = await train()
    expect(first).toMatchObject({ version: 1, promoted: true, refusal: null, synthetic: true })
    const { value, low, high } = first.metrics['accuracy'] ?? { value: 0, low: 0, high: 0 }
    expect(value).toBeGreaterThan(0.6)
    expect(value).toBeLessThan(0.78)
    expect(low).toBeLessThan(value)
    expect(high).toBeGreaterThan(value)
  })

  it('gives the same model bytes for the same data, config and seed, with another number of threads', async () => {
    const again = await runCli(['train', project, ...quick, '--json'], { ...environment, THREADS: '1' })
    expect(again.json()).toMatchObject({ version: 2, promoted: true })
    const listed = (await lapidary('models', project, '--json')).json() as { items: { version: number }[] }
    expect(listed.items.map(({ version }) => version)).toEqual([2, 1])
    const [one, two] = [
      await readModelBytes(environment.DATA_DIR, 1),
      await readModelBytes(environment.DATA_DIR, 2),
    ]
    expect(one.size).toBeGreaterThan(7)
    expect(two).toEqual(one)
  })

  it('marks a split by rows as leaking, and the gate refuses it', async () => {
    const leaking = await lapidary('train', project, ...quick, '--split', 'rows')
    expect(leaking.stdout).toContain('LEAKING SPLIT BY ROWS')
    expect(leaking.stdout).toContain('It is not the champion')
    expect(leaking.stdout).toMatch(/leak: .*Customer/)
  })

  it('compares with the champion row by row, and does not promote a version that is worse, with the reason wherever it shows', async () => {
    const args = ['train', project, '--data', table, '--param', 'trees=10', '--param', 'maxDepth=1']
    const worse = await lapidary(...args)
    expect(worse.code).toBe(0)
    expect(worse.stdout).toMatch(
      /difference from version 2, the previous champion, on the same \d+ rows of \d+ entities:\n +log-loss +0\.\d+ +\[0\./,
    )
    expect(worse.stdout).toContain(
      'It is not the champion: Version 4 of CreditScoreModel is worse than version 2',
    )
    expect(worse.stdout).toContain('lapidary models PROJECT promote 4 --force')
    const json = (await lapidary(...args, '--json')).json()
    expect(json).toMatchObject({
      promoted: false,
      verdict: null,
      refusal: expect.stringContaining('its log-loss differs by'),
      comparison: {
        champion: 2,
        log_loss: { low: expect.any(Number) },
        accuracy: { high: expect.any(Number) },
      },
      not_compared: null,
      better_than_guessing: true,
    })
    const run = await readRun(environment.DATA_DIR, json['run_id'] as string, 'promotion.md')
    expect(run.tags).toMatchObject({ 'gate.verdict': 'refused', 'gate.reason': json['refusal'] })
    expect(run.text).toMatch(
      /## Compared with the champion\n\n\*\*Not promoted\.\*\* Version 5 .*\n\nVersion 2 was the champion/,
    )
    expect(run.text).toMatch(/\| Log-loss \(lower is better\) \| 0\./)
    const refused = await lapidary('models', project, 'promote', '5')
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('its log-loss differs by')])
  })

  it('compares on another table too, as an entity is held out in every table', async () => {
    const other = join(folder, 'other.csv')
    const [header, ...rows] = readFileSync(table, 'utf8').trimEnd().split('\n')
    writeFileSync(other, [header, ...rows.slice(800).reverse()].join('\n'))
    writeFileSync(`${other}.synthetic`, '') // as the table it comes from
    const result = await lapidary(
      'train',
      project,
      '--data',
      other,
      '--param',
      'trees=10',
      '--param',
      'maxDepth=1',
      '--json',
    )
    const { comparison, refusal } = result.json() as {
      comparison: { rows: number; champion: number }
      refusal: string
    }
    expect(comparison.champion).toBe(2)
    expect(comparison.rows).toBeGreaterThan(400)
    expect(refusal).toContain('is worse than version 2')
  })

  it('evaluates by grouped folds', async () => {
    const result = await lapidary('train', project, ...quick, '--cv', '3', '--no-promote')
    expect(result.stdout).toMatch(/accuracy +0\.\d{3} +\[0\.\d{3}, 0\.\d{3}\] +mean of 3 folds/)
    expect(result.stdout).toContain('is registered.')
  })

  it('trains a logistic regression', async () => {
    const result = await lapidary(
      'train',
      project,
      '--data',
      table,
      '--learner',
      'logistic-regression',
      '--no-promote',
      '--json',
    )
    const { metrics } = result.json() as unknown as Trained
    expect(metrics['accuracy']?.value).toBeGreaterThan(0.58)
    expect(metrics['accuracy']?.value).toBeLessThan(0.75)
  })

  it('rolls the champion back', async () => {
    const back = await lapidary('models', project, 'rollback', '--json')
    expect(back.json()).toMatchObject({ version: 1, previous: 2 })
  })

  it('scores a file', async () => {
    const output = join(folder, 'out.csv')
    const result = await lapidary('predict', project, table, '--output', output, '--json')
    expect(result.json()).toMatchObject({ rows: 4000, failed: 0, model: 'CreditScoreModel', version: 1 })
    const [header = '', row = '', ...rest] = readFileSync(output, 'utf8').trimEnd().split('\n')
    expect(header).toBe(
      'ID,Customer_ID,prediction,probability_Poor,probability_Standard,probability_Good,error',
    )
    expect(rest).toHaveLength(3999)
    const cells = row.split(',')
    const sum = cells.slice(3, 6).reduce((total, cell) => total + Number(cell), 0)
    expect(sum).toBeCloseTo(1, 6)
    expect(['Poor', 'Standard', 'Good']).toContain(cells[2])
    expect(readdirSync(folder).filter((name) => /partial|parts/.test(name))).toEqual([])
  })

  it('scores a file that does not fit into one piece as it scores its customers alone, in the order of the file', async () => {
    const [large, small] = [join(folder, 'large.csv'), join(folder, 'small.csv')]
    await lapidary('generate', project, '--rows', '40000', '--seed', '11', '--output', large)
    const [header = '', ...rows] = readFileSync(large, 'utf8').trimEnd().split('\n')
    // no customer's rows stand together: every one comes from every part of the file
    const spread = Array.from({ length: 8 }, (_, month) => rows.filter((_row, i) => i % 8 === month)).flat()
    writeFileSync(large, `${[header, ...spread].join('\n')}\n`)
    const customers = new Set(rows.slice(0, 800).map((row) => row.split(',')[1]))
    writeFileSync(
      small,
      `${[header, ...spread.filter((row) => customers.has(row.split(',')[1]))].join('\n')}\n`,
    )
    const score = async (file: string) => {
      const scored = await lapidary('predict', project, file, '--output', `${file}.out`, '--json')
      expect(scored.code, scored.stderr).toBe(0)
      return readFileSync(`${file}.out`, 'utf8').trimEnd().split('\n')
    }
    const [whole, alone] = [await score(large), await score(small)]
    expect(whole.slice(1).map((row) => row.split(',')[0])).toEqual(spread.map((row) => row.split(',')[0]))
    expect(whole.filter((row, i) => i === 0 || customers.has(row.split(',')[1]))).toEqual(alone)
  })

  it('writes no cell that a spreadsheet computes', async () => {
    const [file, output] = [join(folder, 'formulas.csv'), join(folder, 'formulas-out.csv')]
    writeFileSync(file, 'ID,Customer_ID,Age\n=1+1,@SUM(A1),30\n-5,"+1,x",40\n\t=2,c3,50\n')
    expect((await lapidary('predict', project, file, '--output', output)).code).toBe(0)
    const cells = readFileSync(output, 'utf8').trimEnd().split('\n').slice(1)
    expect(cells.map((row) => /^(?:[^,"]*|"[^"]*"),(?:[^,"]*|"[^"]*")(?=,)/.exec(row)?.[0])).toEqual(
      ["'=1+1,'@SUM(A1)", `-5,"'+1,x"`, '=2,c3'].map((text) => text.replace(/^=2/, "'=2")),
    )
  })

  it('finds nothing wrong', async () => {
    const result = await lapidary('doctor', project)
    expect(result.stderr).toBe('')
    expect(result.stdout).toContain('CreditScoreModel version 1 loads and reproduces its examples')
    expect(result.code).toBe(0)
  })

  it('serves, follows a new champion without a failed request, and drains on SIGTERM', async () => {
    const server = startCli(['serve', project, '--json'], { ...environment, RATE_LIMIT: '0' })
    const { url } = JSON.parse(await server.line('"url"')) as { url: string }
    const key = readFileSync(join(environment.DATA_DIR, 'api-key'), 'utf8').trim()
    const score = async (): Promise<{ status: number; version: unknown }> => {
      const headers = { 'x-api-key': key, 'content-type': 'application/json' }
      const response = await fetch(`${url}/predict_score`, {
        method: 'POST',
        headers,
        body: '{"Age":40,"Interest_Rate":30}',
      })
      const body = (await response.json()) as Record<string, unknown>
      return { status: response.status, version: body['model_version'] }
    }
    expect(await score()).toEqual({ status: 200, version: 1 })
    const promoted = await lapidary('models', project, 'promote', '2', '--json')
    expect(promoted.code).toBe(0)
    let answer = await score()
    while (answer.version !== 2) {
      expect(answer).toEqual({ status: 200, version: 1 })
      answer = await score()
    }
    expect(answer).toEqual({ status: 200, version: 2 })

    const second = await lapidary('serve', project)
    expect(second.code).toBe(1)
    expect(second.stderr).toContain(environment.DATA_DIR)
    expect(second.stderr).toMatch(/in use|another/i)

    const { port } = new URL(url)
    const other = await runCli(['serve', project], {
      ...environment,
      DATA_DIR: join(folder, 'other'),
      PORT: port,
    })
    expect(other.code).toBe(1)
    expect(other.stderr).toContain(`Port ${port} of 127.0.0.1 is in use by another program`)

    server.child.kill('SIGTERM')
    expect((await server.done).code).toBe(0)
  })
})
