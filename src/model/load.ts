import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { runAtOnce, type Steps } from '../base/threads/steps.ts'
import { EncodedModel, encodedFormat, hasEvidence, loadEvidence } from './evidence/encoded-model.ts'
import type { FeatureSpec } from './features.ts'
import { modelFamilies } from './families.ts'
import type { Model, SavedModel } from './model.ts'
import { corrupted } from './saved-model.ts'
import { upgradeSavedModel } from './upgrade-saved-model.ts'

/** Loads a model at once. @throws LapidaryError what `loadInSteps` throws */
export function loadModel(saved: SavedModel): Model {
  return runAtOnce(loadInSteps(saved))
}

/**
 * Loads a saved model of this or an earlier format in steps. A saved model is data and never code:
 * all lengths and bounds are checked.
 *
 * @throws LapidaryError `model-corrupted` if something does not fit, `model-newer` if a later
 * version of Lapidary wrote it
 */
export function* loadInSteps(stored: SavedModel): Steps<Model> {
  const { kind, format, features, classes } = stored.header
  const family = modelFamilies.find((known) => known.kind === kind)
  if (family === undefined || format > Math.max(family.format, encodedFormat)) {
    throw new LapidaryError('model-newer', { kind, format })
  }
  if (!Array.isArray(features) || !features.every(isFeatureSpec))
    throw corrupted('its features are not readable')
  if (!isTexts(classes) || classes.length === 0 || classes.length > 255)
    throw corrupted('its classes are not readable')
  const saved = upgradeSavedModel(stored)
  if (!hasEvidence(saved)) return yield* family.load(saved)
  const evidence = loadEvidence(saved)
  const inner = yield* family.load({ ...saved, header: { ...saved.header, features: evidence.features } })
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
