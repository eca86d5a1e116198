import { DuckDBInstance } from '@duckdb/node-api'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { column, type Columns } from '../column.ts'
import { openSource } from './file-source.ts'
import { readParquet } from './parquet/read-parquet.ts'
import { readRows } from '../../../test/kit/read-rows.ts'
import { findEmptyRows } from './empty-rows.ts'
import { readTable } from './read-table.ts'
import { formatRowProblem } from './row-problem.ts'
import type { RecordSink } from './record.ts'

const schema = {
  columns: {
    Customer_ID: column.identifier({}),
    Annual_Income: column.number({}),
    Credit_Mix: column.category({ categories: ['Bad', 'Good'] }),
    Score: column.category({ categories: ['Poor', 'Good'] }),
  } as Columns,
  target: 'Score',
  entity: 'Customer_ID',
}
const header = 'Customer_ID,Annual_Income,Credit_Mix,Score'
const rows = 'C1,1,Bad,Poor\nC2,2,Good,Good\n'

interface Case {
  readonly of: string
  readonly content: string | Buffer
  readonly name?: string
  readonly code: string
  readonly en: string
  readonly pt: string
}

const cases: Case[] = [
  {
    of: 'an empty file',
    content: '',
    code: 'empty-file',
    en: 'The file data.csv is empty (0 bytes). It must have a header line and rows below it. Check that it was saved completely.',
    pt: 'O arquivo data.csv está vazio (0 bytes). Ele precisa de uma linha de cabeçalho e de linhas de dados abaixo dela. Verifique se foi salvo por inteiro.',
  },
  {
    of: 'a file of blank lines',
    content: '\n\r\n\n',
    code: 'empty-file',
    en: 'The file data.csv is empty (4 bytes). It must have a header line and rows below it. Check that it was saved completely.',
    pt: 'O arquivo data.csv está vazio (4 bytes). Ele precisa de uma linha de cabeçalho e de linhas de dados abaixo dela. Verifique se foi salvo por inteiro.',
  },
  {
    of: 'UTF-16 with half of a surrogate pair',
    content: Buffer.from(`\ufeff${header}\nAn\ud800,1,Bad,Poor\n`, 'utf16le'),
    code: 'unreadable-file',
    en: 'The file data.csv cannot be read: its text is not UTF-16, though it begins as UTF-16 does. Check that it is complete and that you have permission to read it.',
    pt: 'Não é possível ler o arquivo data.csv: o texto não é UTF-16, embora comece como UTF-16.',
  },
  {
    of: 'UTF-16 that ends within a character',
    content: Buffer.from(`\ufeff${header}\n${rows}C3`, 'utf16le').subarray(0, -1),
    code: 'unreadable-file',
    en: 'The file data.csv cannot be read: its text is not UTF-16, though it begins as UTF-16 does. Check that it is complete and that you have permission to read it.',
    pt: 'Não é possível ler o arquivo data.csv: o texto não é UTF-16, embora comece como UTF-16.',
  },
  {
    of: 'a header without rows',
    content: `${header}\n`,
    code: 'header-only',
    en: 'The file data.csv has a header with 4 columns but no rows. Add rows below the header.',
    pt: 'O arquivo data.csv tem um cabeçalho com 4 colunas, mas nenhuma linha de dados. Acrescente linhas abaixo do cabeçalho.',
  },
  {
    of: 'a binary file',
    content: Buffer.from([1, 2, 0, 3, 255, 0]),
    code: 'not-text',
    en: 'The file data.csv is not a table: it contains zero bytes, which text files do not have. Save the table as CSV (UTF-8), Excel (.xlsx) or Parquet.',
    pt: 'O arquivo data.csv não é uma tabela: contém bytes nulos, que não existem em arquivos de texto. Salve a tabela como CSV (UTF-8), Excel (.xlsx) ou Parquet.',
  },
  {
    of: 'NUL bytes far inside',
    content: `${header}\n${rows.repeat(1000)}C3,\0,Bad,Poor\n`,
    code: 'not-text',
    en: 'The file data.csv is not a table: it contains zero bytes, which text files do not have. Save the table as CSV (UTF-8), Excel (.xlsx) or Parquet.',
    pt: 'O arquivo data.csv não é uma tabela: contém bytes nulos, que não existem em arquivos de texto. Salve a tabela como CSV (UTF-8), Excel (.xlsx) ou Parquet.',
  },
  {
    of: 'a gzip that was cut',
    content: gzipSync(`${header}\n${rows}`).subarray(0, 40),
    name: 'cut.csv.gz',
    code: 'unreadable-file',
    en: 'The file cut.csv.gz cannot be read: its end is missing. Check that it is complete and that you have permission to read it.',
    pt: 'Não é possível ler o arquivo cut.csv.gz: falta o final do arquivo.',
  },
  {
    of: 'a gzip within a gzip',
    content: gzipSync(gzipSync(`${header}\n${rows}`)),
    name: 'twice.csv.gz',
    code: 'binary-file',
    en: 'The file twice.csv.gz is not a table: it looks like gzip in gzip. Save the table as CSV (UTF-8), Excel (.xlsx) or Parquet.',
    pt: 'O arquivo twice.csv.gz não é uma tabela: parece ser gzip in gzip. Salve a tabela como CSV (UTF-8), Excel (.xlsx) ou Parquet.',
  },
  {
    of: 'rows without headings, which no message shows',
    content: 'Ana Silva,111.222.333-44,1,Bad,Poor\nJoão Souza,222.333.444-55,2,Good,Good\n',
    code: 'no-headings',
    en: 'The first line of data.csv looks like a row of data: none of its cells is the name of a column, and some are numbers or dates. These headings are required: Customer_ID, Annual_Income, Credit_Mix, Score. Add them as the first line.',
    pt: 'A primeira linha de data.csv parece ser uma linha de dados: nenhuma célula dela é nome de coluna, e há números ou datas. Estes títulos de colunas são obrigatórios: Customer_ID, Annual_Income, Credit_Mix, Score. Acrescente-os como primeira linha.',
  },
  {
    of: 'a quote that is never closed',
    content: `${header}\n${rows}C3,"3,Bad,Poor\n${rows}`,
    code: 'unclosed-quote',
    en: 'Row 3 of data.csv opens a quote (") that is not closed. Close it, or double the quote if it is part of the text.',
    pt: 'A linha 3 de data.csv abre aspas (") que não são fechadas. Feche-as ou duplique-as se fizerem parte do texto.',
  },
  {
    of: 'rows of another width',
    content: `${header}\n${rows}C3,3\nC4,1,5,Bad,Poor\n`,
    code: 'ragged-file',
    en: '2 of 4 rows of data.csv do not have 4 cells, as the header does; row 3 has 2. Check the separator (detected: ",") and the quotes.',
    pt: '2 de 4 linhas de data.csv não têm 4 células, como o cabeçalho; a linha 3 tem 2. Confira o separador (detectado: ",") e as aspas.',
  },
  {
    of: 'a header with a name twice',
    content: `${header},Score,Credit_Mix\n${rows}`,
    code: 'duplicate-columns',
    en: 'The header of data.csv repeats these columns: Score, Credit_Mix. Each column must have a name of its own. Rename or remove the repeated ones.',
    pt: 'O cabeçalho de data.csv repete estas colunas: Score, Credit_Mix. Cada coluna precisa de um nome próprio. Renomeie ou remova as repetidas.',
  },
  {
    of: 'wrong columns',
    content: 'Customer_ID,annual income,Credit_Mixx,Score,Shoe size\nC1,1,Bad,Poor,38\n',
    code: 'missing-columns',
    en: 'The file data.csv does not have these columns: Annual_Income, Credit_Mix. Unknown columns in it: annual income, Credit_Mixx, Shoe size. Similar names: Annual_Income ≈ annual income, Credit_Mix ≈ Credit_Mixx. Rename or add the missing ones. Cells may be empty.',
    pt: 'Faltam estas colunas no arquivo data.csv: Annual_Income, Credit_Mix. Colunas desconhecidas nele: annual income, Credit_Mixx, Shoe size. Nomes parecidos: Annual_Income ≈ annual income, Credit_Mix ≈ Credit_Mixx. Renomeie ou acrescente as que faltam. As células podem ficar vazias.',
  },
  {
    of: 'a missing target',
    content: 'Customer_ID,Annual_Income,Credit_Mix,score\nC1,1,Bad,Poor\n',
    code: 'target-not-in-data',
    en: 'The target "Score" is not a column of data.csv. Columns: Customer_ID, Annual_Income, Credit_Mix, score. Similar names: score. Correct the name of the target.',
    pt: 'O alvo "Score" não é uma coluna de data.csv. Colunas: Customer_ID, Annual_Income, Credit_Mix, score. Nomes parecidos: score. Corrija o nome do alvo.',
  },
  {
    of: 'a missing entity',
    content: 'Annual_Income,Credit_Mix,Score\n1,Bad,Poor\n',
    code: 'entity-not-in-data',
    en: 'The entity "Customer_ID" is not a column of data.csv. Columns: Annual_Income, Credit_Mix, Score. Correct the name of the entity.',
    pt: 'A entidade "Customer_ID" não é uma coluna de data.csv. Colunas: Annual_Income, Credit_Mix, Score. Corrija o nome da entidade.',
  },
  {
    of: 'a target without a value that is allowed',
    content: `${header}\nC1,1,Bad,poor\nC2,1,Bad,good\nC3,1,Bad,\n`,
    code: 'no-target-values',
    en: 'None of the 3 rows has a valid value in the target "Score". Found: poor, good. Allowed: Poor, Good. Correct the values, or the categories in lapidary.config.ts.',
    pt: 'Nenhuma das 3 linhas tem um valor válido no alvo "Score". Encontrados: poor, good. Permitidos: Poor, Good. Corrija os valores ou as categorias em lapidary.config.ts.',
  },
  {
    of: 'one class only',
    content: `${header}\nC1,1,Bad,Poor\nC2,2,Good,Poor\n`,
    code: 'one-class',
    en: 'All 2 rows have the class "Poor" in the target "Score". Training requires at least two classes. Add rows of another class.',
    pt: 'Todas as 2 linhas têm a classe "Poor" no alvo "Score". O treinamento exige pelo menos duas classes. Acrescente linhas de outra classe.',
  },
  {
    of: 'fewer rows than classes',
    content: `${header}\nC1,1,Bad,Poor\n`,
    code: 'fewer-rows-than-classes',
    en: '1 rows have a target, fewer than the 2 classes (Poor, Good). Each class needs several rows, and hundreds are recommended. Add rows.',
    pt: '1 linhas têm alvo, menos que as 2 classes (Poor, Good). Cada classe precisa de várias linhas, e o recomendado são centenas. Acrescente linhas.',
  },
  {
    of: 'a Parquet file that was cut',
    content: Buffer.from('PAR1abcdefgh'),
    name: 'cut.parquet',
    code: 'unreadable-file',
    en: 'The file cut.parquet cannot be read: the reader reports "',
    pt: 'Não é possível ler o arquivo cut.parquet: o leitor informou "',
  },
]

