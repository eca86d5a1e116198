import type { LearnerFamily } from './learner-family.ts'
import { logisticRegressionFamily } from './logistic-regression/logistic-regression.ts'
import { multilayerPerceptronFamily } from './multilayer-perceptron/multilayer-perceptron.ts'
import { randomForestFamily } from './random-forest/random-forest.ts'

/** Every family of learners. A new family is one line here, and one in `model/families.ts`. */
export const learnerFamilies: readonly LearnerFamily[] = [
  randomForestFamily,
  logisticRegressionFamily,
  multilayerPerceptronFamily,
]
