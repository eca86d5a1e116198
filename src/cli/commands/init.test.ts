import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commandContext } from '../../../test/kit/command-context.ts'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { loadProject } from '../../project/load-project.ts'
import { findData } from '../../train/find-data.ts'
import { readTable } from '../../data/readers/read-table.ts'
import { initCommand } from './init.ts'

test('initCommand says what it guessed and what to do next', async () => {
  const cwd = tempFolder()
  const rows = Array.from(
    { length: 60 },
    (_, row) => `ana${row}@example.com,${row / 7},${row % 2 === 0 ? 'yes' : 'no'}`,
  )
  writeFileSync(join(cwd, 'data.csv'), ['contact,x,churn', ...rows].join('\n'))
  const { context, printed: lines } = commandContext({ cwd })
  const result = await initCommand.run({ positionals: ['data.csv', 'shop'], options: {} }, context)
  expect(result).toMatchObject({
    project: join(cwd, 'shop'),
    rows: 60,
    target: 'churn',
    entity: null,
    columns: [{ name: 'contact', personal: true }, { name: 'x', type: 'number' }, { name: 'churn' }],
  })
  expect(lines.join('\n')).toBe(`60 rows, 3 columns
read as CSV, utf-8, separator ","
target  churn (its name suggests it; choose another with --target)
entity  none (No column repeats in near-equal rows, so every row is independent. If rows belong to one customer, name their column: entity)
left out  contact: personal data: its values look like e-mail addresses; never a feature and never shown

Written to shop: lapidary.config.ts, README.md, package.json, tsconfig.json, .gitignore
Read shop/lapidary.config.ts, then: npx lapidary up shop`)
})

describe('a file name with the characters of a pattern', () => {
  const table = (rows: number): string => {
    return [
      'x,churn',
      ...Array.from({ length: rows }, (_, row) => `${row / 7},${row % 2 === 0 ? 'yes' : 'no'}`),
    ].join('\n')
  }
  const init = async (cwd: string, file: string): Promise<Readonly<Record<string, unknown>>> => {
    return await initCommand.run(
      { positionals: [file, 'shop'], options: {} },
      commandContext({ cwd }).context,
    )
  }
  /** Rows that a training of the project reads. */
  const trainsOn = async (cwd: string): Promise<number> => {
    const { project, folder } = await loadProject(join(cwd, 'shop'))
    const { files } = await findData(project, { folder, dataDir: folder, given: [] })
    return (await readTable(files, project, { requireTarget: true, synthetic: false })).table.rowCount
  }

  test.each([
    'a*b.csv',
    'a?b.csv',
    'a[1]b.csv',
    '*.csv',
    '[ab].csv',
    'a{x,y}b.csv',
    'a{x,y}*b.csv',
    '+(a).csv',
    "a'*'.csv",
    'a\\*.csv',
  ])('%s is that file, and no other', async (name) => {
    const cwd = tempFolder()
    for (const other of ['axb.csv', 'a1b.csv', 'a.csv', 'b.csv', 'ayzb.csv'])
      writeFileSync(join(cwd, other), table(90))
    writeFileSync(join(cwd, name), table(60))
    expect(await init(cwd, name)).toMatchObject({ rows: 60 })
    expect(await trainsOn(cwd)).toBe(60)
  })

  test('Parquet too', async () => {
    const cwd = tempFolder()
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    for (const [name, rows] of [
      ['plain.parquet', 60],
      ['axb.parquet', 90],
    ] as const) {
      const query = `SELECT range / 7 AS x, CASE WHEN range % 2 = 0 THEN 'yes' ELSE 'no' END AS churn FROM range(${rows})`
      await connection.run(`COPY (${query}) TO '${join(cwd, name)}'`)
    }
    instance.closeSync()
    renameSync(join(cwd, 'plain.parquet'), join(cwd, 'a*b.parquet'))
    expect(await init(cwd, 'a*b.parquet')).toMatchObject({ rows: 60 })
    expect(await trainsOn(cwd)).toBe(60)
  })

  test('a pattern in quotes is the one file that it names', async () => {
    const cwd = tempFolder()
    writeFileSync(join(cwd, 'clients.csv'), table(60))
    expect(await init(cwd, '*.csv')).toMatchObject({ rows: 60 })
    const config = readFileSync(join(cwd, 'shop/lapidary.config.ts'), 'utf8')
    expect(config).toContain("files: ['../clients.csv']")
  })

  test.each([
    ['*.csv', 'several-files', 'matches 2 files: a.csv, b.csv.'],
    ['[ab].csv', 'several-files', 'matches 2 files'],
    ['{a,b}.csv', 'several-files', 'matches 2 files'],
    ['*.xlsx', 'no-data-file', 'does not exist'],
  ])('%s of several files or none is refused, and writes nothing', async (pattern, code, message) => {
    const cwd = tempFolder()
    for (const name of ['a.csv', 'b.csv']) writeFileSync(join(cwd, name), table(60))
    await expect(init(cwd, pattern)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    })
    expect(existsSync(join(cwd, 'shop'))).toBe(false)
  })
})
