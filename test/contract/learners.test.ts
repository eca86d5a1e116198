import { learnerFamilies } from '../../src/learner/families.ts'
import { learnerSuite } from './learner.ts'

for (const family of learnerFamilies) learnerSuite(family)
