import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Project } from 'lapidary'
import { expect, it } from 'vitest'
import { readTable } from '../../src/data/readers/read-table.ts'
import { cellValue } from '../../src/data/table.ts'
import { readRows } from '../../test/kit/read-rows.ts'
import { workbookParts, zipOf } from '../../test/kit/workbook.ts'
import { modalStone } from './categories.ts'
import { columns } from './columns.ts'
import { generate } from './generator/generate.ts'
import config from './lapidary.config.ts'

const project = config as unknown as Project
const sheet = [...generate({ rows: 40, seed: 5 })]
  .join('')
  .trimEnd()
  .split('\n')
  .map((line) => line.split(','))

async function read(name: string, content: string | Buffer) {
  return await withFile(name, content, (path) =>
    readTable([path], project, { requireTarget: true, synthetic: true }),
  )
}

async function withFile<T>(
  name: string,
  content: string | Buffer,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
  try {
    writeFileSync(join(folder, name), content)
    return await work(join(folder, name))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The workbook of the NGO has other sheets too. */
function workbook(change: (rows: string[][]) => void = () => undefined): Buffer {
  const rows = structuredClone(sheet)
  change(rows)
  return zipOf(workbookParts({ PEDE2022: rows, PEDE2023: [['RA']], PEDE2024: [['RA']] }))
}

/** Changes the cell of a student, from 1, under a heading. */
const set = (heading: string, student: number, text: string) => (rows: string[][]) => {
  ;(rows[student] as string[])[(rows[0] as string[]).indexOf(heading)] = text
}

it('reads the same from the workbook, from the CSV and from a CSV with decimal commas', async () => {
  const [fromWorkbook, fromCsv] = [
    await read('pede.xlsx', workbook()),
    await read('pede.csv', sheet.map((row) => row.join(',')).join('\n')),
  ]
  const commas = sheet.map((row) =>
    row.map((cell) => (/^\d+\.\d+$/.test(cell) ? cell.replace('.', ',') : cell)).join(';'),
  )
  const fromCommas = await read('pede.csv', commas.join('\n'))
  expect(fromWorkbook.table.rowCount).toBe(40)
  expect(fromWorkbook.table).toEqual(fromCsv.table)
  expect(fromWorkbook.table).toEqual(fromCommas.table)
  for (const { name, present } of fromWorkbook.report.columns) expect(present, name).toBe(40)
})

it('keeps no name, and nothing that the sheet tells beside', async () => {
  const { table, report } = await read(
    'pede.xlsx',
    workbook((rows) => rows.forEach((row, i) => row.push(i === 0 ? 'Avaliador1' : 'Avaliador-6'))),
  )
  expect(table.columns.has('nome')).toBe(false)
  expect([...table.columns.keys()]).toEqual(Object.keys(columns).filter((name) => name !== 'nome'))
  expect(report.columns.find(({ name }) => name === 'nome')).toMatchObject({
    personal: true,
    repaired_examples: [],
  })
  expect(JSON.stringify([report.columns, [...table.columns]])).not.toMatch(/Estudante|Avaliador/)
  expect(report.extra_columns).toEqual(['Avaliador1'])
})

it('takes the same word in other spellings, and what a spreadsheet could not compute as missing', async () => {
  const { table, report } = await read(
    'pede.xlsx',
    workbook((rows) => {
      set('Gênero', 1, 'Feminino')(rows)
      set('Gênero', 2, ' MASCULINO ')(rows)
      set('Atingiu PV', 1, 'sim')(rows)
      set('Atingiu PV', 2, 'Nao')(rows)
      set('INDE 22', 1, '#DIV/0!')(rows)
      set('IAA', 2, 'INCLUIR')(rows)
      set('Pedra 20', 1, '#N/A')(rows)
      set('Pedra 21', 1, 'Agata')(rows)
      set('Pedra 22', 1, '#NULO!')(rows)
    }),
  )
  const at = (name: string, row: number) => cellValue(table.columns.get(name) as never, row)
  expect([at('genero', 0), at('genero', 1), at('atingiu_pv', 0), at('atingiu_pv', 1)]).toEqual([
    'menina',
    'menino',
    'Sim',
    'Não',
  ])
  expect([at('score_inde', 0), at('score_iaa', 1), at('pedra_modal', 0)]).toEqual([null, null, 'ágata'])
  const problems = (name: string) => report.columns.find((one) => one.name === name)?.problems
  expect(problems('score_inde')).toEqual([{ problem: 'marker', count: 1, examples: ['#DIV/0!'] }])
  expect(problems('score_iaa')).toEqual([{ problem: 'marker', count: 1, examples: ['INCLUIR'] }])
})

it('takes the most frequent stone of the three years, of equally frequent ones the most recent', () => {
  expect(modalStone(['quartzo', 'quartzo', 'ágata'])).toBe('quartzo')
  expect(modalStone(['quartzo', 'ágata', 'ametista'])).toBe('ametista')
  expect(modalStone(['quartzo', 'ágata', null])).toBe('ágata')
  expect(modalStone([null, null, null])).toBeNull()
})

it('scores a class by the names of a request too, and names the student that lacks a value', async () => {
  const names = Object.entries(columns).filter(([name]) => name !== 'nome' && name !== 'atingiu_pv')
  const values = names.map(([name, column]) =>
    name === 'student_id' ? 'S-1' : String('example' in column ? column.example : ''),
  )
  const broken = values.with(
    names.findIndex(([name]) => name === 'fase'),
    '9',
  )
  const lines = [names.map(([name]) => name), values, broken].map((row) => row.join(';'))
  const { table, rowProblems } = await withFile('turma.csv', lines.join('\n'), (path) =>
    readRows(path, project),
  )
  expect(table.rowCount).toBe(2)
  expect([...rowProblems].map(([row, text]) => [row, text['pt-BR']])).toEqual([
    [1, 'Fase (fase) é obrigatório, mas "9" não é permitido: de 0 a 7.'],
  ])
})
