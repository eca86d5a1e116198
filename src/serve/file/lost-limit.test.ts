import { expect, test } from 'vitest'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { compareLosses, refuseExcessive } from './lost-limit.ts'

const compare = (lost: number, cells: number, { trained = 0, rows = cells } = {}) => {
  const problems = [{ problem: 'not-a-number' as const, count: lost, examples: ['26,1'] }]
  const column = { name: 'bmi', cells, lost, share: lost / cells, problems }
  const limits = { trained: new Map([['bmi', trained]]), rows, read: new Set(['bmi']) }
  return compareLosses([column], limits)
}

test.each([
  ['all of many', 60, 60, {}, true],
  ['a quarter of many', 50, 200, {}, true],
  ['exactly 20 percentage points more', 40, 200, {}, false],
  ['as much as in training', 60, 200, { trained: 0.3 }, false],
  ['more than 20 points above the training', 102, 200, { trained: 0.3 }, true],
  ['all of a column that is mostly empty', 10, 10, { rows: 1000 }, true],
  ['one of three rows', 1, 3, {}, false],
  ['two of three rows', 2, 3, {}, true],
  ['all of three rows', 3, 3, {}, true],
  ['half of four rows', 2, 4, {}, false],
  ['four of ten rows: not the greater part', 4, 10, {}, false],
  ['five of ten rows', 5, 10, {}, true],
  ['the one cell of a mostly empty column', 1, 1, { rows: 3 }, false],
  ['the one row', 1, 1, {}, true],
] as const)('%s', (_, lost, cells, more, excessive) => {
  expect(compare(lost, cells, more)[0]?.isExcessive).toBe(excessive)
})

test('columns that the model does not read never stop a file', () => {
  const [column] = compare(60, 60)
  const limits = { trained: new Map(), rows: 60, read: new Set<string>() }
  expect(compareLosses(column === undefined ? [] : [column], limits)[0]?.isExcessive).toBe(false)
})

test('the error names each column, its share now and in training, and what was seen, in both languages', () => {
  const refusal = (language: 'en' | 'pt-BR'): LapidaryError => {
    try {
      refuseExcessive(compare(150, 200, { trained: 0.063 }), 'x.csv', language)
    } catch (error) {
      if (error instanceof LapidaryError) return error
    }
    throw new Error('it was not refused')
  }
  const english = refusal('en')
  expect(english).toMatchObject({ code: 'lost-cells', status: 422, exitCode: 1 })
  expect(english.message).toContain('than in training: bmi.')
  expect(english.message).toContain('--accept-lost')
  const message = '150 of 200 cells are lost, 75.0%; in training 6.3%. Reason: not a number ("26,1").'
  expect(english.fields).toEqual([{ field: 'bmi', message, seen: ['26,1'] }])
  expect(refusal('pt-BR').fields[0]?.message).toBe(
    '150 de 200 células são inválidas, 75,0%; no treinamento, 6,3%. Motivo: não é um número ("26,1").',
  )
  expect(() => refuseExcessive(compare(1, 200), 'x.csv', 'en')).not.toThrow()
})
