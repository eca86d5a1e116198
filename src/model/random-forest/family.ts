import type { ModelFamily } from '../model-family.ts'
import { RandomForestModel, randomForestFormat, randomForestKind } from './random-forest-model.ts'
import { addForest } from './to-onnx.ts'

export const randomForestModels: ModelFamily<RandomForestModel> = {
  kind: randomForestKind,
  format: randomForestFormat,
  load: RandomForestModel.load,
  addToOnnx: addForest,
}
