import { CategoryEvidence } from './category-evidence.ts'
import type { FeatureSpec, FeatureTable } from '../features.ts'
import type { ContributionScale, ExplainedRow, Explanation, Model, SavedModel } from '../model.ts'
import type { Shuffles } from '../shuffles/shuffles.ts'
import { prepareShuffles } from '../shuffles/prepare-shuffles.ts'
import { arrayOf, corrupted } from '../saved-model.ts'

/**
 * Format of a model with encoded features. A model without them is written in the format of its
 * kind.
 */
export const encodedFormat = 3

/**
 * Wraps a model of any family: features with many categories are encoded as the evidence that they
 * give for each class.
 */
export class EncodedModel implements Model {
  readonly kind: string
  declare readonly contributionScale?: ContributionScale
  readonly features: readonly FeatureSpec[]
  readonly classes: readonly string[]
  declare readonly inputWidth?: number
  declare readonly explain?: (rows: readonly ExplainedRow[]) => Explanation[]
  readonly evidence: CategoryEvidence
  /** Takes the encoded rows. */
  readonly inner: Model
  readonly #row: Float64Array

  /** @param features of the rows before they are encoded */
  constructor(features: readonly FeatureSpec[], evidence: CategoryEvidence, inner: Model) {
    this.kind = inner.kind
    if (inner.contributionScale !== undefined) this.contributionScale = inner.contributionScale
    this.features = features
    this.classes = inner.classes
    if (inner.inputWidth !== undefined) this.inputWidth = inner.inputWidth
    this.evidence = evidence
    this.inner = inner
    this.#row = new Float64Array(inner.features.length)
    const explain = inner.explain?.bind(inner)
    if (explain !== undefined) this.explain = (rows) => this.#sumExplanations(explain(this.#encodeRows(rows)))
  }

  predictRow(row: Float64Array, out: Float64Array): void {
    this.evidence.encodeRow(row, this.#row)
    this.inner.predictRow(this.#row, out)
  }

  predict(table: FeatureTable): Float64Array {
    const width = this.features.length
    if (table.specs.length !== width)
      throw new TypeError(`The table has ${table.specs.length} features, the model ${width}`)
    return this.inner.predict(this.evidence.encodeTable(table))
  }

  prepareShuffles(table: FeatureTable): Shuffles {
    const shuffles = prepareShuffles(this.inner, this.evidence.encodeTable(table))
    const places = this.features.map((_, feature) => this.evidence.placesOf(feature))
    return {
      predictions: shuffles.predictions,
      reads: (feature) => (places[feature] as readonly number[]).some((place) => shuffles.reads(place)),
      predict: (features, order) => {
        return shuffles.predict(
          features.flatMap((feature) => places[feature] as readonly number[]),
          order,
        )
      },
    }
  }

  #encodeRows(rows: readonly ExplainedRow[]): ExplainedRow[] {
    return rows.map(({ features, classIndex }) => {
      const encoded = new Float64Array(this.inner.features.length)
      this.evidence.encodeRow(features, encoded)
      return { features: encoded, classIndex }
    })
  }

  /** Attributes to each feature what the numbers that encode it add. */
  #sumExplanations(explanations: readonly Explanation[]): Explanation[] {
    return explanations.map(({ base, attributions: own }) => {
      const sumOf = (places: readonly number[]): number =>
        places.reduce((sum, place) => sum + (own[place] as number), 0)
      const attributions = Float64Array.from(this.features, (_, feature) =>
        sumOf(this.evidence.placesOf(feature)),
      )
      return { base, attributions }
    })
  }

  save(): SavedModel {
    const { header, arrays } = this.inner.save()
    const { encoded, values } = this.evidence
    return {
      header: { ...header, format: encodedFormat, features: this.features, encoded_features: encoded },
      arrays: { ...arrays, evidence: values },
    }
  }
}

/** Returns whether a saved model has encoded features. */
export function hasEvidence({ header }: SavedModel): boolean {
  return header['encoded_features'] !== undefined
}

/**
 * Loads the evidence that `save` returned. @throws LapidaryError `model-corrupted` if it does not
 * fit the features
 */
export function loadEvidence({ header, arrays }: SavedModel): CategoryEvidence {
  const { features, classes, encoded_features: encoded } = header
  if (!isPlaces(encoded, features.length)) throw corrupted('its encoded features are not readable')
  return new CategoryEvidence(features, classes, encoded, arrayOf(arrays, 'evidence', Float64Array))
}

function isPlaces(value: unknown, end: number): value is number[] {
  return (
    Array.isArray(value) && value.every((place) => Number.isSafeInteger(place) && place >= 0 && place < end)
  )
}
