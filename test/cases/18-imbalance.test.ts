import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../kit/run-cli.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { frauds } from './case-tables.ts'

test('accuracy does not stand alone for a rare class', { timeout: 120_000 }, async () => {
  const folder = tempFolder()
  const run = (...args: string[]) => runCli(args, { DATA_DIR: join(folder, 'data') })
  const project = join(folder, 'project')
  const file = join(folder, 'tx.csv')
  writeFileSync(file, frauds(6000, 30))
  expect((await run('init', file, project, '--target', 'fraude')).code).toBe(0)
  const { stdout, code, stderr } = await run('train', project)
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(/^ {2}balanced accuracy +[01]\.\d{3} {2}\[.+\] {3}guessing 0\.500$/m)
  expect(stdout).toMatch(/^ {2}average precision +[01]\.\d{3} {2}\[.+\] {3}guessing 0\.00\d$/m)
  expect(stdout).toMatch(
    /^WARNING: Accuracy is not informative here: always predicting "nao" reaches 0\.99\d\. Judge by balanced accuracy, .+ and by average precision of "sim", /m,
  )
  const json = (await run('train', project, '--json')).json()
  expect(json).toMatchObject({
    warnings: expect.arrayContaining([expect.objectContaining({ warning: 'imbalanced-target' })]),
  })
})
