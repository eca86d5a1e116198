import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { realData } from '../../test/kit/real-data.ts'
import { repoRoot } from '../../test/kit/repo-files.ts'
import { tempFolder } from '../../test/kit/temp-folder.ts'
import { readTable } from '../data/readers/read-table.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { featureColumns } from '../project/define-project.ts'
import { loadProject } from '../project/load-project.ts'
import { toProjectName } from './config/format-config.ts'
import { writeProject } from './write-project.ts'

const names = ['Ana', 'Bia', 'Caio', 'Davi', 'Eva']

/** 40 customers in 5 rows each, dirty; the outcome changes within a customer. */
function customers(): string {
  const rows = Array.from({ length: 200 }, (_, row) => {
    const customer = Math.floor(row / 5)
    const age = row % 50 === 3 ? '-500' : row % 21 === 0 ? `${20 + customer}_` : 20 + customer
    const job = row % 17 === 0 ? '_______' : ['Teacher', 'Doctor', 'Writer'][customer % 3]
    const outcome = (row * 7 + customer) % 3 === 0 ? 'yes' : 'no'
    const name = `${names[customer % 5]} Souza ${customer}`
    return [
      `0x${row}`,
      `C${customer}`,
      name,
      `${age}`,
      job,
      (row * 37) % 101,
      outcome === 'yes' ? 'paid' : 'open',
      outcome,
      'BR',
      `${10 + Math.floor(customer / 2)}/01/2024`,
    ]
  })
  return [
    ['ID', 'Customer_ID', 'Name', 'Age', 'Job', 'Delay', 'Settled', 'Defaulted', 'Country', 'Since'],
    ...rows,
  ]
    .map((row) => row.join(','))
    .join('\n')
}

function write(content: string | Buffer, name = 'data.csv'): { file: string; dir: string } {
  const folder = tempFolder()
  writeFileSync(join(folder, name), content)
  return { file: join(folder, name), dir: join(folder, 'My Project') }
}

async function written(
  content: string | Buffer,
  options: { name?: string; target?: string; entity?: string } = {},
) {
  const { name, ...wanted } = options
  const { file, dir } = write(content, name)
  const result = await writeProject({ file, dir, ...wanted })
  const { project, folder } = await loadProject(dir)
  const data = project.data.files.map((path) => join(folder, path))
  const read = await readTable(data, project, { requireTarget: true, synthetic: false })
  return { result, project, read, config: readFileSync(join(dir, 'lapidary.config.ts'), 'utf8'), dir }
}

test.each([
  ['months', (row: number) => ['January', 'February', 'March', 'April', 'May'][row % 5]],
  ['ISO dates', (row: number) => `2024-0${1 + (row % 5)}-01`],
  ['years', (row: number) => 2018 + (row % 5)],
])('writeProject() finds the time that orders the rows of an entity: %s', async (_what, time) => {
  const lines = customers()
    .split('\n')
    .map((line, i) => `${line},${i === 0 ? 'Month' : time(i - 1)}`)
  const { project, config } = await written(lines.join('\n'), { target: 'Defaulted' })
  expect(project).toMatchObject({ entity: 'Customer_ID', time: 'Month' })
  expect(featureColumns(project)).not.toContain('Month')
  expect(config).toContain(
    'Orders the rows of one entity: its name suggests a time, and no rows of one Customer_ID share a value.',
  )
})

test('writeProject() takes no column for the time that repeats within an entity', async () => {
  const lines = customers()
    .split('\n')
    .map((line, i) => `${line},${i === 0 ? 'Month' : ['January', 'May'][i % 2]}`)
  expect((await written(lines.join('\n'), { target: 'Defaulted' })).project.time).toBeUndefined()
})

