import { learnerSuite } from '../../../test/contract/learner.ts'
import { multilayerPerceptron } from './multilayer-perceptron.ts'

learnerSuite('multilayer-perceptron', (options) => multilayerPerceptron({ hiddenLayers: [32, 16], ...options }), 0.78)
