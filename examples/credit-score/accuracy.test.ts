import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Project, randomForest } from 'lapidary'
import { expect, it } from 'vitest'
import { realData } from '../../test/kit/real-data.ts'
import { readTable } from '../../src/data/readers/read-table.ts'
import { splitRows } from '../../src/data/split/split.ts'
import { type Table, takeRows } from '../../src/data/table.ts'
import { FeatureBuilder } from '../../src/project/feature-builder.ts'
import config from './lapidary.config.ts'

const project = config as unknown as Project
const learner = randomForest({ trees: 40, maxDepth: 18, minLeaf: 2 })

async function read(path: string): Promise<Table> {
  const { table } = await readTable([path], project, { requireTarget: true, synthetic: true })
  return table
}

function labels(table: Table): Uint8Array {
  const target = table.columns.get(project.target)
  if (target?.kind !== 'category') throw new TypeError('The target is a category.')
  return Uint8Array.from(target.codes)
}

/** Returns the share of held-out rows whose most probable class is the true one. */
async function accuracy(table: Table, kind: 'entity' | 'rows'): Promise<number> {
  const builder = new FeatureBuilder(project)
  const split = splitRows(table, project, { kind, seed: 1 })
  const [train, heldOut] = [takeRows(table, split.train), takeRows(table, split.heldOut)]
  const classes = ['Poor', 'Standard', 'Good']
  const { model } = await learner.fit(
    { ...builder.ofTable(train), target: labels(train), classes },
    { seed: 1, threads: 2 },
  )
  const probabilities = model.predict(builder.ofTable(heldOut))
  const truth = labels(heldOut)
  const right = truth.filter((label, row) => {
    const of = probabilities.subarray(row * 3, row * 3 + 3)
    return of.indexOf(Math.max(...of)) === label
  })
  return right.length / truth.length
}

it('a generated table is as hard to predict as the real one, and leaks as much when it is split by rows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
  try {
    const path = join(folder, 'generated.csv')
    writeFileSync(path, [...(project.data.generate?.({ rows: 20_000, seed: 7 }) ?? [])].join(''))
    const table = await read(path)
    const honest = await accuracy(table, 'entity')
    const leaking = await accuracy(table, 'rows')
    expect(honest).toBeGreaterThan(0.66)
    expect(honest).toBeLessThan(0.74)
    expect(leaking).toBeGreaterThan(honest + 0.06)
    expect(leaking).toBeLessThan(0.86)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

const real = realData('credit-score/train-first10k.csv')
it.skipIf(real === null)('the real rows are learned as scikit-learn learns them', async () => {
  const honest = await accuracy(await read(real ?? ''), 'entity')
  expect(honest).toBeGreaterThan(0.63)
  expect(honest).toBeLessThan(0.72)
})
