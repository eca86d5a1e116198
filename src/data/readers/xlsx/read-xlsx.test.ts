import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { rowXml, workbookParts, zipOf } from '../../../../test/kit/workbook.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { column } from '../../column.ts'
import { openSource } from '../file-source.ts'
import type { RecordSink } from '../record.ts'
import { readRows } from '../../../../test/kit/read-rows.ts'
import { readTable } from '../read-table.ts'
import { type ColumnData, cellValue } from '../../table.ts'
import { readXlsx } from './read-xlsx.ts'

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))
const schema = {
  columns: {
    id: column.identifier({ headings: ['RA'] }),
    fase: column.integer({ headings: ['Fase'], min: 0, max: 7, required: true }),
    genero: column.category({
      headings: ['Gênero'],
      categories: ['menina', 'menino'],
      loose: true,
      required: true,
    }),
    pv: column.category({ headings: ['Atingiu PV'], categories: ['Não', 'Sim'] }),
  },
  entity: 'id',
  target: 'pv',
  data: { sheet: 'PEDE2022' },
} as const
const headings = ['RA', 'Fase', 'Gênero', 'Atingiu PV']
const students = [
  ['S-1', '1', 'Menina', 'Sim'],
  ['S-2', '7', 'MENINO', 'Não'],
  ['S-3', '#DIV/0!', 'Outro', 'Não'],
]

function write(content: Buffer): string {
  const path = join(tempFolder(), 'turma.xlsx')
  writeFileSync(path, content)
  return path
}

const book = (sheets: Parameters<typeof workbookParts>[0]): string => write(zipOf(workbookParts(sheets)))
const read = (path: string, requireTarget = true) =>
  readTable([path], schema, { requireTarget, synthetic: false })

/** @param maxBytes of a file to score; without it the file is one to train on */
async function refusal(path: string, maxBytes?: number): Promise<LapidaryError> {
  const reading = maxBytes === undefined ? read(path) : readRows(path, schema, { maxBytes })
  const error: unknown = await reading.catch((reason: unknown) => reason)
  if (error instanceof LapidaryError) return error
  throw new TypeError(`No refusal: ${String(error)}`)
}

test.each(['openpyxl', 'xlsxwriter'])(
  'readXlsx() reads what %s wrote: numbers, texts, dates, errors, runs of letters',
  async (program) => {
    const seen: string[][] = []
    const sink: RecordSink = {
      begin: (_, first) => seen.push([...first]) < 0,
      add: (record) => void seen.push(Array.from({ length: record.count }, (_, cell) => record.text(cell))),
    }
    const source = await openSource(fixture(`${program}.xlsx`))
    await readXlsx(source, sink, { seen: () => undefined, sheet: 'PEDE2022' })
    expect(seen).toEqual(JSON.parse(readFileSync(fixture('expected.json'), 'utf8')))
    expect(source.info().sha256).toMatch(/^[\da-f]{64}$/)
  },
)

test('readTable() reads the sheet of the project, by the headings of the school, and counts what it cannot use', async () => {
  const { table, report } = await read(book({ 'Leia-me': [['Nada']], PEDE2022: [headings, ...students] }))
  const rows = [0, 1, 2].map((row) => [...table.columns.values()].map((data) => cellValue(data, row)))
  expect(rows).toEqual([
    ['S-1', 1, 'menina', 'Sim'],
    ['S-2', 7, 'menino', 'Não'],
    ['S-3', null, null, 'Não'],
  ])
  const [, fase, genero] = report.columns
  expect(fase?.problems).toEqual([{ problem: 'marker', count: 1, examples: ['#DIV/0!'] }])
  expect(genero?.problems).toEqual([{ problem: 'unknown-category', count: 1, examples: ['Outro'] }])
  expect(genero).toMatchObject({ repaired: 0 })
})

test('readTable() takes a number for the one that was meant, however many digits the program wrote', async () => {
  const cells = (row: number, value: string) =>
    `<row r="${row}"><c r="A${row}"><v>${value}</v></c><c r="B${row}"><v>7.0999999999999996</v></c></row>`
  const path = book({
    A: `<sheetData>${rowXml(['id', 'score'])}${cells(2, '1')}${cells(3, '20')}</sheetData>`,
  })
  const columns = { id: column.integer({}), score: column.text({}) }
  const { table } = await readTable([path], { columns }, { requireTarget: false, synthetic: false })
  expect([
    cellValue(table.columns.get('score') as ColumnData, 1),
    cellValue(table.columns.get('id') as ColumnData, 1),
  ]).toEqual(['7.1', 20])
})

