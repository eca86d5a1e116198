import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../kit/run-cli.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { patients } from './case-tables.ts'

test('files with other columns, marks and categories are read right, or refused by name', async () => {
  const folder = tempFolder()
  const project = join(folder, 'project')
  for (const [name, text] of Object.entries(patients())) writeFileSync(join(folder, `${name}.csv`), text)
  const environment = { DATA_DIR: join(folder, 'data') }
  for (const args of [
    ['init', join(folder, 'train.csv'), project],
    ['train', project],
  ]) {
    const { code, stderr } = await runCli(args, environment)
    expect(code, stderr).toBe(0)
  }
  const output = (name: string): string => join(folder, `${name}.out.csv`)
  const predict = (name: string, ...more: string[]) =>
    runCli(['predict', project, join(folder, `${name}.csv`), '--output', output(name), ...more], environment)
  expect((await predict('same')).stdout).toContain('0 cells lost in 0 columns')

  const missing = await predict('missing')
  expect([missing.code, missing.stderr]).toEqual([
    0,
    expect.stringContaining('Not in the file, and missing in every row: bmi'),
  ])

  const unseen = await predict('newcat')
  expect([unseen.code, existsSync(output('newcat'))]).toEqual([1, false])
  expect(unseen.stderr).toContain(
    'sex: 40 of 80 cells are lost, 50.0%; in training 0.0%. Reason: unknown category ("X").',
  )
  expect((await predict('newcat', '--accept-lost', '--json')).json()).toMatchObject({
    lost_cells: [{ name: 'sex', lost: 40 }],
  })

  const comma = await predict('comma')
  expect(comma.code, comma.stderr).toBe(0)
  expect(comma.stdout).toContain('the other decimal mark in bmi')
  expect(readFileSync(output('comma'), 'utf8')).toBe(readFileSync(output('same'), 'utf8'))
})
