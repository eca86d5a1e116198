import type { Steps } from '../../base/threads/steps.ts'
import type { SavedModel } from '../model.ts'
import type { ModelFamily } from '../model-family.ts'
import {
  LogisticRegressionModel,
  logisticRegressionFormat,
  logisticRegressionKind,
} from './logistic-regression-model.ts'
import { addLogistic } from './to-onnx.ts'

export const logisticRegressionModels: ModelFamily<LogisticRegressionModel> = {
  kind: logisticRegressionKind,
  format: logisticRegressionFormat,
  load: loadInOneStep,
  addToOnnx: addLogistic,
}

/**
 * A linear model has as many numbers as its table has categories, which is few enough for one step.
 */
function* loadInOneStep(saved: SavedModel): Steps<LogisticRegressionModel> {
  yield
  return LogisticRegressionModel.load(saved)
}
