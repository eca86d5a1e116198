import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChildServer, runOrFail, startChildServer } from '../kit/child-server.ts'
import { runCli } from '../kit/run-cli.ts'
import type { ProjectInfo } from '../../src/client/client.ts'
import { languages } from '../../src/base/text/localized-text.ts'
import { resultRows } from '../../web/src/features/score-file/result/result-rows.ts'
import { textsIn } from '../../web/src/lib/i18n/format.ts'
import { writeSpreadsheetCsv } from '../../web/src/features/score-file/table-file/spreadsheet-csv.ts'

/**
 * A project of its own, whose training lost 30 % of one column, 5 % of another and nothing of the
 * rest.
 */
const root = mkdtempSync(join(tmpdir(), 'lapidary-'))
const folder = join(root, 'project')
const dataDir = join(root, 'data')
const environment = { DATA_DIR: dataDir }
let server: ChildServer

const config = `import { column, defineProject, logisticRegression } from 'lapidary'
export default defineProject({
  name: 'lossy', title: { en: 'Lossy', 'pt-BR': 'Com perdas' }, model: 'LossyModel', requestSchema: 'LossyData',
  columns: {
    id: column.identifier({}),
    taxpayer: column.integer({ personal: true }),
    bmi: column.number({ label: { en: 'Body mass index', 'pt-BR': 'Índice de massa corporal' } }),
    dose: column.number({ min: 0, max: 100 }),
    sex: column.category({
      categories: ['F', 'M'],
      label: { en: 'Sex', 'pt-BR': 'Sexo' },
      categoryLabels: { F: { en: 'Female', 'pt-BR': 'Feminino' }, M: { en: 'Male', 'pt-BR': 'Masculino' } },
    }),
    outcome: column.category({ categories: ['low', 'high'] }),
  },
  entity: 'id', target: 'outcome', learner: logisticRegression(), data: { files: ['train.csv'] },
})
`

interface Cells {
  readonly taxpayer?: string
  readonly bmi?: string
  readonly dose?: string
  readonly sex?: string
}
const heading = 'id,taxpayer,bmi,dose,sex'
const row = (
  index: number,
  { taxpayer = '1', bmi = `${20 + (index % 17)}.5`, dose = `${index % 50}`, sex }: Cells = {},
): string => [`c${index}`, taxpayer, bmi, dose, sex ?? (index % 2 === 0 ? 'F' : 'M')].join(',')
const rows = (count: number, change: (index: number) => Cells): string =>
  `${[heading, ...Array.from({ length: count }, (_, index) => row(index, change(index)))].join('\n')}\n`
const write = (name: string, text: string): string => {
  const path = join(root, name)
  writeFileSync(path, text)
  return path
}
const output = join(root, 'scored.csv')
const predict = (file: string, ...more: string[]) =>
  runCli(['predict', folder, file, '--output', output, ...more], environment)

beforeAll(async () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'lapidary.config.ts'), config)
  const trained = Array.from({ length: 400 }, (_, index) => {
    const cells = { ...(index % 10 < 3 && { dose: '9999' }), ...(index % 20 === 0 && { bmi: 'n.d.' }) }
    return `${row(index, cells)},${index % 17 > 8 !== (index % 5 === 0) ? 'high' : 'low'}`
  })
  writeFileSync(join(folder, 'train.csv'), `${heading},outcome\n${trained.join('\n')}\n`)
  await runOrFail(['train', folder], environment)
  server = await startChildServer(folder, dataDir)
})
afterAll(async () => {
  await server?.close()
  rmSync(root, { recursive: true, force: true })
})

test('training shows lost cells by column in a table, and in --json', async () => {
  const result = await runCli(['train', folder, '--no-promote'], environment)
  expect(result.stdout).toMatch(/^bmi +20 of 400 +5\.0% {2}not a number "n\.d\."$/m)
  expect(result.stdout).toMatch(/^dose +120 of 400 +30\.0% {2}out of range "9999"$/m)
  const json = (await runCli(['train', folder, '--no-promote', '--json'], environment)).json()
  expect(json['lost_cells']).toMatchObject([
    { name: 'bmi', cells: 400, lost: 20, share: 0.05 },
    { name: 'dose', cells: 400, lost: 120, share: 0.3 },
  ])
})

