import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { runAtOnce, type Steps } from '../base/threads/steps.ts'
import { EncodedModel, encodedFormat, hasEvidence, loadEvidence } from './evidence/encoded-model.ts'
import type { FeatureSpec } from './features.ts'
import {
  LogisticRegressionModel,
  logisticRegressionFormat,
  logisticRegressionKind,
} from './logistic-regression/logistic-regression-model.ts'
import type { Model, SavedModel } from './model.ts'
import {
  MultilayerPerceptronModel,
  multilayerPerceptronFormat,
  multilayerPerceptronKind,
} from './multilayer-perceptron/multilayer-perceptron-model.ts'
import { RandomForestModel, randomForestFormat, randomForestKind } from './random-forest/random-forest-model.ts'
import { corrupted } from './saved-model.ts'
import { upgradeSavedModel } from './upgrade-saved-model.ts'

/** Every kind of model: the format of what is behind encoded features, and how it is read. */
const kinds: ReadonlyMap<string, { readonly format: number; readonly load: (saved: SavedModel) => Steps<Model> }> = new Map([
  [randomForestKind, { format: randomForestFormat, load: RandomForestModel.load }],
  [logisticRegressionKind, { format: logisticRegressionFormat, load: loadLinear }],
  [multilayerPerceptronKind, { format: multilayerPerceptronFormat, load: MultilayerPerceptronModel.load }],
])

/** A linear model has as many numbers as its table has categories: it is loaded in one step. */
function* loadLinear(saved: SavedModel): Steps<Model> {
  yield
  return LogisticRegressionModel.load(saved)
}

/** Loads a model at once, as `loadInSteps` does. */
export function loadModel(saved: SavedModel): Model {
  return runAtOnce(loadInSteps(saved))
}

/**
 * Loads the model that `written` holds, in the format of this or an earlier version. A saved model is data and never code: all lengths and bounds are checked here.
 * Throws `model-corrupted` when something does not fit, `model-newer` when a later version of Lapidary wrote it.
 */
export function* loadInSteps(written: SavedModel): Steps<Model> {
  const { kind, format, features, classes } = written.header
  const known = kinds.get(kind)
  if (known === undefined || format > Math.max(known.format, encodedFormat))
    throw new LapidaryError('model-newer', { kind, format })
  if (!Array.isArray(features) || !features.every(isFeatureSpec)) throw corrupted('its features are not readable')
  if (!isTexts(classes) || classes.length === 0 || classes.length > 255) throw corrupted('its classes are not readable')
  const saved = upgradeSavedModel(written)
  if (!hasEvidence(saved)) return yield* known.load(saved)
  const evidence = loadEvidence(saved)
  const inner = yield* known.load({ ...saved, header: { ...saved.header, features: evidence.features } })
  return new EncodedModel(features, evidence, inner)
}

function isFeatureSpec(value: unknown): value is FeatureSpec {
  if (typeof value !== 'object' || value === null) return false
  const { name, kind, categories, columns } = value as Partial<Record<keyof FeatureSpec, unknown>>
  if (typeof name !== 'string' || !isTexts(columns)) return false
  return kind === 'number' || (kind === 'category' && isTexts(categories) && categories.length > 0)
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
