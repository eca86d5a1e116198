import type { ModelFamily } from '../model-family.ts'
import {
  MultilayerPerceptronModel,
  multilayerPerceptronFormat,
  multilayerPerceptronKind,
} from './multilayer-perceptron-model.ts'
import { addNetwork } from './to-onnx.ts'

export const multilayerPerceptronModels: ModelFamily<MultilayerPerceptronModel> = {
  kind: multilayerPerceptronKind,
  format: multilayerPerceptronFormat,
  load: MultilayerPerceptronModel.load,
  addToOnnx: addNetwork,
}
