import type { Steps } from '../../../../src/base/threads/steps.ts'
import type { FeatureSpec, FeatureTable } from '../../../../src/model/features.ts'
import type { Model, SavedModel } from '../../../../src/model/model.ts'
import type { ModelFamily } from '../../../../src/model/model-family.ts'
import { arrayOf, corrupted } from '../../../../src/model/saved-model.ts'

export const nearestCentroidKind = 'nearest-centroid'

/**
 * Predicts by the distance to the mean of each class, in standard deviations; what is missing adds
 * no distance.
 */
export class NearestCentroidModel implements Model {
  readonly kind = nearestCentroidKind
  readonly features: readonly FeatureSpec[]
  readonly classes: readonly string[]
  /** Row-major: `classes x features`. */
  readonly centroids: Float64Array
  readonly scales: Float64Array

  constructor(
    { features, classes }: Pick<Model, 'features' | 'classes'>,
    centroids: Float64Array,
    scales: Float64Array,
  ) {
    if (centroids.length !== features.length * classes.length) throw corrupted('the centroids do not fit')
    this.features = features
    this.classes = classes
    this.centroids = centroids
    this.scales = scales
  }

  predictRow(row: Float64Array, out: Float64Array): void {
    let sum = 0
    for (let k = 0; k < out.length; k++) {
      let distance = 0
      for (let f = 0; f < row.length; f++) {
        const difference = (row[f] as number) - (this.centroids[k * row.length + f] as number)
        if (Number.isFinite(difference)) distance += (difference * (this.scales[f] as number)) ** 2
      }
      sum += out[k] = Math.exp(-distance / 2) + 1e-12
    }
    for (let k = 0; k < out.length; k++) out[k] = (out[k] as number) / sum
  }

  predict({ values, rowCount }: FeatureTable): Float64Array {
    const classes = this.classes.length
    const out = new Float64Array(rowCount * classes)
    for (let row = 0; row < rowCount; row++) {
      const features = Float64Array.from(values, (column) => column[row] as number)
      this.predictRow(features, out.subarray(row * classes, (row + 1) * classes))
    }
    return out
  }

  save(): SavedModel {
    const { kind, features, classes, centroids, scales } = this
    return { header: { kind, format: 1, features, classes }, arrays: { centroids, scales } }
  }
}

export const nearestCentroidModels: ModelFamily<NearestCentroidModel> = {
  kind: nearestCentroidKind,
  format: 1,
  load,
}

function* load({ header, arrays }: SavedModel): Steps<NearestCentroidModel> {
  yield
  const [centroids, scales] = [
    arrayOf(arrays, 'centroids', Float64Array),
    arrayOf(arrays, 'scales', Float64Array),
  ]
  return new NearestCentroidModel(header, centroids, scales)
}