test.each(cases)('readTable() refuses $of', async ({ content, name = 'data.csv', code, en, pt }) => {
  const folder = tempFolder()
  const path = join(folder, name)
  writeFileSync(path, content)
  const error = await refusal(path)
  expect(error.code).toBe(code)
  if (code === 'unreadable-file') {
    expect(error.messageIn('en')).toContain(en)
    expect(error.messageIn('pt-BR')).toContain(pt)
  } else {
    expect(error.messageIn('en')).toBe(en)
    expect(error.messageIn('pt-BR')).toBe(pt)
  }
  expect(error.exitCode).toBe(1)
})

test('readTable() lets a file to score lack columns as a request may, but not misspell them, nor lack all', async () => {
  const path = join(tempFolder(), 'score.csv')
  const score = () => readRows(path, schema)
  writeFileSync(path, 'Annual_Income\n1\n')
  const { table, rowProblems } = await score()
  expect([table.rowCount, rowProblems.size, table.columns.has('Credit_Mix')]).toEqual([1, 0, false])
  writeFileSync(path, 'Annual_Income,Credit_Mixx\n1,Bad\n')
  await expect(score()).rejects.toThrow(
    'The file score.csv does not have these columns: Credit_Mix. Unknown columns in it: Credit_Mixx. Similar names: Credit_Mix ≈ Credit_Mixx. Rename or add the missing ones. Cells may be empty.',
  )
  writeFileSync(path, 'colour,size\nred,1\n')
  await expect(score()).rejects.toThrow(
    'The file score.csv does not have these columns: Annual_Income, Credit_Mix.',
  )
  const Credit_Mix = column.category({ categories: ['Bad', 'Good'], required: true })
  const strict = { ...schema, columns: { ...schema.columns, Credit_Mix } }
  writeFileSync(path, 'Annual_Income\n1\n')
  await expect(readRows(path, strict)).rejects.toThrow('does not have these columns: Credit_Mix.')
})

