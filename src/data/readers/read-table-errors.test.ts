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
    en: 'The file data.csv is empty (0 bytes). It needs a header line and rows below it.',
    pt: 'O arquivo data.csv está vazio (0 bytes). Ele precisa de uma linha de cabeçalho e de linhas de dados abaixo dela.',
  },
  {
    of: 'a file of blank lines',
    content: '\n\r\n\n',
    code: 'empty-file',
    en: 'The file data.csv is empty (4 bytes). It needs a header line and rows below it.',
    pt: 'O arquivo data.csv está vazio (4 bytes). Ele precisa de uma linha de cabeçalho e de linhas de dados abaixo dela.',
  },
  {
    of: 'UTF-16 with half of a surrogate pair',
    content: Buffer.from(`\ufeff${header}\nAn\ud800,1,Bad,Poor\n`, 'utf16le'),
    code: 'unreadable-file',
    en: 'The file data.csv could not be read: its text is not UTF-16, though it begins as UTF-16 does. Check that it is complete and that you may read it.',
    pt: 'O arquivo data.csv não pôde ser lido: o texto não é UTF-16, embora comece como UTF-16.',
  },
  {
    of: 'UTF-16 that ends within a character',
    content: Buffer.from(`\ufeff${header}\n${rows}C3`, 'utf16le').subarray(0, -1),
    code: 'unreadable-file',
    en: 'The file data.csv could not be read: its text is not UTF-16, though it begins as UTF-16 does. Check that it is complete and that you may read it.',
    pt: 'O arquivo data.csv não pôde ser lido: o texto não é UTF-16, embora comece como UTF-16.',
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
    en: 'The file data.csv is not a table: it holds zero bytes, which no text has. Save the table as CSV (UTF-8), Excel (.xlsx) or Parquet.',
    pt: 'O arquivo data.csv não é uma tabela: contém bytes nulos, que nenhum texto tem. Salve a tabela como CSV (UTF-8), Excel (.xlsx) ou Parquet.',
  },
  {
    of: 'NUL bytes far inside',
    content: `${header}\n${rows.repeat(1000)}C3,\0,Bad,Poor\n`,
    code: 'not-text',
    en: 'The file data.csv is not a table: it holds zero bytes, which no text has. Save the table as CSV (UTF-8), Excel (.xlsx) or Parquet.',
    pt: 'O arquivo data.csv não é uma tabela: contém bytes nulos, que nenhum texto tem. Salve a tabela como CSV (UTF-8), Excel (.xlsx) ou Parquet.',
  },
  {
    of: 'a gzip that was cut',
    content: gzipSync(`${header}\n${rows}`).subarray(0, 40),
    name: 'cut.csv.gz',
    code: 'unreadable-file',
    en: 'The file cut.csv.gz could not be read: its end is missing. Check that it is complete and that you may read it.',
    pt: 'O arquivo cut.csv.gz não pôde ser lido: falta o final do arquivo.',
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
    en: 'The first line of data.csv looks like a row, not like headings: no cell of it names a column, and some are numbers or dates. The file needs these headings: Customer_ID, Annual_Income, Credit_Mix, Score. Add them as the first line.',
    pt: 'A primeira linha de data.csv parece ser uma linha de dados, não de cabeçalho: nenhuma célula dela é nome de coluna, e há números ou datas. O arquivo precisa destas colunas: Customer_ID, Annual_Income, Credit_Mix, Score. Acrescente os nomes como primeira linha.',
  },
  {
    of: 'a quote that is never closed',
    content: `${header}\n${rows}C3,"3,Bad,Poor\n${rows}`,
    code: 'unclosed-quote',
    en: 'In data.csv, row 3 opens a quote (") that is never closed. Close it, or double the quote if it belongs to the text.',
    pt: 'Em data.csv, a linha 3 abre aspas (") que nunca são fechadas. Feche-as, ou duplique as aspas se fizerem parte do texto.',
  },
  {
    of: 'rows of another width',
    content: `${header}\n${rows}C3,3\nC4,1,5,Bad,Poor\n`,
    code: 'ragged-file',
    en: '2 of 4 rows of data.csv do not have 4 cells like its header; row 3 has 2. Check the separator (read as ",") and the quotes.',
    pt: '2 de 4 linhas de data.csv não têm 4 células como o cabeçalho; a linha 3 tem 2. Confira o separador (lido como ",") e as aspas.',
  },
  {
    of: 'a header with a name twice',
    content: `${header},Score,Credit_Mix\n${rows}`,
    code: 'duplicate-columns',
    en: 'The header of data.csv names these columns more than once: Score, Credit_Mix. Give each column its own name.',
    pt: 'O cabeçalho de data.csv repete estas colunas: Score, Credit_Mix. Dê a cada coluna um nome próprio.',
  },
  {
    of: 'wrong columns',
    content: 'Customer_ID,annual income,Credit_Mixx,Score,Shoe size\nC1,1,Bad,Poor,38\n',
    code: 'missing-columns',
    en: 'The file data.csv lacks these columns: Annual_Income, Credit_Mix. Columns that are unknown here: annual income, Credit_Mixx, Shoe size. Near names: Annual_Income ≈ annual income, Credit_Mix ≈ Credit_Mixx. Rename or add them; a cell may be empty.',
    pt: 'Faltam estas colunas no arquivo data.csv: Annual_Income, Credit_Mix. Colunas desconhecidas aqui: annual income, Credit_Mixx, Shoe size. Nomes parecidos: Annual_Income ≈ annual income, Credit_Mix ≈ Credit_Mixx. Renomeie ou acrescente-as; uma célula pode ficar vazia.',
  },
  {
    of: 'a missing target',
    content: 'Customer_ID,Annual_Income,Credit_Mix,score\nC1,1,Bad,Poor\n',
    code: 'target-not-in-data',
    en: 'The target "Score" is not a column of data.csv. Its columns: Customer_ID, Annual_Income, Credit_Mix, score. Near names: score.',
    pt: 'O alvo "Score" não é uma coluna de data.csv. Colunas do arquivo: Customer_ID, Annual_Income, Credit_Mix, score. Nomes parecidos: score.',
  },
  {
    of: 'a missing entity',
    content: 'Annual_Income,Credit_Mix,Score\n1,Bad,Poor\n',
    code: 'entity-not-in-data',
    en: 'The entity "Customer_ID" is not a column of data.csv. Its columns: Annual_Income, Credit_Mix, Score.',
    pt: 'A entidade "Customer_ID" não é uma coluna de data.csv. Colunas do arquivo: Annual_Income, Credit_Mix, Score.',
  },
  {
    of: 'a target without a value that is allowed',
    content: `${header}\nC1,1,Bad,poor\nC2,1,Bad,good\nC3,1,Bad,\n`,
    code: 'no-target-values',
    en: 'None of the 3 rows has a usable value in the target "Score". Seen: poor, good. Allowed: Poor, Good.',
    pt: 'Nenhuma das 3 linhas tem um valor utilizável no alvo "Score". Visto: poor, good. Permitido: Poor, Good.',
  },
  {
    of: 'one class only',
    content: `${header}\nC1,1,Bad,Poor\nC2,2,Good,Poor\n`,
    code: 'one-class',
    en: 'All 2 rows have the class "Poor" in the target "Score". Learning needs rows of at least two classes.',
    pt: 'Todas as 2 linhas têm a classe "Poor" no alvo "Score". Para aprender são necessárias linhas de pelo menos duas classes.',
  },
  {
    of: 'fewer rows than classes',
    content: `${header}\nC1,1,Bad,Poor\n`,
    code: 'fewer-rows-than-classes',
    en: 'There are 1 rows with a target but 2 classes (Poor, Good). Bring more rows: hundreds of each class are sensible.',
    pt: 'Há 1 linhas com alvo, mas 2 classes (Poor, Good). Traga mais linhas: o sensato são centenas de cada classe.',
  },
  {
    of: 'a Parquet file that was cut',
    content: Buffer.from('PAR1abcdefgh'),
    name: 'cut.parquet',
    code: 'unreadable-file',
    en: 'The file cut.parquet could not be read: the reader reports "',
    pt: 'O arquivo cut.parquet não pôde ser lido: o leitor informou "',
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
    'The file score.csv lacks these columns: Credit_Mix. Columns that are unknown here: Credit_Mixx. Near names: Credit_Mix ≈ Credit_Mixx. Rename or add them; a cell may be empty.',
  )
  writeFileSync(path, 'colour,size\nred,1\n')
  await expect(score()).rejects.toThrow('The file score.csv lacks these columns: Annual_Income, Credit_Mix.')
  const Credit_Mix = column.category({ categories: ['Bad', 'Good'], required: true })
  const strict = { ...schema, columns: { ...schema.columns, Credit_Mix } }
  writeFileSync(path, 'Annual_Income\n1\n')
  await expect(readRows(path, strict)).rejects.toThrow('lacks these columns: Credit_Mix.')
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
    await connection.run(`copy (select ${text} as a from range(2000) t(i)) to '${path}' (format parquet, compression zstd)`)
    expect(statSync(path).size).toBeLessThan(100_000)
    const source = await openSource(path)
    let [spent, most] = [0, 0]
    const unpacked = (bytes: number): void => {
      spent += bytes
      most = Math.max(most, spent)
      if (spent > 1_000_000) throw new LapidaryError('body-too-large', { limit: 1_000_000 })
    }
    const sink: RecordSink = { begin: () => true, add: () => undefined }
    await expect(readParquet(source, sink, { seen: () => undefined, unpacked })).rejects.toMatchObject({ code: 'body-too-large' })
    return most
  }
  // one text in every row: read one by one
  expect(await spend("repeat('x', 20000)")).toBeLessThan(1_100_000)
  // many texts that pack well: refused for what the file says of itself, before anything is unpacked
  expect(await spend("repeat('x', 20000) || i")).toBeGreaterThan(10_000_000)
  connection.closeSync()
  instance.closeSync()
})

