import { expect, test } from 'vitest'
import { createLearner } from '../learner/create-learner.ts'
import { learnerFamilies } from '../learner/families.ts'
import { multilayerPerceptron } from '../learner/multilayer-perceptron/multilayer-perceptron.ts'
import { gridSearch } from '../learner/tuning/grid-search.ts'
import { chooseLearner } from './choose-learner.ts'

const own = multilayerPerceptron({ hiddenLayers: [8, 4], dropout: 0.1 })
const search = gridSearch(multilayerPerceptron, { hiddenLayers: [[8], [4]] })

test.each(learnerFamilies)('the params of a $kind make it again', (family) => {
  const learner = createLearner(family, {})
  expect(learner.kind).toBe(family.kind)
  expect(createLearner(family, learner.params).params).toEqual(learner.params)
})

test("the project's learner, with or without changes, or another", () => {
  expect(chooseLearner(own, {})).toBe(own)
  const changed = chooseLearner(own, { changes: ['hiddenLayers=64', 'oversample=true'] })
  expect(changed.params).toEqual({ ...own.params, hiddenLayers: [64], oversample: true })
  expect(chooseLearner(own, { changes: ['dropout=0.3'] }).params).toEqual({ ...own.params, dropout: 0.3 })
  expect(
    chooseLearner(search, { kind: 'multilayer-perceptron', changes: ['hiddenLayers=9,5'] }).params[
      'hiddenLayers'
    ],
  ).toEqual([9, 5])
  expect(() => chooseLearner(own, { changes: ['depth=3'] })).toThrow(
    '"depth=3" is not a parameter of multilayer-perceptron',
  )
  expect(() => chooseLearner(own, { changes: ['hiddenLayers=many'] })).toThrow(
    '--param hiddenLayers=many is not valid for multilayer-perceptron. It must be 1 to 8 whole numbers',
  )
  expect(() => chooseLearner(own, { kind: 'magic' })).toThrow('The learner "magic" does not exist')
})

test('the whole grid is for a search, and for nothing else', () => {
  expect(chooseLearner(search, {}).params['search']).toBe('halving')
  expect(chooseLearner(search, { fullGrid: true }).params['search']).toBe('full')
  expect(() => chooseLearner(own, { fullGrid: true })).toThrow('--full-grid')
  expect(() => chooseLearner(search, { fullGrid: true, kind: 'random-forest' })).toThrow('--full-grid')
  expect(() => chooseLearner(search, { changes: ['dropout=0.3'] })).toThrow(
    'Add --learner L, where L is one of',
  )
})
