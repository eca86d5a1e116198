import { logisticRegression } from '../../src/learner/logistic-regression/logistic-regression.ts'
import { encodeModelFolder } from '../../src/model/model-folder.ts'
import type { FeatureBuilder } from '../../src/project/feature-builder.ts'

const rowCount = 40

/**
 * Returns the files of an untrained model of a project's features, with one example.
 *
 * @param wrong whether the example has another prediction than the model makes
 */
export async function madeUpModelFiles(
  builder: FeatureBuilder,
  classes: readonly string[],
  row: Readonly<Record<string, unknown>>,
  wrong = false,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const table = {
    specs: builder.specs,
    values: builder.specs.map(({ kind }) =>
      Float64Array.from({ length: rowCount }, (_, i) => (kind === 'number' ? i : 0)),
    ),
    rowCount,
    classes,
    target: Uint8Array.from({ length: rowCount }, (_, i) => i % classes.length),
    groups: Int32Array.from({ length: rowCount }, (_, i) => i),
  }
  const { model } = await logisticRegression().fit(table, { seed: 1, threads: 1 })
  const [features, answer] = [new Float64Array(builder.specs.length), new Float64Array(classes.length)]
  builder.ofRow(row, features)
  model.predictRow(features, answer)
  const probabilities = wrong ? [...answer].map((share) => share / 2) : [...answer]
  const examples = [{ row, features: [...features], probabilities }]
  return encodeModelFolder({ model, examples, inputs: [], reference: {} as never, cards: {} })
}