test('readTable() says which file is not there', async () => {
  const missing = await refusal('/nowhere/data.csv')
  expect(missing.messageIn('en')).toBe('There is no file /nowhere/data.csv. Check the name, or put the file there.')
  expect(missing.messageIn('pt-BR')).toBe('O arquivo /nowhere/data.csv não existe. Confira o nome ou coloque o arquivo lá.')
  expect((await refusal('/nowhere/data-*.csv')).code).toBe('no-data-file')
})

test('readTable() says that a folder is no file', async () => {
  const folder = join(tempFolder(), 'data')
  mkdirSync(folder)
  const error = await refusal(folder)
  expect(error.messageIn('en')).toBe(
    'The file data could not be read: it is not a file. Check that it is complete and that you may read it.',
  )
  expect(error.messageIn('pt-BR')).toContain('O arquivo data não pôde ser lido: não é um arquivo.')
})

test('readTable() shows nothing that looks like a person when no column is known', async () => {
  const path = join(tempFolder(), 'people.csv')
  writeFileSync(path, 'ana@example.com,821-00-0265,x\nbia@example.com,821-00-0266,y\n')
  const message = (await refusal(path)).messageIn('en')
  expect(message).toContain('needs these headings: Customer_ID, Annual_Income, Credit_Mix, Score')
  expect(message).not.toMatch(/ana|821/)
})

test('readTable() does not learn from a target that is a number', async () => {
  const path = join(tempFolder(), 'data.csv')
  writeFileSync(path, 'x,y\n1,2\n')
  const numeric = { columns: { x: column.number({}), y: column.number({}) }, target: 'y' }
  const error = await readTable([path], numeric, { requireTarget: true, synthetic: false }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(LapidaryError)
  expect((error as LapidaryError).messageIn('en')).toBe(
    'The target "y" must be a category column: only classes are learnt so far. Declare it with column.category and name its categories.',
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