test('readTable() keeps each digit of a number that names somebody, and finds the code whose zeros Excel took', async () => {
  const cells = (row: number, id: string, code: string) =>
    `<row r="${row}"><c r="A${row}"><v>${id}</v></c><c r="B${row}"><v>${code}</v></c></row>`
  const rows = [
    cells(2, '1582218195625938901', '1100015'),
    cells(3, '1582218195625938902', '1310100'),
    cells(4, '1.5E3', '1100015.0'),
  ]
  const path = book({ A: `<sheetData>${rowXml(['id', 'code'])}${rows.join('')}</sheetData>` })
  const columns = {
    id: column.identifier({}),
    code: column.category({ categories: ['1100015', '01310100'] }),
  }
  const { table } = await readTable([path], { columns }, { requireTarget: false, synthetic: false })
  const shown = (name: string) =>
    [0, 1, 2].map((row) => cellValue(table.columns.get(name) as ColumnData, row))
  expect(shown('id')).toEqual(['1582218195625938901', '1582218195625938902', '1500'])
  expect(shown('code')).toEqual(['1100015', '01310100', '1100015'])
})

test('readTable() needs no name for the only sheet, and reads past titles merged beside the table', async () => {
  const sheet = `<sheetData>${[[...headings, '', 'Nota'], ...students].map(rowXml).join('')}</sheetData><mergeCells><mergeCell ref="E1:E3"/></mergeCells>`
  expect((await read(book({ Planilha1: sheet }))).table.rowCount).toBe(3)
})

const merged = (ref: string, rows: readonly (readonly string[])[]): string => {
  return `<sheetData>${rows.map(rowXml).join('')}</sheetData><mergeCells count="1"><mergeCell ref="${ref}"/></mergeCells>`
}

test.each([
  {
    of: 'a workbook without the sheet',
    sheets: { PEDE2023: [headings], 'PEDE 2022': [headings, ...students] },
    code: 'sheet-not-found',
    en: 'The workbook turma.xlsx does not have the sheet "PEDE2022". Sheets: "PEDE2023", "PEDE 2022". Choose the sheet with the table: --sheet NAME (over HTTP, ?sheet=NAME), or data.sheet in lapidary.config.ts.',
    pt: 'A planilha turma.xlsx não tem a aba "PEDE2022". Abas: "PEDE2023", "PEDE 2022". Indique a aba que contém a tabela: --sheet NOME (por HTTP, ?sheet=NOME) ou data.sheet em lapidary.config.ts.',
  },
  {
    of: 'headings below rows',
    sheets: { PEDE2022: [students[0] ?? [], headings, ...students] },
    code: 'headings-below-rows',
    en: 'The headings of turma.xlsx are in line 2 (RA, Fase, Gênero, Atingiu PV), below line 1, which looks like a row of data.',
    pt: 'Os títulos das colunas de turma.xlsx estão na linha 2 (RA, Fase, Gênero, Atingiu PV), abaixo da linha 1, que parece ser uma linha de dados.',
  },
  {
    of: 'headings shifted over other cells',
    sheets: { PEDE2022: [['', ...headings], ...students.map((row) => [...row, ''])] },
    code: 'no-usable-cells',
    en: 'None of the 3 rows of turma.xlsx has a valid value in these columns: fase, genero. The headings are probably above the wrong cells. Check that each heading is above its own values.',
    pt: 'Nenhuma das 3 linhas de turma.xlsx tem um valor válido nestas colunas: fase, genero. Os títulos provavelmente estão sobre as células erradas. Confira se cada título está acima dos seus valores.',
  },
  {
    of: 'a heading that is misspelt',
    sheets: { PEDE2022: [['RA', 'Fasse', 'Gênero', 'Atingiu PV'], ...students] },
    code: 'missing-columns',
    en: 'The file turma.xlsx does not have these columns: fase / Fase. Unknown columns in it: Fasse. Similar names: fase ≈ Fasse, Fase ≈ Fasse. Rename or add the missing ones. Cells may be empty.',
    pt: 'Faltam estas colunas no arquivo turma.xlsx: fase / Fase. Colunas desconhecidas nele: Fasse. Nomes parecidos: fase ≈ Fasse, Fase ≈ Fasse. Renomeie ou acrescente as que faltam. As células podem ficar vazias.',
  },
  {
    of: 'one column under two of its headings',
    sheets: { PEDE2022: [[...headings, 'fase'], ...students] },
    code: 'duplicate-columns',
    en: 'The header of turma.xlsx repeats these columns: fase, Fase. Each column must have a name of its own. Rename or remove the repeated ones.',
    pt: 'O cabeçalho de turma.xlsx repete estas colunas: fase, Fase. Cada coluna precisa de um nome próprio. Renomeie ou remova as repetidas.',
  },
  {
    of: 'merged cells under a heading',
    sheets: { PEDE2022: merged('B2:B4', [headings, ...students]) },
    code: 'merged-cells',
    en: 'The sheet "PEDE2022" of turma.xlsx has merged cells: B2:B4. Only the first cell of a merged range has a value, and the others are read as empty. Unmerge them and write the value into each cell.',
    pt: 'A aba "PEDE2022" de turma.xlsx tem células mescladas: B2:B4. Só a primeira célula de um intervalo mesclado tem valor, e as outras são lidas como vazias. Desfaça a mesclagem e escreva o valor em cada célula.',
  },
  {
    of: 'merged headings',
    sheets: { PEDE2022: merged('B1:C1', [['RA', 'Fase e gênero', '', 'Atingiu PV'], ...students]) },
    code: 'merged-cells',
    en: 'The sheet "PEDE2022" of turma.xlsx has merged cells: B1:C1. Only the first cell of a merged range has a value, and the others are read as empty. Unmerge them and write the value into each cell.',
    pt: 'A aba "PEDE2022" de turma.xlsx tem células mescladas: B1:C1. Só a primeira célula de um intervalo mesclado tem valor, e as outras são lidas como vazias. Desfaça a mesclagem e escreva o valor em cada célula.',
  },
  {
    of: 'an empty sheet',
    sheets: { PEDE2022: '<sheetData/>' },
    code: 'empty-file',
    en: 'It must have a header line and rows below it.',
    pt: 'Ele precisa de uma linha de cabeçalho',
  },
])('readTable() refuses $of', async ({ sheets, code, en, pt }) => {
  const error = await refusal(book(sheets))
  expect(error.code).toBe(code)
  expect(error.messageIn('en')).toContain(en)
  expect(error.messageIn('pt-BR')).toContain(pt)
})

