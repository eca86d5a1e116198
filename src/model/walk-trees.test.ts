import { expect, test } from 'vitest'
import { madeUpTable } from '../../test/contract/learner.ts'
import { randomForest } from '../learner/forest/random-forest.ts'
import { takeFeatureRows } from './features.ts'
import type { RandomForestModel } from './random-forest-model.ts'
import { goesLeft, leftChild } from './tree-nodes.ts'
import { walkable, walksLength, walkTrees } from './walk-trees.ts'

/** One step after another, as `tree-nodes.ts` tells it. */
function leafOf(nodes: Int32Array, root: number, bins: Uint8Array): number {
  let place = root
  while ((nodes[place] as number) >= 0) {
    const left = leftChild(nodes, place)
    place = goesLeft(nodes, place, bins[(nodes[place] as number) >> 10] as number) ? left : left + (nodes[place + 1] as number)
  }
  return ~(nodes[place] as number)
}

test.each([1, 3, 4, 7])(
  'walks through %i trees end where single steps end, missing values and unknown categories included',
  async (trees) => {
    const table = madeUpTable(300, 1)
    const { parts } = (await randomForest({ trees, minLeaf: 1 }).fit(table, { seed: 1, threads: 1 })) as RandomForestModel
    const { nodes, roots } = parts
    const width = table.specs.length
    for (let row = 0; row < 300; row++) {
      const bins = Uint8Array.from({ length: width }, (_, f) => ((row + f) % 5 === 0 ? 255 : (row * 7 + f * 31) % 250))
      const places = new Int32Array(walksLength(trees))
      places.set(roots)
      walkTrees(walkable(nodes), bins, new Int32Array(places.length), places, trees)
      expect(Array.from(places.subarray(0, trees))).toEqual(Array.from(roots, (root) => leafOf(nodes, root, bins)))
    }
  },
)

test('rows of a table are answered as alone, whatever their number', async () => {
  const table = madeUpTable(300, 1)
  const model = await randomForest({ trees: 5, minLeaf: 1 }).fit(table, { seed: 1, threads: 1 })
  const out = new Float64Array(model.classes.length)
  for (const count of [1, 2, 5, 257, 300]) {
    const some = takeFeatureRows(
      table,
      Int32Array.from({ length: count }, (_, row) => (row * 17) % 300),
    )
    const answers = model.predict(some)
    for (let row = 0; row < count; row++) {
      model.predictRow(
        Float64Array.from(some.values, (column) => column[row] as number),
        out,
      )
      expect(Array.from(out)).toEqual(Array.from(answers.subarray(row * out.length, (row + 1) * out.length)))
    }
  }
})
