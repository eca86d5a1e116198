import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRaw } from '../../src/init/raw-table.ts'
import { runCli } from '../kit/run-cli.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { rowXml, type SheetCell, workbookParts, zipOf } from '../kit/workbook.ts'

const counts = Array.from({ length: 240 }, (_, i) => i)

test('formulas that no program computed are counted wherever the file is read', {
  timeout: 60_000,
}, async () => {
  const folder = tempFolder()
  const [file, project] = [join(folder, 'formula.xlsx'), join(folder, 'p')]
  const row = (i: number): string =>
    rowXml([`x${i}`, (i * 37) % 101, i % 2 === 0 ? 'alto' : 'baixo']).replace(
      '</row>',
      i < 200 ? '<c><f>B2*2</f></c></row>' : '</row>',
    )
  const rows = [rowXml(['codigo', 'nota', 'nivel', 'dobro']), ...counts.map(row)]
  writeFileSync(file, zipOf(workbookParts({ Dados: `<sheetData>${rows.join('')}</sheetData>` })))
  const told = '200 formula cells have no saved value: open the file in a spreadsheet program and save it'
  for (const args of [
    ['init', file, project, '--target', 'nivel'],
    ['train', project],
    ['predict', project, file, '--output', join(project, 'out.csv')],
  ]) {
    const { stdout, stderr, code } = await runCli(args, { DATA_DIR: join(project, 'data') })
    expect(code, stderr).toBe(0)
    expect(stdout, args[0]).toContain(told)
  }
})

test('the sheet with the table is chosen and named, and its cells are what they are', {
  timeout: 60_000,
}, async () => {
  const folder = tempFolder()
  const [file, project] = [join(folder, 'many.xlsx'), join(folder, 'p')]
  const row = (i: number): SheetCell[] => [
    String(i).padStart(5, '0'),
    (i % 10) / 100,
    (i * 37) % 101,
    i % 15 === 0 ? '#DIV/0!' : i / 7,
    i % 2 === 0,
  ]
  const cover = [['Relatório'], ['Dados fictícios']]
  const parts = workbookParts({
    Capa: cover,
    Dados: [['cliente', 'taxa', 'idade', 'razao', 'bom'], ...counts.map(row)],
  })
  const errors = (parts['xl/sheet1.xml'] as string).replaceAll(
    /<c t="inlineStr"><is><t>(#DIV\/0!)<\/t><\/is><\/c>/g,
    '<c t="e"><v>$1</v></c>',
  )
  writeFileSync(file, zipOf({ ...parts, 'xl/sheet1.xml': errors }))
  const inited = await runCli(['init', file, project], { DATA_DIR: join(project, 'data') })
  expect(inited.stdout).toContain('sheet "Dados" (beside "Capa")')
  const unknown = await runCli(['init', file, join(project, 'q'), '--sheet', 'Tabela'], {})
  expect([unknown.code, unknown.stderr]).toEqual([
    1,
    expect.stringContaining('does not have the sheet "Tabela". Sheets: "Capa", "Dados".'),
  ])
  const trained = await runCli(['train', project, '--json'], { DATA_DIR: join(project, 'data') })
  expect(trained.code, trained.stderr).toBe(0)
  const { columns, rowCount } = await readRaw(file)
  const texts = (name: string): readonly string[] =>
    columns.find((column) => column.name === name)?.texts ?? []
  expect(rowCount).toBe(240)
  expect(texts('cliente')[0]).toBe('00000')
  expect(texts('taxa').slice(0, 3)).toEqual(['0', '0.01', '0.02'])
  const ratio = columns.find(({ name }) => name === 'razao')
  expect(ratio?.counts[ratio.texts.indexOf('#DIV/0!')]).toBe(16)
  expect([...texts('bom')].sort()).toEqual(['FALSE', 'TRUE'])
})