test('readTable() says that a workbook has a password', async () => {
  const error = await refusal(fixture('locked.xlsx'))
  expect(error.messageIn('en')).toBe(
    'The workbook locked.xlsx is protected by a password. Only workbooks without one can be read. Save a copy without the password (File, Info, Protect Workbook) and use the copy.',
  )
  expect(error.messageIn('pt-BR')).toBe(
    'A planilha locked.xlsx está protegida por senha. Só é possível ler planilhas sem senha. Salve uma cópia sem a senha (Arquivo, Informações, Proteger Pasta de Trabalho) e use a cópia.',
  )
})

const sheetOf = (xml: string): Buffer => zipOf(workbookParts({ PEDE2022: xml }))
const headingRow = `<sheetData>${rowXml(headings)}`

test.each([
  [
    'a workbook that is cut short',
    sheetOf('<sheetData/>').subarray(0, 600),
    'unreadable-file',
    'its end is missing',
  ],
  ['XML that is cut short', sheetOf(`${headingRow}<row r="2`), 'unreadable-file', 'its XML ends too early'],
  [
    'a document type, which could hold a bomb',
    sheetOf('<!DOCTYPE a [<!ENTITY b "bb">]>'),
    'unreadable-file',
    'declares a document type',
  ],
  [
    'a row that no sheet has',
    sheetOf(`${headingRow}<row r="999999999"><c r="A999999999"><v>1</v></c></row>`),
    'unreadable-file',
    'row 999999999',
  ],
  [
    'a column that no sheet has',
    sheetOf(`${headingRow}<row r="2"><c r="ZZZ2"><v>1</v></c></row>`),
    'unreadable-file',
    'cell ZZZ2',
  ],
  [
    'a text that is not there',
    sheetOf('<sheetData><row><c t="s"><v>7</v></c></row>'),
    'unreadable-file',
    'no text number 7',
  ],
  [
    'a part that is larger than it says',
    zipOf(workbookParts({ A: [headings] }), { 'xl/sheet0.xml': 20 }),
    'unreadable-file',
    'does not have the size',
  ],
  ['another archive', zipOf({ 'word/document.xml': '<a/>' }), 'binary-file', 'Word (.docx)'],
  ['any archive', zipOf({ 'a.txt': 'a' }), 'binary-file', 'it looks like ZIP'],
  [
    'an old workbook',
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
    'binary-file',
    'Excel (.xls)',
  ],
])('readTable() refuses %s', async (_, content, code, reason) => {
  const error = await refusal(write(content))
  expect(error.message).toContain(reason)
  expect(error.code).toBe(code)
  if (code === 'unreadable-file') expect(error.messageIn('pt-BR')).not.toMatch(/\b(?:its?|the)\b/)
})

test('readTable() stops a workbook that unpacks to more than is allowed', async () => {
  const bomb = book({ PEDE2022: `${headingRow}${' '.repeat(40_000_000)}</sheetData>` })
  expect(readFileSync(bomb).length).toBeLessThan(100_000)
  expect((await refusal(bomb, 1_000_000)).code).toBe('body-too-large')
})

