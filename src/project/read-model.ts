import { checkExamples, decodeModelFolder, type ModelFolder } from '../model/model-folder.ts'
import type { FeatureBuilder } from './feature-builder.ts'

/**
 * Reads a model and checks its predictions for its own examples under the current definition.
 *
 * @param read returns the bytes of a path inside the model folder
 * @throws LapidaryError `artifact-corrupted`, `model-corrupted`, `model-newer`,
 *   `definition-changed`, `model-wrong-answer`.
 */
export async function readModel(
  builder: FeatureBuilder,
  read: (path: string) => Promise<Uint8Array>,
): Promise<ModelFolder> {
  const folder = await decodeModelFolder(read)
  const names = builder.specs.map(({ name }) => name)
  checkExamples(folder, names, (row, out) => builder.ofRow(row, out))
  return folder
}
