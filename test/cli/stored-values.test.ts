import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCli } from '../kit/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
const environment = { DATA_DIR: join(folder, 'data'), THREADS: '1' }
const config = `import { column, defineProject, logisticRegression } from 'lapidary'
export default defineProject({
  name: 'loans',
  title: { en: 'Loans', 'pt-BR': 'Empréstimos' },
  model: 'LoanModel',
  columns: {
    client: column.identifier({}),
    day: column.category({ categories: ['2026-01-02', '2026-01-03'], feature: false }),
    amount: column.number({}),
    age: column.integer({ min: 0, max: 120, stored: true }),
    kind: column.category({ categories: ['old', 'new'], loose: true, stored: true }),
    late: column.category({ categories: ['no', 'yes'] }),
  },
  entity: 'client',
  time: 'day',
  target: 'late',
  learner: logisticRegression(),
  data: { files: ['loans.csv'] },
  entityField: { name: 'client_id', label: { en: 'Client', 'pt-BR': 'Cliente' } },
  decidedAt: ({ day }) => day ?? '2026-01-01',
  featureViews: [
    {
      name: 'clients',
      entity: 'client',
      joinKey: 'client_id',
      features: { age: { type: 'int32' }, kind: { type: 'string' } },
      source: { kind: 'file', files: ['clients.csv'], timestamp: 'at' },
    },
  ],
})
`
const clients = Array.from({ length: 120 }, (_, i) => `c${i}`)
const ages = ['30', '-1', 'unknown', 'n/a']
const kinds = ['Old', 'NEW ', 'old', 'newest']

beforeAll(() => {
  writeFileSync(join(folder, 'lapidary.config.ts'), config)
  const loans = clients.map(
    (client, i) => `${client},2026-01-0${2 + (i % 2)},${i % 7},${i % 3 === 0 ? 'yes' : 'no'}`,
  )
  writeFileSync(join(folder, 'loans.csv'), ['client,day,amount,late', ...loans, ''].join('\n'))
  const stored = clients.map((client, i) => `${client},2026-01-01,${ages[i % 4]},${kinds[i % 4]}`)
  writeFileSync(join(folder, 'clients.csv'), ['client_id,at,age,kind', ...stored, ''].join('\n'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('materialize counts by column what is not allowed, with a sample, in the terminal and in JSON', async () => {
  const { stdout, code } = await runCli(['features', folder, 'materialize'], environment)
  expect(code).toBe(0)
  expect(stdout).toContain('age: 30 invalid values were written as missing: out-of-range ("-1")')
  expect(stdout).toContain('age: 30 invalid values were written as missing: not-a-number ("unknown")')
  expect(stdout).toContain('kind: 30 invalid values were written as missing: unknown-category ("newest")')
  const again = await runCli(['features', folder, 'materialize', '--json'], environment)
  expect(again.json()).toMatchObject({
    items: [
      {
        view: 'clients',
        unusable: expect.arrayContaining([expect.objectContaining({ column: 'age', count: 30 })]),
      },
    ],
  })
  const get = async (client: string) =>
    (await runCli(['features', folder, 'get', client, '--json'], environment)).json()
  expect(await get('c0')).toMatchObject({ views: [{ features: { age: 30, kind: 'old' } }] })
  expect(await get('c1')).toMatchObject({ views: [{ features: { age: null, kind: 'new' } }] })
})

it('train shows what cleaning the stored columns found beside those of the file', async () => {
  const { stdout, stderr, code } = await runCli(['train', folder], environment)
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(/age +integer +25\.0% .*missing marker 30, not a number 30/)
  expect(stdout).toMatch(/^ +seen "n\/a"$/m)
  expect(stdout).toMatch(/^age +60 of 90 +66\.7% {2}not a number 30 "unknown"\n +out of range 30 "-1"$/m)
  expect(stdout).toMatch(/^kind +30 of 120 +25\.0% {2}unknown category "newest"$/m)
})

it('predict counts them among the cells that held no usable value', async () => {
  const output = join(folder, 'out.csv')
  const { stdout, stderr, code } = await runCli(
    ['predict', folder, join(folder, 'loans.csv'), '--output', output],
    environment,
  )
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/^kind +30 of 120 +25\.0% +25\.0% {2}unknown category "newest"$/m)
  expect(stdout).toContain('90 cells lost in 2 columns')
})
