import { defineProject, randomForest } from 'lapidary'
import creditScore from '../../examples/credit-score/lapidary.config.ts'

/** The credit-score project with the learner of the reference implementation: what the peers train, too. */
export default defineProject({ ...creditScore, learner: randomForest({ trees: 100, maxDepth: 10 }) })
