import { DuckDBInstance } from '@duckdb/node-api'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { InferenceSession, Tensor } from 'onnxruntime-web'
import { freePort } from '../kit/free-port.ts'
import { readModelBytes } from '../kit/read-model-bytes.ts'
import { runCli } from '../kit/run-cli.ts'

const project = fileURLToPath(new URL('../../examples/credit-score', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
const table = join(folder, 'table.csv')
const environment = { DATA_DIR: join(folder, 'data'), THREADS: '2' }
const features = (...args: string[]) => runCli(['features', project, ...args], environment)
let customer = ''

beforeAll(async () => {
  await runCli(['generate', project, '--rows', '1600', '--seed', '3', '--output', table], environment)
  customer = readFileSync(table, 'utf8').split('\n')[1]?.split(',')[1] ?? ''
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('shows what is declared, and what is new', async () => {
  const { stdout, code } = await features('apply')
  expect(code).toBe(0)
  expect(stdout).toMatch(/customer_history +customer \(customer_id\) +21 +the project's table +- +never +new/)
  const again = (await features('--json')).json() as { items: readonly unknown[] }
  expect(again.items).toMatchObject([
    { view: 'customer_history', state: 'unchanged', changes: [], materialized_until: null },
  ])
})

it('knows nothing of anybody before a training, and of its customers afterwards', async () => {
  expect((await features('get', customer)).stdout).toContain(`There are no features of "${customer}".`)
  const trained = await runCli(
    ['train', project, '--data', table, '--param', 'trees=10', '--param', 'maxDepth=5'],
    environment,
  )
  expect(trained.stderr).toBe('')
  expect(trained.stdout).toMatch(/with nothing from the feature store: accuracy 0\.\d{3}, log-loss \d\.\d{3}/)
  expect(trained.stdout).toContain('The online feature store has customer_history of 200 entities.')
  const { views } = (await features('get', customer, '--json')).json() as {
    views: readonly { features: object }[]
  }
  expect(views).toMatchObject([
    { view: 'customer_history', known: true, since: '2022-09-01T00:00:00Z', expired: false },
  ])
  expect(Object.keys(views[0]?.features ?? {})).toHaveLength(21)
  expect((await features('get', customer)).stdout).toMatch(
    /customer_history +Mean_Monthly_Balance +\d+\.\d+ +2022-09-01T00:00:00Z +\d+ days/,
  )
})

it('a training whose features could not be materialized says that the model is registered, and what to run', async () => {
  const away = {
    ...environment,
    DATA_DIR: join(folder, 'away'),
    REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
  }
  const args = ['train', project, '--data', table, '--param', 'trees=5', '--param', 'maxDepth=4']
  const trained = await runCli([...args, '--json'], away)
  expect(trained.code).toBe(1)
  expect(trained.stderr).toMatch(
    /The model is registered and can be served, but the online features are not materialized: The online feature store .* does not respond \(.*\)/,
  )
  expect(trained.stderr).toContain(`Run: lapidary features ${project} materialize`)
  const [result, error] = trained.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(result).toMatchObject({ version: 1, promoted: true })
  expect(error).toMatchObject({ error: { code: 'features-not-materialized' } })
  const listed = (await runCli(['models', project, '--json'], away)).json()
  expect(listed['items']).toMatchObject([{ version: 1, aliases: ['champion'] }])
  const later = await runCli(['features', project, 'materialize', '--json'], {
    ...environment,
    DATA_DIR: join(folder, 'away'),
  })
  expect(later.code).toBe(0)
})

it("joins the file's own earlier rows when it is scored, and says when it names no month", async () => {
  const output = join(folder, 'out.csv')
  const score = (file: string) => runCli(['predict', project, file, '--output', output], environment)
  expect((await score(table)).stderr).not.toContain('Last_Delay_from_due_date')
  const monthless = join(folder, 'monthless.csv')
  writeFileSync(monthless, readFileSync(table, 'utf8').replace(',Month,', ',Of,'))
  expect((await score(monthless)).stderr).toMatch(
    /Not in the file, and missing in every row: Last_Delay_from_due_date,/,
  )
})

it('exports the joined training table, as CSV and as Parquet, without personal data', async () => {
  const csv = join(folder, 'joined.csv')
  const made = (await features('export', '--data', table, '--output', csv, '--json')).json()
  expect(made).toMatchObject({ rows: 1600, synthetic: true })
  const [header = '', january = '', february = ''] = readFileSync(csv, 'utf8').split('\n')
  expect(header).toMatch(
    /^ID,Customer_ID,Month,Age,.*,Credit_Score,Last_Delay_from_due_date,.*,customer_history__since$/,
  )
  expect(header).not.toMatch(/Name|SSN/)
  expect(january).toMatch(/,January,.*,{21}$/)
  expect(february).toMatch(/,February,.*,2022-02-01T00:00:00.000Z$/)
  const parquet = join(folder, 'joined.parquet')
  await features('export', '--data', table, '--output', parquet)
  expect(statSync(parquet).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([])
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const query = `SELECT count(*), count(Mean_Monthly_Balance), typeof(any_value(Age)) FROM '${parquet}'`
  const [row = []] = (await connection.runAndReadAll(query)).getRows()
  expect(Number(row[0])).toBe(1600)
  expect(Number(row[1])).toBeGreaterThan(1300)
  expect(Number(row[1])).toBeLessThanOrEqual(1400)
  expect(row[2]).toBe('BIGINT')
  connection.closeSync()
  instance.closeSync()
})

it('exports the inputs of model.onnx, from which it predicts what the command predict does', async () => {
  const output = join(folder, 'inputs.parquet')
  const made = await features('export', '--model-inputs', '--data', table, '--output', output, '--json')
  expect(made.json()).toMatchObject({ rows: 1600, left_out: 0, version: 1 })
  const scored = join(folder, 'scored.csv')
  await runCli(['predict', project, table, '--output', scored], environment)
  const expected = readFileSync(scored, 'utf8').trim().split('\n').slice(1)
  const rows = await readParquet(output)
  const onnx = (await readModelBytes(environment.DATA_DIR, 1)).get('model/model.onnx') ?? ''
  const bytes = readFileSync(join(environment.DATA_DIR, 'artifacts', onnx.slice(0, 2), onnx.slice(2)))
  const session = await InferenceSession.create(bytes)
  const feeds = session.inputMetadata.map(({ name, ...metadata }) => {
    const isText = (metadata as InferenceSession.TensorValueMetadata).type === 'string'
    const values = rows.map((row) => row[name])
    const tensor = isText
      ? new Tensor(
          'string',
          values.map((value) => String(value ?? '')),
          [rows.length],
        )
      : new Tensor(
          'float64',
          Float64Array.from(values, (value) => Number(value ?? Number.NaN)),
          [rows.length],
        )
    return [name, tensor] as const
  })
  const outputs = await session.run(Object.fromEntries(feeds))
  await session.release()
  const probabilities = ['Poor', 'Standard', 'Good'].map((name) => outputs[`probability_${name}`]?.data)
  for (const [row, line] of expected.entries()) {
    const [id, , label, ...shares] = line.split(',')
    expect(rows[row]?.['ID']).toBe(id)
    expect(outputs['label']?.data[row]).toBe(label)
    for (const [k, share] of probabilities.entries())
      expect(Math.abs(Number(share?.[row]) - Number(shares[k]))).toBeLessThan(2e-6) // it writes six decimals
  }
})

/** Reads all rows of a Parquet file. */
async function readParquet(path: string): Promise<readonly Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const rows = (await connection.runAndReadAll(`SELECT * FROM '${path}'`)).getRowObjects()
  connection.closeSync()
  instance.closeSync()
  return rows
}

it.each([
  [['nothing'], '"nothing" is not an action of features'],
  [['get'], 'get needs the key of one entity'],
  [['export'], '--output FILE'],
  [
    ['export', '--model-inputs', '--output', 'x.csv', '--data', 'a.csv', '--data', 'b.csv'],
    '--model-inputs needs one table, but there are 2',
  ],
  [['materialize', '--from', 'soon'], '--from is "soon", but it must be a date'],
  [['materialize', '--from', '2026-02-30'], '--from is "2026-02-30", but it must be a date'],
  [['materialize', '--to', '2026-01-01T24:00Z'], '--to is "2026-01-01T24:00Z", but it must be a date'],
])('says what is wrong with %s', async (args, problem) => {
  const { code, stderr } = await features(...args)
  expect(code).toBe(2)
  expect(stderr).toContain(problem)
})

it('names the views there are', async () => {
  const unknown = await runCli(['features', project, 'materialize', '--view', 'history'], environment)
  expect(unknown.code).not.toBe(0)
  expect(unknown.stderr).toContain(
    'The feature view "history" does not exist. Feature views of this project: customer_history.',
  )
})
