import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../kit/free-port.ts'
import { runCli, startCli } from '../kit/run-cli.ts'
import { type SheetCell, workbookParts, zipOf } from '../kit/workbook.ts'

/**
 * A project whose table is a workbook with two sheets that fit equally well, and a view that is
 * computed from it.
 */
const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
const environment = { DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'error' }

const config = `import { column, defineProject, randomForest } from 'lapidary'
export default defineProject({
  name: 'sheets', title: { en: 'Sheets', 'pt-BR': 'Abas' }, model: 'SheetModel', requestSchema: 'SheetData',
  columns: {
    client: column.identifier({}),
    amount: column.number({}),
    day: column.date({}),
    late: column.category({ categories: ['no', 'yes'] }),
  },
  entity: 'client', time: 'day', target: 'late', learner: randomForest({ trees: 5, maxDepth: 3 }), data: { files: ['table.xlsx'] },
  entityField: { name: 'client_id', label: { en: 'Client', 'pt-BR': 'Cliente' } },
  decidedAt: () => '2026-03-01T00:00:00Z',
  featureViews: [{
    name: 'history', entity: 'client', joinKey: 'client_id', features: { last_amount: { type: 'double' } },
    source: { kind: 'dataset', compute: (rows) => ({ at: '2026-01-01T00:00:00Z', values: { last_amount: rows.at(-1)?.amount ?? null } }) },
  }],
})
`

function sheet(prefix: string): SheetCell[][] {
  const rows = Array.from({ length: 120 }, (_, i) => [
    `${prefix}${i}`,
    (i * 37) % 101,
    '2026-01-05',
    (i * 37) % 101 > 50 ? 'yes' : 'no',
  ])
  return [['client', 'amount', 'day', 'late'], ...rows]
}

beforeAll(() => {
  writeFileSync(join(folder, 'lapidary.config.ts'), config)
  writeFileSync(
    join(folder, 'table.xlsx'),
    zipOf(workbookParts({ Janeiro: sheet('j'), Fevereiro: sheet('f') })),
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]) => runCli(args, environment)
const isKnown = async (entity: string): Promise<boolean> => {
  const { views } = (await run('features', folder, 'get', entity, '--json')).json() as {
    views: readonly { known: boolean }[]
  }
  return views.some(({ known }) => known)
}

test('up trains on the sheet that --sheet names, and serves', async () => {
  const without = await run('up', folder, '--json')
  expect([without.code, without.json()]).toMatchObject([1, { error: { code: 'several-sheets-fit' } }])
  const port = String(await freePort())
  const { child, done, line } = startCli(['up', folder, '--sheet', 'Fevereiro'], {
    ...environment,
    PORT: port,
  })
  await line('SheetModel version 1')
  await expect
    .poll(() =>
      fetch(`http://127.0.0.1:${port}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
    .toBe(true)
  child.kill('SIGTERM')
  expect((await done).code).toBe(0)
  expect([await isKnown('f7'), await isKnown('j7')]).toEqual([true, false])
})

test('features materialize and export read the sheet that --sheet names', async () => {
  for (const action of [['materialize'], ['export', '--output', join(folder, 'joined.csv')]]) {
    const { code, json } = await run('features', folder, ...action, '--json')
    expect([code, json()]).toMatchObject([1, { error: { code: 'several-sheets-fit' } }])
    const named = await run('features', folder, ...action, '--sheet', 'Janeiro')
    expect([named.code, named.stderr]).toEqual([0, ''])
  }
  expect(await isKnown('j7')).toBe(true)
  expect(readFileSync(join(folder, 'joined.csv'), 'utf8')).toMatch(/^j7,/m)
  const unknown = await run('features', folder, 'materialize', '--sheet', 'Março')
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('"Janeiro", "Fevereiro"')])
})