test('writeProject() writes a project that loads and reads its data', async () => {
  const { project, read, config, result, dir } = await written(customers(), { target: 'Defaulted' })
  expect(result.files).toEqual([
    'lapidary.config.ts',
    'README.md',
    'package.json',
    'tsconfig.json',
    '.gitignore',
  ])
  expect(readdirSync(dir).sort()).toEqual([...result.files].sort())
  expect(project).toMatchObject({
    name: 'my-project',
    model: 'MyProjectModel',
    target: 'Defaulted',
    entity: 'Customer_ID',
  })
  expect(project.data.files).toEqual(['../data.csv'])
  expect(project.columns).toMatchObject({
    ID: { type: 'identifier' },
    Customer_ID: { type: 'identifier' },
    Name: { type: 'text', personal: true },
    Age: { type: 'integer', min: 0, constantWithinEntity: true },
    Job: {
      type: 'category',
      categories: ['Doctor', 'Teacher', 'Writer'],
      missing: ['_______'],
      constantWithinEntity: true,
    },
    Delay: { type: 'integer', min: 0 },
    Settled: { knownAfter: true },
    Defaulted: { type: 'category', categories: ['no', 'yes'] },
    Country: { feature: false },
    Since: { type: 'date', dayFirst: true, constantWithinEntity: true },
  })
  expect(featureColumns(project)).toEqual(['Age', 'Job', 'Delay', 'Since'])
  expect(Object.keys(project.derived ?? {})).toEqual(['Since_weekday'])
  expect(read.table.rowCount).toBe(200)
  expect(read.report.columns.find(({ name }) => name === 'Job')).toMatchObject({ present: 188 })
  expect(config).toContain(
    '// Leaks: it predicts the target alone in 100% of the rows'
      .replace('Leaks', '2 different values; leaks')
      .slice(0, 40),
  )
  expect(config).toContain('Personal data: it is named like a name')
  expect(config).toContain('Rows of one entity stay on one side of the split: 40 values in 200 rows')
  expect(config).not.toContain('Souza')
  expect(readFileSync(join(dir, 'README.md'), 'utf8')).toContain('Predicts `Defaulted` from `../data.csv`')
})

test('writeProject() guesses the target: by name, the last column, the first, any', async () => {
  const rows = (make: (row: number) => string): string =>
    Array.from({ length: 60 }, (_, row) => make(row)).join('\n')
  const target = async (content: string): Promise<string> => (await written(content)).project.target
  expect(await target(`kind,churn,x\n${rows((row) => `k${row % 2},${row % 2},${row / 7}`)}`)).toBe('churn')
  expect(await target(`kind,x,size\n${rows((row) => `k${row % 2},${row / 7},s${row % 3}`)}`)).toBe('size')
  expect(await target(`flag,x,z\n${rows((row) => `${row % 2},${row / 7},${row / 3}`)}`)).toBe('flag')
  expect(await target(`x,kind,z\n${rows((row) => `${row / 7},k${row % 2},${row / 3}`)}`)).toBe('kind')
})

test('writeProject() says why a column that is named like a target is none', async () => {
  const rows = Array.from({ length: 60 }, (_, row) => `k${row % 2},${row / 7},1`).join('\n')
  const { result } = await written(`kind,x,y\n${rows}`)
  expect(result.inspection.target).toEqual({
    name: 'kind',
    reason:
      'the first column, with few classes; "y" is named like a target but has 1 value; choose another with --target',
  })
})

test('writeProject() reads files without a header, gz, semicolons and decimal commas', async () => {
  const rows = Array.from({ length: 100 }, (_, row) => `${row % 2};${row},5;${(row * 13) % 50}`).join('\n')
  const { project, read, config } = await written(gzipSync(rows), { name: 'data.csv.gz' })
  expect(Object.keys(project.columns)).toEqual(['column_1', 'column_2', 'column_3'])
  expect(project.target).toBe('column_1')
  expect(config).toContain('The file has no header')
  expect(config).toContain('parse: decimalComma')
  expect(read.table.rowCount).toBe(100)
  expect(read.report.columns.map(({ present }) => present)).toEqual([100, 100, 100])
})