describe('on the command line', () => {
  test('a file that loses as much as the training did is scored, and what is lost is shown', async () => {
    const file = write(
      'usual.csv',
      rows(100, (index) => ({
        ...(index % 10 < 3 && { dose: '-1' }),
        ...(index % 10 === 0 && { sex: 'X', taxpayer: '12-34' }),
      })),
    )
    const { code, stdout, stderr } = await predict(file)
    expect([code, stderr]).toEqual([0, expect.stringContaining('count as missing')])
    expect(stderr).toMatch(/^dose +30 of 100 +30\.0% +30\.0% {2}out of range "-1"$/m)
    expect(stderr).toMatch(/^sex +10 of 100 +10\.0% +0\.0% {2}unknown category "X"$/m)
    expect(stderr, 'personal cells are read past').not.toMatch(/taxpayer|12-34/)
    expect(stdout).toContain(
      '100 rows scored by LossyModel version 1, 0 rows without a prediction, 40 cells lost in 2 columns',
    )
  })

  test('one that loses clearly more is refused, names the column and writes nothing; --accept-lost scores it', async () => {
    rmSync(output, { force: true })
    const file = write(
      'seventy.csv',
      rows(100, (index) => ({ ...(index % 10 < 6 && { dose: '1.5e' }) })),
    )
    const refused = await predict(file, '--json')
    expect([refused.code, existsSync(output)]).toEqual([1, false])
    expect(refused.json()).toMatchObject({
      error: {
        code: 'lost-cells',
        fields: [
          {
            field: 'dose',
            message: expect.stringMatching(/^60 of 100 cells are lost, 60\.0%; in training 30\.0%\./),
            seen: ['1.5e'],
          },
        ],
      },
    })
    const accepted = await predict(file, '--accept-lost', '--json')
    expect(accepted.json()).toMatchObject({
      rows: 100,
      lost_cells: [{ name: 'dose', lost: 60, is_excessive: true }],
    })
    expect(readFileSync(output, 'utf8').trimEnd().split('\n')).toHaveLength(101)
  })

  test('decimal commas under a point are not lost silently, unseen categories are counted', async () => {
    const text = rows(60, (index) => ({ ...(index % 2 === 0 && { sex: 'X' }) })).replaceAll(',', ';')
    const { code, stderr } = await predict(write('categories.csv', text))
    expect(code).toBe(1)
    expect(stderr).toContain(
      'sex: 30 of 60 cells are lost, 50.0%; in training 0.0%. Reason: unknown category ("X").',
    )
  })

  test('one wrong row of three stops nothing, and a missing column is named', async () => {
    const few = rows(3, (index) => ({ ...(index === 1 && { bmi: 'x' }) }))
    expect((await predict(write('few.csv', few))).code).toBe(0)
    const without = rows(20, () => ({})).replace(/^(c?[^,]*,[^,]*),[^,]*,/gm, '$1,')
    const { code, stderr } = await predict(write('without.csv', without))
    expect([code, stderr]).toEqual([0, expect.stringContaining('missing in every row: bmi')])
  })

  test('a file without a single prediction is an error, and its output says why', async () => {
    const lines = rows(5, () => ({})).replaceAll(/,[FM]$/gm, '')
    const failed = await predict(write('narrow.csv', lines), '--json')
    expect([failed.code, failed.json()]).toMatchObject([1, { error: { code: 'no-row-scored' } }])
    expect(failed.stderr + failed.stdout).toContain('None of the 5 rows of narrow.csv has a prediction.')
    expect(readFileSync(output, 'utf8')).toContain('The row has 4 cells, but the header has 5.')
    const usable = `${lines}${row(9)}\n`
    expect((await predict(write('one-usable.csv', usable))).code).toBe(0)
  })

  test('labels in any language are headings', async () => {
    const plain = rows(20, () => ({}))
    await predict(write('plain.csv', plain))
    const expected = readFileSync(output, 'utf8')
    const { stdout } = await predict(
      write('labels.csv', plain.replace('bmi', 'Índice de massa corporal').replace('sex', 'Sex')),
    )
    expect(readFileSync(output, 'utf8')).toBe(expected)
    expect(stdout).toContain('headings: "Índice de massa corporal" is bmi, "Sex" is sex')
  })
})

