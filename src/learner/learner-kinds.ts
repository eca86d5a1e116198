import { randomForest } from './random-forest/random-forest.ts'
import type { Learner } from './learner.ts'
import { logisticRegression } from './logistic-regression/logistic-regression.ts'
import { multilayerPerceptron } from './multilayer-perceptron/multilayer-perceptron.ts'

/** Makes a learner of its params, all or some, as a command line or another thread has them: `Learner.params` gives it back. */
export type LearnerMaker = (params: Readonly<Record<string, number | string | boolean | null>>) => Learner

/** Every kind of learner that is not made of others. */
export const learnerKinds: Readonly<Record<string, LearnerMaker>> = {
  'random-forest': (params) => randomForest(params),
  'logistic-regression': (params) => logisticRegression(params),
  'multilayer-perceptron': ({ hiddenLayers, ...params }) => {
    if (hiddenLayers === undefined) return multilayerPerceptron(params)
    return multilayerPerceptron({ ...params, hiddenLayers: String(hiddenLayers).split(',').map(Number) })
  },
}
