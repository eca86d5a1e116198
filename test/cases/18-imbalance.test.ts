import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../kit/run-cli.ts'
import { tempFolder } from '../kit/temp-folder.ts'

const shared = resolve('../shared/cases/18-imbalance-1-1000/tx.csv')
if (!existsSync(shared)) process.stderr.write('SKIPPED: case 18, because ../shared/cases is not there\n')

/** One row in two hundred is of the class that is asked for, and lies a little higher. */
function made(): string {
  const path = join(tempFolder(), 'tx.csv')
  const rows = Array.from({ length: 6000 }, (_, i) => {
    const isFraud = i % 200 === 7
    return `${((i * 7919) % 10007) / 10},${(i * 31) % 24},${isFraud ? 'sim' : 'nao'}`
  })
  writeFileSync(path, `valor,hora,fraude\n${rows.join('\n')}\n`)
  return path
}

test.each([
  ['a table made here', true, made],
  ['tx.csv', existsSync(shared), () => shared],
] as const)('accuracy does not stand alone for a rare class: %s', { timeout: 120_000 }, async (_, there, file) => {
  if (!there) return
  const folder = tempFolder()
  const run = (...args: string[]) => runCli(args, { DATA_DIR: join(folder, 'data') })
  const project = join(folder, 'project')
  expect((await run('init', file(), project, '--target', 'fraude')).code).toBe(0)
  const { stdout, code, stderr } = await run('train', project)
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(/^ {2}balanced accuracy +[01]\.\d{3} {2}\[.+\] {3}guessing 0\.500$/m)
  expect(stdout).toMatch(/^ {2}average precision +[01]\.\d{3} {2}\[.+\] {3}guessing 0\.00\d$/m)
  expect(stdout).toMatch(
    /^WARNING: Accuracy is not informative here: always predicting "nao" reaches 0\.99\d\. Judge by balanced accuracy, .+ and by average precision of "sim", /m,
  )
  const json = (await run('train', project, '--json')).json()
  expect(json).toMatchObject({ warnings: expect.arrayContaining([expect.objectContaining({ warning: 'imbalanced-target' })]) })
})