test('readTable() marks a row to score of which nothing could be read', async () => {
  const path = join(tempFolder(), 'score.csv')
  writeFileSync(path, 'Annual_Income,Credit_Mix,Score\nabc,?,Poor\n5,?,Poor\n')
  const { table, rowProblems } = await readRows(path, schema)
  expect([findEmptyRows(table, schema), rowProblems.size]).toEqual([[0], 0])
  expect(formatRowProblem({ kind: 'empty' }, schema.columns)).toEqual({
    en: 'No cell of this row holds a usable value.',
    'pt-BR': expect.stringContaining('Nenhuma'),
  })
})

test('readTable() stops at its limit of unpacked bytes, however small the file', async () => {
  const path = join(tempFolder(), 'bomb.csv.gz')
  const bomb = gzipSync(`${header}\n${'C1,1,Bad,Poor\n'.repeat(500_000)}`)
  expect(bomb.length).toBeLessThan(50_000)
  writeFileSync(path, bomb)
  const reading = readRows(path, schema, { maxBytes: 1_000_000 })
  await expect(reading).rejects.toMatchObject({ code: 'body-too-large', status: 413 })
})

test('readParquet() stops at the first value that is too much, whatever the file holds once or packs', async () => {
  const path = join(tempFolder(), 'bomb.parquet')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const spend = async (text: string): Promise<number> => {
    await connection.run(
      `copy (select ${text} as a from range(2000) t(i)) to '${path}' (format parquet, compression zstd)`,
    )
    expect(statSync(path).size).toBeLessThan(100_000)
    const source = await openSource(path)
    let [spent, most] = [0, 0]
    const unpacked = (bytes: number): void => {
      spent += bytes
      most = Math.max(most, spent)
      if (spent > 1_000_000) throw new LapidaryError('body-too-large', { limit: 1_000_000 })
    }
    const sink: RecordSink = { begin: () => true, add: () => undefined }
    await expect(readParquet(source, sink, { seen: () => undefined, unpacked })).rejects.toMatchObject({
      code: 'body-too-large',
    })
    return most
  }
  // one text in every row: read one by one
  expect(await spend("repeat('x', 20000)")).toBeLessThan(1_100_000)
  // many texts that pack well: refused for what the file says of itself, before anything is
  // unpacked
  expect(await spend("repeat('x', 20000) || i")).toBeGreaterThan(10_000_000)
  connection.closeSync()
  instance.closeSync()
})

