import type { SavedModel } from './model.ts'

/** First format whose headers are in snake_case. */
const snakeCaseFormat = 3

/** Members of earlier headers by their name of today. */
const renamed = {
  hidden_layers: 'hiddenLayers',
  chosen_params: 'chosenParams',
  encoded_features: 'encodedFeatures',
} as const

/** Returns a saved model of any format with the header of today. */
export function upgradeSavedModel(saved: SavedModel): SavedModel {
  if (saved.header.format >= snakeCaseFormat) return saved
  const header: Record<string, unknown> = { ...saved.header }
  for (const [name, before] of Object.entries(renamed)) {
    if (!Object.hasOwn(header, before)) continue
    header[name] = header[before]
    delete header[before]
  }
  return { ...saved, header: header as SavedModel['header'] }
}
