import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readRaw } from '../../src/init/raw-table.ts'
import { runCli } from '../kit/run-cli.ts'
import { tempFolder } from '../kit/temp-folder.ts'

const shared = resolve('../shared/cases/16-workbook')
const there = existsSync(shared)
if (!there)
  process.stderr.write(
    'SKIPPED: case 16, because ../shared/cases is not there; src/data/readers/xlsx tests workbooks of this kind\n',
  )

test.skipIf(!there)('formulas that no program computed are counted wherever the file is read', { timeout: 60_000 }, async () => {
  const project = join(tempFolder(), 'p')
  const file = join(shared, 'formula_no_cache.xlsx')
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

test.skipIf(!there)(
  'the sheet with the table is chosen and named, and its cells are what they are',
  { timeout: 60_000 },
  async () => {
    const project = join(tempFolder(), 'p')
    const file = join(shared, 'many.xlsx')
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
    const texts = (name: string): readonly string[] => columns.find((column) => column.name === name)?.texts ?? []
    expect(rowCount).toBe(240)
    expect(texts('cliente')[0]).toBe('00000')
    expect(texts('entrada').every((text) => /^2023-\d\d-\d\d$/.test(text))).toBe(true)
    expect(texts('taxa').slice(0, 3)).toEqual(['0', '0.01', '0.02'])
    const ratio = columns.find(({ name }) => name === 'razao')
    expect(ratio?.counts[ratio.texts.indexOf('#DIV/0!')]).toBe(16)
    expect([...texts('bom')].sort()).toEqual(['FALSE', 'TRUE'])
  },
)
