import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTable } from '../../src/data/readers/read-table.ts'
import type { ColumnData } from '../../src/data/table.ts'
import { writeProject } from '../../src/init/write-project.ts'
import { loadProject } from '../../src/project/load-project.ts'
import { runOrFail, startChildServer } from '../kit/child-server.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { brazilianNumbers, oddHeadings, oddlyNamed, schoolGrades } from './case-tables.ts'

/** Writes a table into a folder of its own and returns its path. */
function written(content: string | Buffer): string {
  const file = join(tempFolder(), 'table.csv')
  writeFileSync(file, content)
  return file
}

async function readBy(file: string, folder: string) {
  const { project } = await loadProject(folder)
  return await readTable([file], project, { requireTarget: true, synthetic: false })
}

test('04: every number of a Brazilian table is read right by the project that init writes', async () => {
  const folder = join(tempFolder(), 'project')
  const { bytes, numbers } = brazilianNumbers()
  const file = written(bytes)
  await writeProject({ file, dir: folder, target: 'Recomendação' })
  const { table, report } = await readBy(file, folder)
  expect(report.readings).toMatchObject([
    { encoding: 'windows-1252', separator: ';', decimal_mark: 'comma', skipped: [] },
  ])
  for (const [i, name] of ['Cotação', 'Valor de mercado', 'Div. Yield', 'Liquidez', 'P/L'].entries()) {
    const data = table.columns.get(name) as Extract<ColumnData, { kind: 'number' }>
    expect([...data.values]).toEqual(numbers.map((row) => row[i] ?? Number.NaN))
  }
})

test('08: titles and footers are no rows, and the report says so', async () => {
  for (const [name, skipped] of [
    [
      'titles',
      [
        { kind: 'title', count: 2, lines: [1, 2] },
        { kind: 'blank', count: 1, lines: [3] },
      ],
    ],
    [
      'footer',
      [
        { kind: 'total', count: 1, lines: [303] },
        { kind: 'note', count: 1, lines: [305] },
      ],
    ],
  ] as const) {
    const file = written(schoolGrades(name))
    const folder = join(tempFolder(), 'project')
    await writeProject({ file, dir: folder })
    const { table, report } = await readBy(file, folder)
    expect([table.rowCount, report.rows, report.unreadable_rows]).toEqual([300, 300, undefined])
    expect(report.readings).toMatchObject([{ skipped }])
    expect(report.columns.map((column) => [column.name, column.present])).toEqual([
      ['escola', 300],
      ['nota\nprova', 300],
      ['horas', 300],
      ['resultado', 300],
    ])
  }
})

test('12: a request with odd names is predicted, and the names are shown whole', {
  timeout: 120_000,
}, async () => {
  const folder = join(tempFolder(), 'project')
  const file = written(oddlyNamed())
  await writeProject({ file, dir: folder })
  const environment = { DATA_DIR: join(folder, 'data') }
  const { stdout } = await runOrFail(['train', folder, '--param', 'trees=5'], environment)
  const [, first = ''] = oddlyNamed().split('\n')
  for (const name of oddHeadings) expect(stdout).toContain(name)
  const cells = first.split(',').slice(0, -1).map(Number)
  // As a text: a literal object takes `__proto__` for something else.
  const body = `{${oddHeadings.map((name, i) => `${JSON.stringify(name)}:${cells[i]}`).join(',')}}`
  const server = await startChildServer(folder, environment.DATA_DIR)
  try {
    const { project } = await loadProject(folder)
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
    const response = await server.send(`/v1/models/${project.model}/predict?reasons=true`, init)
    expect([response.status, await response.text()]).toEqual([
      200,
      expect.stringMatching(/"prediction":"(good|bad)"/),
    ])
  } finally {
    await server.close()
  }
})