const thousandth = (row: number): number => 100 + ((row * 37) % 97)
test.each([
  [
    'another column',
    'taxa;peso;y',
    (row: number) => `0,${50 + row};8,${thousandth(row)};${row % 2}`,
    'column "taxa"',
  ],
  [
    'semicolons',
    'w;peso;y',
    (row: number) => `${row % 7};8,${thousandth(row)};${row % 2}`,
    'where semicolons divide the cells',
  ],
])('writeProject() reads three decimals after a comma: settled by %s', async (_by, header, line, because) => {
  const { project, read, config } = await written(
    `${header}\n${Array.from({ length: 60 }, (_, row) => line(row)).join('\n')}`,
  )
  expect(project.columns['peso']).toMatchObject({ type: 'number', example: 8.1 })
  expect(read.report.columns.find(({ name }) => name === 'peso')?.numbers).toMatchObject({
    min: 8.1,
    max: 8.195,
  })
  expect(config.replaceAll(/\s+\/\/ /g, ' ')).toContain(because)
})

test('writeProject() reads commas as thousands where other columns have decimal points', async () => {
  const rows = Array.from({ length: 60 }, (_, row) => `0.${50 + row};8,${thousandth(row)};${row % 2}`).join(
    '\n',
  )
  const { read } = await written(`rate;weight;y\n${rows}`)
  expect(read.report.columns.find(({ name }) => name === 'weight')?.numbers).toMatchObject({
    min: 8100,
    max: 8195,
  })
})

test('writeProject() reads Parquet', async () => {
  const { file, dir } = write('', 'data.parquet')
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(
    `copy (select i / 7.0 as x, i % 5 as n, i % 3 = 0 as approved from range(300) t(i) order by i) to '${file}' (format parquet)`,
  )
  instance.closeSync()
  await writeProject({ file, dir })
  const { project } = await loadProject(dir)
  expect(project).toMatchObject({
    target: 'approved',
    columns: {
      x: { type: 'number' },
      n: { type: 'integer', max: 100 },
      approved: { categories: ['false', 'true'] },
    },
  })
  expect((await readTable([file], project, { requireTarget: true, synthetic: false })).table.rowCount).toBe(
    300,
  )
})

test('writeProject() writes any name and any text as what it is', async () => {
  const odd = ["it's", 'a"b', 'back\\slash', '*/ }) //', '${x}', '__proto__']
  const header = ['__proto__', 'cons tructor', "d'água", '日本', '*/evil()', 'target']
  const rows = Array.from({ length: 120 }, (_, row) => [
    odd[row % 6],
    row % 5,
    row / 7,
    odd[row % 2],
    `v${row % 3}`,
    row % 2,
  ])
  const csv = [header, ...rows]
    .map((row) => row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(','))
    .join('\n')
  const { project, read } = await written(csv)
  expect(Object.keys(project.columns)).toEqual(header)
  expect(project.columns['__proto__']).toMatchObject({
    type: 'category',
    categories: expect.arrayContaining(odd),
  })
  expect(read.report.columns.find(({ name }) => name === '__proto__')?.present).toBe(120)
})

