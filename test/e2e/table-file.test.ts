import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { openSource } from '../../src/data/readers/file-source.ts'
import { readXlsx } from '../../src/data/readers/xlsx/read-xlsx.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { writeSpreadsheetCsv } from '../../web/src/features/score-file/table-file/spreadsheet-csv.ts'
import { writeXlsx, type Cell } from '../../web/src/features/score-file/table-file/xlsx.ts'

const table: readonly (readonly Cell[])[] = [
  ['Cliente', 'Previsão', 'Renda; "anual"', 'Erro'],
  ['007', 'Ação & <b>', 1234.5, null],
  ['=1+1', '+55 11', -0.25, '-x'],
  ["'=já neutro", 'a\nb;c', 0.000001, '\u0000@y\ud800'],
]

const rows = (): AsyncIterable<readonly Cell[]> => Readable.from(table)

test('a workbook is read back as it was written, texts as texts', async () => {
  const path = join(tempFolder(), 'book.xlsx')
  writeFileSync(path, Buffer.from(await (await writeXlsx('Previsões: 2026', rows())).arrayBuffer()))
  const seen: string[][] = []
  await readXlsx(
    await openSource(path),
    {
      begin: (_, first) => seen.push([...first]) < 0,
      add: (record) => void seen.push(Array.from({ length: record.count }, (_, cell) => record.text(cell))),
    },
    { seen: () => undefined },
  )
  expect(seen.map((cells) => [...cells, '', ''].slice(0, 4))).toEqual([
    ['Cliente', 'Previsão', 'Renda; "anual"', 'Erro'],
    ['007', 'Ação & <b>', '1234.5', ''],
    ['=1+1', '+55 11', '-0.25', '-x'],
    ["'=já neutro", 'a\nb;c', '0.000001', '@y\ufffd'],
  ])
})

test('a wide sheet names its columns as Excel does', async () => {
  const wide = [Array.from({ length: 703 }, (_, index) => `c${index}`)]
  const path = join(tempFolder(), 'wide.xlsx')
  writeFileSync(path, Buffer.from(await (await writeXlsx('x', Readable.from(wide))).arrayBuffer()))
  const seen: string[][] = []
  const sink = {
    begin: (_: unknown, first: Iterable<string>) => seen.push([...first]) < 0,
    add: () => undefined,
  }
  await readXlsx(await openSource(path), sink, { seen: () => undefined })
  expect([seen[0]?.[25], seen[0]?.[26], seen[0]?.[702]]).toEqual(['c25', 'c26', 'c702'])
})

test('CSV is what a spreadsheet of the language opens, and holds no formula', async () => {
  const bytes = new Uint8Array(await (await writeSpreadsheetCsv(rows(), 'pt-BR')).arrayBuffer())
  expect(bytes.slice(0, 3)).toEqual(Uint8Array.of(0xef, 0xbb, 0xbf))
  const lines = new TextDecoder().decode(bytes).split('\r\n')
  expect(lines[0]).toBe('Cliente;Previsão;"Renda; ""anual""";Erro')
  expect(lines[1]).toBe('007;Ação & <b>;1234,5;')
  expect(lines[2]).toBe("'=1+1;'+55 11;-0,25;'-x")
  const english = await (await writeSpreadsheetCsv(rows(), 'en')).text()
  expect(english.split('\r\n')[1]).toBe('007,Ação & <b>,1234.5,')
})
