import { logisticRegressionModels } from './logistic-regression/family.ts'
import type { ModelFamily } from './model-family.ts'
import { multilayerPerceptronModels } from './multilayer-perceptron/family.ts'
import { randomForestModels } from './random-forest/family.ts'

/** Every family of models. A new family is one line here, and one in `learner/families.ts`. */
export const modelFamilies: readonly ModelFamily[] = [
  randomForestModels,
  logisticRegressionModels,
  multilayerPerceptronModels,
]