test('readTable() says which file is not there', async () => {
  const missing = await refusal('/nowhere/data.csv')
  expect(missing.messageIn('en')).toBe(
    'The file /nowhere/data.csv does not exist. Check the name, or create the file.',
  )
  expect(missing.messageIn('pt-BR')).toBe(
    'O arquivo /nowhere/data.csv não existe. Confira o nome ou crie o arquivo.',
  )
  expect((await refusal('/nowhere/data-*.csv')).code).toBe('no-data-file')
})

test('readTable() says that a folder is no file', async () => {
  const folder = join(tempFolder(), 'data')
  mkdirSync(folder)
  const error = await refusal(folder)
  expect(error.messageIn('en')).toBe(
    'The file data cannot be read: it is not a file. Check that it is complete and that you have permission to read it.',
  )
  expect(error.messageIn('pt-BR')).toContain(
    'Não é possível ler o arquivo data: não é um arquivo. Verifique se ele está completo e se você tem permissão de leitura.',
  )
})

test('readTable() shows nothing that looks like a person when no column is known', async () => {
  const path = join(tempFolder(), 'people.csv')
  writeFileSync(path, 'ana@example.com,821-00-0265,x\nbia@example.com,821-00-0266,y\n')
  const message = (await refusal(path)).messageIn('en')
  expect(message).toContain('These headings are required: Customer_ID, Annual_Income, Credit_Mix, Score')
  expect(message).not.toMatch(/ana|821/)
})

test('readTable() does not learn from a target that is a number', async () => {
  const path = join(tempFolder(), 'data.csv')
  writeFileSync(path, 'x,y\n1,2\n')
  const numeric = { columns: { x: column.number({}), y: column.number({}) }, target: 'y' }
  const error = await readTable([path], numeric, { requireTarget: true, synthetic: false }).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(LapidaryError)
  expect((error as LapidaryError).messageIn('en')).toBe(
    'The target "y" is not a category column. Only classes can be predicted. Declare it with column.category and list its categories.',
  )
})

test('readTable() reports a column without any value and goes on', async () => {
  const path = join(tempFolder(), 'data.csv')
  writeFileSync(path, `${header}\nC1,,Bad,Poor\nC2,NA,Good,Good\n`)
  const { report, table } = await readTable([path], schema, { requireTarget: true, synthetic: false })
  const income = report.columns.find(({ name }) => name === 'Annual_Income')
  expect(income).toMatchObject({
    present: 0,
    problems: [
      { problem: 'empty', count: 1 },
      { problem: 'marker', count: 1 },
    ],
  })
  expect(income).not.toHaveProperty('numbers')
  expect(table.rowCount).toBe(2)
})

async function refusal(path: string): Promise<LapidaryError> {
  try {
    await readTable([path], schema, { requireTarget: true, synthetic: false })
  } catch (error) {
    if (error instanceof LapidaryError) return error
    throw error
  }
  throw new Error('the file was read')
}
