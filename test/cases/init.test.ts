import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { groupsOf } from '../../src/data/split/split.ts'
import { readTable, type ReadTableResult } from '../../src/data/readers/read-table.ts'
import { featureColumns } from '../../src/project/define-project.ts'
import { writeProject } from '../../src/init/write-project.ts'
import { loadProject } from '../../src/project/load-project.ts'
import type { Project } from '../../src/project/project.ts'
import { runCli } from '../kit/run-cli.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import {
  accounts,
  frauds,
  manyCategories,
  municipalityCodes,
  nearDuplicates,
  oddlyNamed,
  policies,
  rareClasses,
} from './case-tables.ts'

interface Started {
  readonly project: Project
  readonly read: ReadTableResult
  readonly config: string
  readonly folder: string
  readonly file: string
}

/** Writes a project for a table, and reads the table by it. */
async function started(text: string, wanted: { readonly entity?: string } = {}): Promise<Started> {
  const parent = tempFolder()
  const [file, dir] = [join(parent, 'table.csv'), join(parent, 'project')]
  writeFileSync(file, text)
  await writeProject({ file, dir, ...wanted })
  const { project, folder } = await loadProject(dir)
  const files = project.data.files.map((path) => join(folder, path))
  const read = await readTable(files, project, { requireTarget: true, synthetic: false })
  const config = readFileSync(join(dir, 'lapidary.config.ts'), 'utf8').replaceAll(/\s+\/\/ /g, ' ')
  return { project, read, config, folder, file }
}

const largeId = 1_582_218_195_625_938_900n
test.each([
  ['customer_id', largeId],
  ['account', 38_900n],
])('01: the entity %s is seen, in 240 groups', async (name, first) => {
  for (const wanted of [{}, { entity: name }]) {
    const { project, read } = await started(accounts(name, first), wanted)
    expect(project.entity).toBe(name)
    // Ten rows have no id, and each is a group of its own.
    expect(new Set(groupsOf(read.table, name)).size).toBe(250)
    expect(featureColumns(project)).toEqual(['age', 'family', 'income'])
  }
})

test('01: predictions carry each id to the last digit', { timeout: 60_000 }, async () => {
  const { folder, file: input } = await started(accounts('customer_id', largeId))
  const output = join(folder, 'scored.csv')
  expect((await runCli(['train', folder, '--param', 'trees=5'])).code).toBe(0)
  expect((await runCli(['predict', folder, input, '--output', output])).code).toBe(0)
  const ids = (file: string): string[] =>
    readFileSync(file, 'utf8')
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(',')[0] as string)
  expect(ids(output)).toEqual(ids(input))
})

test('02: the municipality is a category of texts, and an unknown one is none in between', async () => {
  const { project, read } = await started(municipalityCodes())
  const column = project.columns['cod_municipio'] as {
    readonly type: string
    readonly categories: readonly string[]
  }
  expect(column.type).toBe('category')
  expect(column.categories).toHaveLength(12)
  expect(column.categories).toContain('3550308')
  expect(read.report.columns[0]?.present).toBe(900)
})

test('06: NA is Namibia and North America, and the comment says how to change it', async () => {
  const { project, read, config } = await started(policies())
  expect(project.columns['country']).toMatchObject({ categories: ['AO', 'BW', 'NA', 'ZA', 'ZM', 'ZW'] })
  expect(project.columns['continent']).toMatchObject({ categories: ['AF', 'NA'] })
  expect(read.report.columns.map((column) => column.present)).toEqual([600, 600, 600, 600])
  expect(config).toContain(
    '"NA" is taken as a code like the others: if it stands for "not known", remove it from categories',
  )
})

test('09: classes of one, two and three rows are kept and named', async () => {
  const { project, config } = await started(rareClasses())
  expect(project.columns['division']).toMatchObject({ categories: ['A', 'B', 'C', 'D', 'E', 'F'] })
  expect(config).toContain('too few rows to be measured: "D" 1 row, "E" 2 rows, "F" 3 rows')
  expect(project.evaluation).toEqual({ folds: 5, repeats: 3 })
})

test('12: all 13 odd headings are features; near-equal ones are pointed out', async () => {
  const odd = await started(oddlyNamed())
  expect(featureColumns(odd.project)).toHaveLength(13)
  const near = await started(nearDuplicates())
  expect(featureColumns(near.project)).toEqual(['Valor', 'valor', 'VALOR'])
  expect(near.config.match(/differs from "Valor" only in letter case, accents or spaces/g)).toHaveLength(2)
})

test('17: 300 products and 11,000 postal codes are features', async () => {
  const { project, read } = await started(manyCategories())
  expect(featureColumns(project)).toEqual(['cep', 'produto', 'qtd'])
  const [cep, produto] = read.report.columns
  expect(produto).toMatchObject({ type: 'category', present: 30_000 })
  // The codes of one row are not listed: 8 % here, and as many in new rows.
  expect(cep?.present).toBe(27_681)
  expect(project.evaluation).toBeUndefined()
})

test('18: one in a thousand is kept and called rare', async () => {
  const { read, config } = await started(frauds(20_000, 20))
  expect(config).toContain('"sim" is rare (20 rows of 20,000): accuracy says little')
  expect(read.report.columns.map((column) => column.present)).toEqual([20_000, 20_000, 20_000, 20_000])
})