/** Styles, shared texts and further parts beside a sheet of the class. */
function bookWith(parts: Readonly<Record<string, string>>, sheet: string): string {
  const plain = workbookParts({ PEDE2022: sheet })
  const relations = Object.keys(parts).map(
    (name) => `<Relationship Id="${name}" Type="/${name}" Target="${name}.xml"/>`,
  )
  const more = Object.fromEntries(Object.entries(parts).map(([name, xml]) => [`xl/${name}.xml`, xml]))
  const rels = (plain['xl/_rels/workbook.xml.rels'] ?? '').replace(
    '</Relationships>',
    `${relations.join('')}</Relationships>`,
  )
  return write(zipOf({ ...plain, ...more, 'xl/_rels/workbook.xml.rels': rels }))
}

test('readTable() takes no time for patterns that a workbook makes hard: formats, ranges and relations', {
  timeout: 120_000, // it takes hours where time grows with the square
}, async () => {
  const rows = students.map(rowXml).join('')
  const format = `<styleSheet><numFmt numFmtId="170" formatCode="${'['.repeat(200_000)}"/><cellXfs><xf numFmtId="170"/></cellXfs></styleSheet>`
  expect((await read(bookWith({ styles: format }, `${headingRow}${rows}</sheetData>`))).table.rowCount).toBe(
    3,
  )
  const digits = `<mergeCells><mergeCell ref="E${'1'.repeat(200_000)}x"/></mergeCells>`
  expect((await read(book({ PEDE2022: `${headingRow}${rows}</sheetData>${digits}` }))).table.rowCount).toBe(3)
  const wide = `<mergeCells>${'<mergeCell ref="F1:ZZZ1"/>'.repeat(10_001)}</mergeCells>`
  const refused = await refusal(book({ PEDE2022: `${headingRow}${rows}</sheetData>${wide}` }))
  expect(refused.message).toContain('it merges cells more than 10000 times')
  const parts = workbookParts({ PEDE2022: `${headingRow}${rows}</sheetData>` })
  const many = (text: string): string => text.repeat(60_000)
  const heavy = write(
    zipOf({
      ...parts,
      'xl/_rels/workbook.xml.rels': (parts['xl/_rels/workbook.xml.rels'] ?? '').replace(
        '<Rel',
        `<Rels>${many('<Relationship Id="x" Type="y" Target="z"/>')}<Rel`,
      ),
      'xl/workbook.xml': (parts['xl/workbook.xml'] ?? '').replace(
        '</sheets>',
        `${many('<sheet name="a" r:id="n"/>')}</sheets>`,
      ),
    }),
  )
  expect((await read(heavy)).table.rowCount).toBe(3)
})

test('readTable() counts a text each time that a cell shares it, and cells that are not written', async () => {
  const shared = `<sst><si><t>${'x'.repeat(30_000)}</t></si></sst>`
  const cells = Array.from({ length: 100 }, () => '<row><c t="s"><v>0</v></c></row>').join('')
  expect(
    (await refusal(bookWith({ sharedStrings: shared }, `${headingRow}${cells}</sheetData>`), 1_000_000)).code,
  ).toBe('body-too-large')
  const far = `<sheetData><row>${headings.map((name) => `<c t="str"><v>${name}</v></c>`).join('')}<c r="XFD1" t="str"><v>far</v></c></row>`
  const short = '<row><c><v>1</v></c></row>'.repeat(100)
  expect((await refusal(book({ PEDE2022: `${far}${short}</sheetData>` }), 1_000_000)).code).toBe(
    'body-too-large',
  )
  const blank = `<sst><si><t>${' '.repeat(1_000_000)}</t></si></sst>`
  const blanks = '<row><c t="s"><v>0</v></c></row>'.repeat(40_000)
  expect(
    (await refusal(bookWith({ sharedStrings: blank }, `${headingRow}${blanks}</sheetData>`), Infinity)).code,
  ).toBe('header-only')
})

test('readTable() takes a name that XML does not know as it is written', async () => {
  const path = book({
    PEDE2022: `${headingRow}<row><c t="str"><v>&constructor;</v></c><c><v>1</v></c><c t="str"><v>Menina</v></c></row></sheetData>`,
  })
  expect(cellValue((await read(path, false)).table.columns.get('id') as ColumnData, 0)).toBe('&constructor;')
})

test('readTable() takes a class to score without the target, by the names of a request too', async () => {
  const path = book({ Turma: [['id', 'fase', 'Gênero'], ...students.map((row) => row.slice(0, 3))] })
  const { table, rowProblems } = await readRows(path, schema)
  expect(table.rowCount).toBe(3)
  expect([...rowProblems.keys()]).toEqual([2])
})
