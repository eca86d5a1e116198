import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Learner, logisticRegression, multilayerPerceptron, type Project, randomForest } from 'lapidary'
import { beforeAll, expect, it } from 'vitest'
import { readTable } from '../../src/data/readers/read-table.ts'
import { groupsOf } from '../../src/data/split/split.ts'
import type { TrainingTable } from '../../src/learner/learner.ts'
import { takeFeatureRows } from '../../src/model/features.ts'
import type { Estimate } from '../../src/task/classification/evaluation.ts'
import { measureAtThreshold, takeClassScores } from '../../src/task/classification/threshold.ts'
import { FeatureBuilder } from '../../src/project/feature-builder.ts'
import { repeatFolds } from '../../src/train/evaluate/repeated-folds.ts'
import config from './lapidary.config.ts'

const project = config as unknown as Project
type Students = TrainingTable & { readonly groups: Int32Array }
let students: Students

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
  try {
    const path = join(folder, 'students.csv')
    writeFileSync(path, [...(project.data.generate?.({ rows: 860, seed: project.seed }) ?? [])].join(''))
    const { table } = await readTable([path], project, { requireTarget: true, synthetic: true })
    const target = table.columns.get(project.target)
    if (target?.kind !== 'category') throw new TypeError('The target is a category.')
    students = {
      ...new FeatureBuilder(project).ofTable(table),
      target: Uint8Array.from(target.codes),
      classes: target.categories,
      groups: groupsOf(table, project.entity),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** Predicts each student of five folds by a model that was not trained on them. */
async function measure(learner: Learner, table: Students = students) {
  const context = { seed: 3, threads: 2 }
  const { evaluation, repeats } = await repeatFolds({
    plan: { folds: 5, repeats: 1 },
    learner,
    table,
    measured: table,
    context,
  })
  const scores = repeats.map((probabilities) => takeClassScores(probabilities, 2, 1))
  const { f1 } = measureAtThreshold({ positive: table.target, repeats: scores, groups: table.groups }, 0.5, {
    seed: 1,
  })
  const { macro_auc: auc, log_loss: loss, accuracy } = evaluation.metrics
  return { auc: auc as Estimate, loss, accuracy, f1: f1 as Estimate }
}

/** One of the grid's networks, as the project fits it. */
const network = multilayerPerceptron({
  hiddenLayers: [64],
  dropout: 0.3,
  learningRate: 1e-3,
  batchSize: 32,
  oversample: true,
})

it.each<[string, Learner, auc: number, loss: number, f1: number]>([
  ['a logistic regression', logisticRegression(), 0.903, 0.27, 0.593],
  ['a forest', randomForest({ trees: 100 }), 0.897, 0.272, 0.56],
  ['the network, that learns from copies of the rarer class', network, 0.861, 0.397, 0.588],
])('%s is as good as it is on students that it has not seen', async (_, learner, auc, loss, f1) => {
  const found = await measure(learner)
  expect(Math.abs(found.auc.value - auc)).toBeLessThan(0.015)
  expect(Math.abs(found.loss.value - loss)).toBeLessThan(0.03)
  expect(Math.abs(found.f1.value - f1)).toBeLessThan(0.04)
  // Clearly better than guessing, but the second digit is uncertain: 860 students are few.
  expect(found.auc.low).toBeGreaterThan(0.8)
  expect(found.auc.high).toBeLessThan(0.95)
  expect(found.f1.high - found.f1.low).toBeGreaterThan(0.08)
})

it('copies drawn before the split, as the reference drew them, would make a forest look nearly perfect', async () => {
  const rows = [...students.target.keys()].flatMap((row) =>
    students.target[row] === 1 ? [row, row, row, row, row] : [row],
  )
  const target = Uint8Array.from(rows, (row) => students.target[row] as number)
  const copied = {
    ...takeFeatureRows(students, Int32Array.from(rows)),
    target,
    classes: students.classes,
    groups: Int32Array.from(rows.keys()),
  }
  const deep = randomForest({ trees: 40, maxDepth: 40, minLeaf: 1 })
  const [honest, leaking] = [await measure(deep), await measure(deep, copied)]
  expect(leaking.auc.value).toBeGreaterThan(0.98)
  expect(leaking.f1.value).toBeGreaterThan(honest.f1.value + 0.3)
})
