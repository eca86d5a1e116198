import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Evaluation, RareClass } from '../../src/task/classification/evaluation.ts'
import { readRun } from '../kit/read-model-bytes.ts'
import { runCli } from '../kit/run-cli.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { rareClasses } from './case-tables.ts'

test('classes of one to three rows are named and not measured', { timeout: 120_000 }, async () => {
  const folder = tempFolder()
  const [project, DATA_DIR] = [join(folder, 'project'), join(folder, 'data')]
  const run = (...args: string[]) => runCli(args, { DATA_DIR })
  const file = join(folder, 'items.csv')
  writeFileSync(file, rareClasses())
  expect((await run('init', file, project, '--target', 'division')).code).toBe(0)

  const trained = await run('train', project, '--json')
  expect(trained.code, trained.stderr).toBe(0)
  const result = trained.json() as unknown as Evaluation & {
    run_id: string
    warnings: { warning: string; message: string }[]
  }
  const counts = (result.rare_classes as RareClass[]).map(({ class: name, rows }) => [name, rows])
  expect(counts).toEqual([
    ['D', 1],
    ['E', 2],
    ['F', 3],
  ])
  expect(result.metrics.balanced_accuracy).toBeNull()
  expect(result.not_measured?.[0]).toMatchObject({
    metric: 'balanced_accuracy',
    reason: 'class-without-rows',
  })
  expect(result.metrics.accuracy.value).toBeGreaterThan(0.5)
  const message = result.warnings.find(({ warning }) => warning === 'rare-classes')?.message
  expect(message).toMatch(
    /^Too few rows to evaluate "D" \(1 row\), "E" \(2 rows\), "F" \(3 rows\)\. Not measured, because "D" has no training rows or no held-out rows/,
  )

  const [en, pt] = await Promise.all(
    ['model/model-card.md', 'model/model-card.pt-BR.md'].map((path) =>
      readRun(DATA_DIR, result.run_id, path),
    ),
  )
  expect(en?.text).toContain('**Warning:** Too few rows to evaluate "D" (1 row)')
  expect(en?.text).toMatch(/\| Balanced accuracy \| not measured \|/)
  expect(pt?.text).toContain('**Atenção:** Há poucas linhas para avaliar "D" (1 linha)')
  expect(pt?.text).toMatch(/\| Acurácia balanceada \| não medido \|/)

  const text = (await run('train', project, '--cv', '3')).stdout
  expect(text).toContain(`WARNING: ${message}`)
  expect(text).toMatch(/^ {2}macro F1 +not measured/m)
  expect(text).toMatch(/^ {2}macro F1 +not measured {3}mean of 3 folds$/m)
  expect(text).not.toContain('1.000  [1.000, 1.000]')
})
