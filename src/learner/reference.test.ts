import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { accuracy } from '../../test/contract/learner.ts'
import { realData } from '../../test/kit/real-data.ts'
import { type FeatureSpec, takeFeatureRows } from '../model/features.ts'
import { randomForest } from './random-forest/random-forest.ts'
import type { Learner, TrainingTable } from './learner.ts'
import { logisticRegression } from './logistic-regression/logistic-regression.ts'

type Scores = { readonly accuracy: number; readonly log_loss: number }
const { tables } = JSON.parse(
  readFileSync(new URL('./fixtures/reference.json', import.meta.url), 'utf8'),
) as {
  tables: Record<string, { readonly forest: Scores; readonly logistic: Scores }>
}

const folder = realData('tabular')

/** A comma-separated file without quotes whose last column is the target. */
function readPlainTable(file: string): TrainingTable {
  const [head = '', ...lines] = readFileSync(join(folder ?? '', file), 'utf8')
    .trim()
    .split(/\r?\n/)
  const rows = lines.map((line) => line.split(','))
  const texts = head.split(',').map((_, column) => rows.map((row) => row[column] as string))
  const target = texts.pop() as string[]
  const classes = [...new Set(target)].sort()
  const specs: FeatureSpec[] = []
  const values = texts.map((cells, column) => {
    const name = head.split(',')[column] as string
    const isNumber = cells.every((cell) => cell !== '' && Number.isFinite(Number(cell)))
    const categories = [...new Set(cells)].sort()
    specs.push(
      isNumber
        ? { name, kind: 'number', columns: [name] }
        : { name, kind: 'category', categories, columns: [name] },
    )
    return Float64Array.from(cells, (cell) => (isNumber ? Number(cell) : categories.indexOf(cell)))
  })
  return {
    specs,
    rowCount: rows.length,
    values,
    target: Uint8Array.from(target, (label) => classes.indexOf(label)),
    classes,
  }
}

/** Means over the five folds `row % 5`. */
async function scores(learner: Learner, table: TrainingTable): Promise<Scores> {
  let right = 0
  let loss = 0
  for (let fold = 0; fold < 5; fold++) {
    const part = (held: boolean): TrainingTable => {
      const rows = Int32Array.from([...table.target.keys()].filter((row) => (row % 5 === fold) === held))
      const target = Uint8Array.from(rows, (row) => table.target[row] as number)
      return { ...takeFeatureRows(table, rows), target, classes: table.classes }
    }
    const { model } = await learner.fit(part(false), { seed: 42, threads: 1 })
    const heldOut = part(true)
    right += accuracy(model, heldOut) / 5
    const shares = model.predict(heldOut)
    heldOut.target.forEach((label, row) => {
      loss -=
        Math.log(Math.max(shares[row * table.classes.length + label] as number, 1e-15)) / heldOut.rowCount / 5
    })
  }
  return { accuracy: right, log_loss: loss }
}

describe.skipIf(folder === null).each(Object.entries(tables))('%s, five folds', (file, reference) => {
  test('the forest is as good as that of scikit-learn', async () => {
    const own = await scores(randomForest({ trees: 200, maxDepth: 12, minLeaf: 8 }), readPlainTable(file))
    expect(own.accuracy).toBeGreaterThan(reference.forest.accuracy - 0.015)
    expect(own.log_loss).toBeLessThan(reference.forest.log_loss + 0.015)
  })

  test('the regression gives what that of scikit-learn gives', async () => {
    const own = await scores(logisticRegression(), readPlainTable(file))
    expect(Math.abs(own.accuracy - reference.logistic.accuracy)).toBeLessThan(0.006)
    expect(Math.abs(own.log_loss - reference.logistic.log_loss)).toBeLessThan(0.005)
  })
})