test('writeProject() writes a project whose types are right, as its own tsconfig.json has them looked at', async () => {
  const { dir } = await written(customers(), { target: 'Defaulted' })
  const tsc = join(repoRoot, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', dir], { encoding: 'utf8' })
  expect([stdout, status]).toEqual(['', 0])
})

test('writeProject() writes long lists of categories beside the definition, and repeated folds for a small table', async () => {
  const cells = (row: number): unknown[] => [
    `C${row % 119}`,
    `it's ${row % 71}`,
    row % 61,
    ['yes', 'no'][row % 2],
  ]
  const csv = [['city code', '日本', 'x', 'y'], ...Array.from({ length: 3600 }, (_, row) => cells(row))].map(
    (row) => row.join(','),
  )
  const { project, read, config, result, dir } = await written(csv.join('\n'))
  expect(result.files).toContain('categories.ts')
  expect(config).toContain("import { cityCodeCategories, column2Categories } from './categories.ts'")
  expect(project.columns).toMatchObject({ 'city code': { type: 'category' }, 日本: { type: 'category' } })
  expect(read.report.columns.map(({ present }) => present)).toEqual([3600, 3600, 3600, 3600])
  expect(config).toContain('A held-out fifth has 720 rows only')
  expect(project.evaluation).toEqual({ folds: 5, repeats: 3 })
  const tsc = join(repoRoot, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', dir], { encoding: 'utf8' })
  expect([stdout, status]).toEqual(['', 0])
  const large = Array.from({ length: 5100 }, (_, row) => `${row % 7},${row % 2}`).join('\n')
  expect((await written(`x,y\n${large}`)).project.evaluation).toBeUndefined()
})

test('writeProject() does not take the categories of an older project for its own', async () => {
  const rows = Array.from({ length: 600 }, (_, row) => `C${row % 60},${row % 2}`).join('\n')
  const { file, dir } = write(`city,y\n${rows}`)
  mkdirSync(dir)
  writeFileSync(join(dir, 'categories.ts'), '')
  expect((await refusal(writeProject({ file, dir }))).messageIn('en')).toContain('(categories.ts)')
})

test('writeProject() takes the entity that is asked for', async () => {
  const { project } = await written(customers(), { target: 'Defaulted', entity: 'Age' })
  expect(project).toMatchObject({ entity: 'Age', columns: { Age: { type: 'identifier' } } })
})

test('writeProject() finds columns whose accents are written in another form', async () => {
  const content = customers()
    .replace('Customer_ID', 'Código'.normalize('NFC'))
    .replace('Defaulted', 'Situação'.normalize('NFC'))
  const wanted = { target: 'Situação'.normalize('NFD'), entity: 'Código'.normalize('NFD') }
  const { project } = await written(content, wanted)
  expect(project).toMatchObject({ target: 'Situação'.normalize('NFC'), entity: 'Código'.normalize('NFC') })
})

test('writeProject() leaves what is in the folder as it is', async () => {
  const { file, dir } = write(customers())
  mkdirSync(dir)
  writeFileSync(join(dir, 'README.md'), 'mine')
  const { files } = await writeProject({ file, dir })
  expect(files).not.toContain('README.md')
  expect(readFileSync(join(dir, 'README.md'), 'utf8')).toBe('mine')
})

describe('writeProject() refuses', () => {
  test('a folder that has a project', async () => {
    const { file, dir } = write(customers())
    await writeProject({ file, dir })
    const before = readFileSync(join(dir, 'lapidary.config.ts'), 'utf8')
    const error = await refusal(writeProject({ file, dir, target: 'Job' }))
    expect(error.messageIn('en')).toBe(
      `The folder ${dir} already has a project (lapidary.config.ts). An existing project is not overwritten. Choose another folder, or remove that file first.`,
    )
    expect(error.messageIn('pt-BR')).toContain(`A pasta ${dir} já tem um projeto`)
    expect(readFileSync(join(dir, 'lapidary.config.ts'), 'utf8')).toBe(before)
  })

  test('a folder that is a file', async () => {
    const { file } = write(customers())
    const error = await refusal(writeProject({ file, dir: file }))
    expect(error.messageIn('en')).toBe(
      `The path ${file} cannot be written (EEXIST). Choose a folder in which you have permission to write.`,
    )
    expect(error.messageIn('pt-BR')).toBe(
      `Não é possível gravar em ${file} (EEXIST). Escolha uma pasta em que você tenha permissão de escrita.`,
    )
  })

  test('a target that is a quantity, naming columns that could serve', async () => {
    const { file, dir } = write(customers())
    const error = await refusal(writeProject({ file, dir, target: 'Delay' }))
    expect(error.messageIn('en')).toBe(
      'The target "Delay" of data.csv has 101 values. Only classes can be predicted: 2 to 100 values, each in several rows. Possible targets: Job, Settled, Defaulted. Choose one of these, or group the values into classes.',
    )
    expect(error.messageIn('pt-BR')).toContain('Alvos possíveis: Job, Settled, Defaulted.')
    expect(existsSync(dir)).toBe(false)
  })

  test('a target and an entity that are not there', async () => {
    const { file, dir } = write(customers())
    const target = await refusal(writeProject({ file, dir, target: 'defaulted' }))
    expect(target.messageIn('en')).toContain('The target "defaulted" is not a column of data.csv.')
    expect(target.messageIn('en')).toContain('Similar names: Defaulted.')
    const entity = await refusal(writeProject({ file, dir, entity: 'CustomerID' }))
    expect(entity.messageIn('en')).toContain('The entity "CustomerID" is not a column of data.csv.')
    expect(entity.messageIn('en')).toContain('Similar names: Customer_ID.')
  })

  test('a table without classes', async () => {
    const { file, dir } = write(
      `x,y\n${Array.from({ length: 50 }, (_, row) => `${row / 7},${row / 3}`).join('\n')}`,
    )
    const error = await refusal(writeProject({ file, dir }))
    expect(error.messageIn('en')).toBe(
      'No column of data.csv can be a target: a target has a few classes, each in several rows. Columns: x, y. Choose one with --target, or group the values of one into classes.',
    )
    expect(error.messageIn('pt-BR')).toContain('Nenhuma coluna de data.csv pode ser o alvo')
  })

  test('a table with nothing to learn from', async () => {
    const { file, dir } = write(
      `id,y\n${Array.from({ length: 50 }, (_, row) => `A${row},${row % 2}`).join('\n')}`,
    )
    const error = await refusal(writeProject({ file, dir }))
    expect(error.messageIn('en')).toContain('No column of data.csv can be used to predict the target "y"')
    expect(error.messageIn('en')).toContain('Choose another target with --target')
    expect(error.messageIn('pt-BR')).toContain('Nenhuma coluna de data.csv serve para prever o alvo "y"')
  })

  test('one column as target and entity', async () => {
    const { file, dir } = write(customers())
    const error = await refusal(writeProject({ file, dir, target: 'Job', entity: 'Job' }))
    expect(error.messageIn('en')).toContain('The column "Job" of data.csv is both the target and the entity.')
    expect(error.messageIn('pt-BR')).toContain(
      'A coluna "Job" de data.csv é ao mesmo tempo o alvo e a entidade.',
    )
  })

  test.each([
    ['', 'empty-file'],
    ['a,b\n', 'header-only'],
    ['a,a\nx,y\n', 'duplicate-columns'],
    ['a,b\n1\n2\n', 'ragged-file'],
    ['a,b\n1,2,,3\n4,5,,6\n', 'ragged-file'],
    ['\0\0', 'not-text'],
  ])('%j', async (content, code) => {
    const { file, dir } = write(content)
    expect((await refusal(writeProject({ file, dir }))).code).toBe(code)
  })
})

test.each([
  ['My Project', 'my-project'],
  ['Análise_de Crédito 2', 'analise-de-credito-2'],
  ['日本', 'project'],
])('toProjectName() of %j is %j', (folder, name) => expect(toProjectName(folder)).toBe(name))

const real = realData('.')
const tables: [string, string, number][] = [
  ['tabular/breast_cancer.csv', 'target', 30],
  ['tabular/california_housing.csv', 'ocean_proximity', 9],
  ['tabular/german_credit.csv', 'class', 20],
  ['tabular/higgs_lightgbm_binary.train.tsv', 'column_1', 28],
  ['tabular/higgs_lightgbm_binary.test.tsv', 'column_1', 28],
  ['credit-score/train-first10k.csv', 'Credit_Score', 22],
]
test.skipIf(real === null).each(tables)('writeProject() of %s', async (path, target, features) => {
  const dir = join(tempFolder(), 'project')
  await writeProject({ file: join(real ?? '', path), dir })
  const { project, folder } = await loadProject(dir)
  expect(project.target).toBe(target)
  expect(featureColumns(project)).toHaveLength(features)
  expect(project.entity).toBe(target === 'Credit_Score' ? 'Customer_ID' : undefined)
  const { table, report } = await readTable([join(folder, project.data.files[0] as string)], project, {
    requireTarget: true,
    synthetic: false,
  })
  expect(table.rowCount).toBe(report.rows)
  // No guess costs more than the dirt that was seen: Num_of_Loan has 4 % of errors, salaries 15 %
  // of gaps, Credit_Mix 20 %.
  for (const column of report.columns)
    expect.soft([column.name, column.present > report.rows * 0.75]).toEqual([column.name, true])
})

async function refusal(promise: Promise<unknown>): Promise<LapidaryError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof LapidaryError) return error
    throw error
  }
  throw new Error('nothing was refused')
}