describe('over HTTP', () => {
  const lossy = () =>
    new Blob([rows(40, (index) => ({ ...(index % 2 === 0 && { bmi: '26;1' }), taxpayer: 'x1y2' }))])
  const path = '/v1/models/LossyModel/predict-file'
  const logged = async (): Promise<number> => {
    const response = await server.send('/v1/predictions?limit=500')
    return ((await response.json()) as { items: unknown[] }).items.length
  }

  test('inspect-file returns the losses of scoring, predict-file refuses them in the language of the caller, and logs nothing', async () => {
    const inspected = await server.send(path.replace('predict-file', 'inspect-file'), {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: lossy(),
    })
    const report = await inspected.json()
    expect(report, JSON.stringify(report)).toMatchObject({
      rows: 40,
      needs_acceptance: true,
      lost_cell_count: 20,
      reading: { kind: 'csv', separator: ',' },
      lost_cells: [
        {
          name: 'bmi',
          cells: 40,
          lost: 20,
          share: 0.5,
          training_share: 0.05,
          is_excessive: true,
          problems: [{ problem: 'not-a-number', count: 20, examples: ['26;1'] }],
        },
      ],
    })
    expect(JSON.stringify(report)).not.toContain('x1y2')
    const headers = { 'content-type': 'text/csv', 'accept-language': 'pt-BR' }
    const refused = await server.send(path, { method: 'POST', headers, body: lossy() })
    const problem = (await refused.json()) as { detail: string }
    expect(refused.status).toBe(422)
    expect(problem).toMatchObject({ code: 'lost-cells', errors: [{ field: 'bmi', seen: ['26;1'] }] })
    expect(problem.detail).toContain(
      'estas colunas têm muito mais células inválidas do que no treinamento: bmi',
    )
    expect(JSON.stringify(problem)).toContain('20 de 40 células são inválidas, 50,0%; no treinamento, 5,0%')
    expect(await logged()).toBe(0)
  })

  test('accept_lost=true scores it, and headers count what was lost', async () => {
    const response = await server.send(`${path}?accept_lost=true`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: lossy(),
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-lost-cells')).toBe('bmi=20')
    expect((await response.text()).trimEnd().split('\n')).toHaveLength(41)
    expect(await logged()).toBe(40)
  })

  test('a file without a single prediction is refused with the first reason, in the language of the caller, and logs nothing', async () => {
    const lines = rows(5, () => ({})).replaceAll(/,[FM]$/gm, '')
    const before = await logged()
    const send = (body: string) => {
      const headers = { 'content-type': 'text/csv', 'accept-language': 'pt-BR' }
      return server.send(path, { method: 'POST', headers, body })
    }
    const refused = await send(lines)
    expect(refused.status).toBe(422)
    const problem = (await refused.json()) as { code: string; detail: string }
    expect(problem.code).toBe('no-row-scored')
    expect(problem.detail).toMatch(
      /^Nenhuma das 5 linhas de .* O primeiro motivo, da linha 1: A linha tem 4 células/,
    )
    expect(await logged()).toBe(before)
    const scored = await send(`${lines}${row(9)}\n`)
    expect([scored.status, (await scored.text()).trimEnd().split('\n').length]).toEqual([200, 7])
    expect(await logged()).toBe(before + 1)
  })

  test.each(languages)('the download of the page in %s is scored as the file was', async (language) => {
    const send = async (body: Blob): Promise<Blob> => {
      const response = await server.send(`${path}?inputs=true`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body,
      })
      expect(response.status).toBe(200)
      expect(response.headers.get('x-unusable-cells')).toBe('0')
      return await response.blob()
    }
    const project = (await (await server.send('/v1/project')).json()) as ProjectInfo
    const scored = await send(new Blob([rows(40, () => ({}))]))
    const texts = textsIn(language)
    const download = await writeSpreadsheetCsv(resultRows(scored, { project, features: [] }, texts), language)
    expect(await download.text()).toContain(language === 'en' ? 'Female' : 'Masculino')
    expect(await (await send(download)).text()).toBe(await scored.text())
  })
})
