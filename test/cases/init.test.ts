import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { groupsOf } from '../../src/data/split/split.ts'
import { readTable, type ReadTableResult } from '../../src/data/readers/read-table.ts'
import { featureColumns } from '../../src/project/define-project.ts'
import { writeProject } from '../../src/init/write-project.ts'
import { loadProject } from '../../src/project/load-project.ts'
import type { Project } from '../../src/project/project.ts'
import { repoRoot } from '../kit/repo-files.ts'
import { runCli } from '../kit/run-cli.ts'
import { tempFolder } from '../kit/temp-folder.ts'

const cases = join(repoRoot, '../shared/cases')
const present = existsSync(cases)
if (!present) process.stderr.write(`SKIPPED: ${cases} is not there, so init is not tried on the inputs that failed\n`)

interface Started {
  readonly project: Project
  readonly read: ReadTableResult
  readonly config: string
  readonly folder: string
}

/** Writes a project for a file of the cases, and reads the file by it. */
async function started(file: string, wanted: { readonly entity?: string } = {}): Promise<Started> {
  const dir = join(tempFolder(), 'project')
  await writeProject({ file: join(cases, file), dir, ...wanted })
  const { project, folder } = await loadProject(dir)
  const files = project.data.files.map((path) => join(folder, path))
  const read = await readTable(files, project, { requireTarget: true, synthetic: false })
  const config = readFileSync(join(dir, 'lapidary.config.ts'), 'utf8').replaceAll(/\s+\/\/ /g, ' ')
  return { project, read, config, folder }
}

const shared = test.skipIf(!present)

shared.each([
  ['01-ids-beyond-2-53/clients_named.csv', 'customer_id'],
  ['01-ids-beyond-2-53/clients_small_account.csv', 'account'],
])('%s: the entity is seen, in 240 groups', async (file, name) => {
  for (const wanted of [{}, { entity: name }]) {
    const { project, read } = await started(file, wanted)
    expect(project.entity).toBe(name)
    // Ten rows have no id, and each is a group of its own.
    expect(new Set(groupsOf(read.table, name)).size).toBe(250)
    expect(featureColumns(project)).toEqual(['age', 'family', 'income'])
  }
})

shared('01: predictions carry each id to the last digit', { timeout: 60_000 }, async () => {
  const { folder } = await started('01-ids-beyond-2-53/clients_named.csv')
  const input = join(cases, '01-ids-beyond-2-53/clients_named.csv')
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

shared('02: the municipality is a category of texts, and an unknown one is none in between', async () => {
  const { project, read } = await started('02-municipality-codes/train.csv')
  const column = project.columns['cod_municipio'] as { readonly type: string; readonly categories: readonly string[] }
  expect(column.type).toBe('category')
  expect(column.categories).toHaveLength(12)
  expect(column.categories).toContain('3550308')
  expect(read.report.columns[0]?.present).toBe(900)
})

shared('06: NA is Namibia and North America, and the comment says how to change it', async () => {
  const { project, read, config } = await started('06-NA-is-a-value/policies.csv')
  expect(project.columns['country']).toMatchObject({ categories: ['AO', 'BW', 'NA', 'ZA', 'ZM', 'ZW'] })
  expect(project.columns['continent']).toMatchObject({ categories: ['AF', 'NA'] })
  expect(read.report.columns.map((column) => column.present)).toEqual([600, 600, 600, 600])
  expect(config).toContain('"NA" is taken as a code like the others: if it stands for "not known", remove it from categories')
})

shared('09: classes of one, two and three rows are kept and named', async () => {
  const { project, config } = await started('09-class-with-one-row/items.csv')
  expect(project.columns['division']).toMatchObject({ categories: ['A', 'B', 'C', 'D', 'E', 'F'] })
  expect(config).toContain('too few rows to be measured: "D" 1 row, "E" 2 rows, "F" 3 rows')
  expect(project.evaluation).toEqual({ folds: 5, repeats: 3 })
})

shared('12: all 13 odd headings are features; near-equal ones are pointed out', async () => {
  const odd = await started('12-odd-headings/odd.csv')
  expect(featureColumns(odd.project)).toHaveLength(13)
  const near = await started('12-odd-headings/near_duplicates.csv')
  expect(featureColumns(near.project)).toEqual(['Valor', 'valor', 'VALOR'])
  expect(near.config.match(/differs from "Valor" only in letter case, accents or spaces/g)).toHaveLength(2)
})

shared('17: 300 products and 11,000 postal codes are features', async () => {
  const { project, read } = await started('17-many-categories-and-wide/ceps.csv')
  expect(featureColumns(project)).toEqual(['cep', 'produto', 'qtd'])
  const [cep, produto] = read.report.columns
  expect(produto).toMatchObject({ type: 'category', present: 30_000 })
  // The codes of one row are not listed: 8 % here, and as many in new rows.
  expect(cep?.present).toBe(27_531)
  expect(project.evaluation).toBeUndefined()
})

shared('18: one in a thousand is kept and called rare', async () => {
  const { read, config } = await started('18-imbalance-1-1000/tx.csv')
  expect(config).toContain('"sim" is rare (20 rows of 20,000): accuracy says little')
  expect(read.report.columns.map((column) => column.present)).toEqual([20_000, 20_000, 20_000, 20_000])
})
