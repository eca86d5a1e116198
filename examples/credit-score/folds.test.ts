import { type Learner, type Project, randomForest } from 'lapidary'
import { expect, it } from 'vitest'
import { realData } from '../../test/kit/real-data.ts'
import { createCrossSplits } from '../../src/data/split/split.ts'
import { type FeatureTable, takeFeatureRows } from '../../src/model/features.ts'
import { type PreparedTable, prepareTable } from '../../src/train/train.ts'
import config from './lapidary.config.ts'

const project = config as Project
const real = realData('credit-score/train-first10k.csv')

/**
 * Prepares the rows as a training does, without the customer's earlier months if `project` has no
 * columns for them.
 */
async function prepare(project: Project): Promise<PreparedTable> {
  const request = {
    files: [real ?? ''],
    synthetic: false,
    learner: project.learner,
    split: 'entity',
    seed: project.seed,
    threads: 2,
  } as const
  return await prepareTable(project, request, '.', {
    progress: () => undefined,
    signal: new AbortController().signal,
  })
}

const own = Object.entries(project.columns).filter(([, column]) => column.stored !== true)
const { featureViews: _, ...rest } = project
const monthByMonth: Project = { ...rest, columns: Object.fromEntries(own) }

/**
 * Returns accuracy and log-loss of five folds of customers, each predicted from `measured` by a
 * model of the others.
 */
async function measure(prepared: PreparedTable, learner: Learner, ...measured: FeatureTable[]) {
  const { table, learnFrom, target, classes } = prepared
  const scores = measured.map(() => ({ accuracy: 0, loss: 0 }))
  for (const { train, heldOut } of createCrossSplits(
    table,
    project,
    { kind: 'entity', seed: project.seed },
    5,
  )) {
    const labels = Uint8Array.from(train, (row) => target[row] as number)
    const { model } = await learner.fit(
      { ...takeFeatureRows(learnFrom, train), target: labels, classes },
      { seed: project.seed, threads: 2 },
    )
    for (const [i, features] of measured.entries()) {
      const shares = model.predict(takeFeatureRows(features, heldOut))
      const score = scores[i] as { accuracy: number; loss: number }
      heldOut.forEach((row, k) => {
        const given = shares.subarray(k * classes.length, (k + 1) * classes.length)
        const label = target[row] as number
        if (given.indexOf(Math.max(...given)) === label) score.accuracy += 1 / heldOut.length / 5
        score.loss -= Math.log(Math.max(given[label] as number, 1e-15)) / heldOut.length / 5
      })
    }
  }
  return scores
}

// Rows as requests carry them: gaps stay empty. With gaps filled within the customer, on the same
// folds, scikit-learn's forest 100 x depth 10 has 0.666 and 0.732, its best one 0.672 and 0.727.
it.skipIf(real === null)(
  'the default forest reaches accuracy 0.66 and log-loss 0.725 on the real rows, month by month',
  async () => {
    const prepared = await prepare(monthByMonth)
    const [score] = await measure(prepared, randomForest(), prepared.features)
    expect(score?.accuracy).toBeGreaterThan(0.66)
    expect(score?.loss).toBeLessThan(0.725)
  },
)

it.skipIf(real === null)(
  "the project's learner is better with the customer's earlier months, and no worse without them",
  async () => {
    const prepared = await prepare(project)
    const unnamed = prepared.builder.ofTable({
      ...prepared.table,
      columns: new Map([...prepared.table.columns].filter(([name]) => !project.columns[name]?.stored)),
    })
    const [named, nameless] = await measure(prepared, project.learner, prepared.features, unnamed)
    expect(named?.accuracy).toBeGreaterThan(0.66)
    expect(named?.loss).toBeLessThan(0.72)
    expect(nameless?.accuracy).toBeGreaterThan(0.66)
    expect(nameless?.loss).toBeLessThan(0.722)
  },
)
