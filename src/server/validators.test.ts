import { expect, test } from 'vitest'
import { createValidators } from './validators.ts'

const stone = { type: 'string', enum: ['topázio', 'ágata'], 'x-loose': true }
const row = {
  $id: 'Row',
  type: 'object',
  additionalProperties: false,
  properties: { stone, letter: { type: 'string', enum: ['a'] } },
}

test('a loose category is taken whatever its case, accents and outer spaces, and goes on under its own name', () => {
  const validate = createValidators([]).body(row)
  for (const sent of ['topázio', 'Topazio', ' TOPÁZIO ', 'Topa\u0301zio']) {
    const body = { stone: sent }
    expect(validate(body)).toBe(true)
    expect(body).toEqual({ stone: 'topázio' })
  }
})

test('all else stays strict, and what was sent is what the error shows', () => {
  const validate = createValidators([]).body(row)
  for (const wrong of [{ stone: 'Rubi' }, { stone: 'topa zio' }, { stone: 1 }, { stone: '' }, { letter: 'A' }]) {
    const sent = structuredClone(wrong)
    expect(validate(sent)).toBe(false)
    expect(sent).toEqual(wrong)
  }
  validate({ stone: 'Rubi' })
  expect(validate.errors?.map(({ keyword, data }) => [keyword, data])).toEqual([['enum', 'Rubi']])
})

test('a schema that another names by $ref is taken as loosely, in lists too, and null where it may be', () => {
  const nullable = { ...row, properties: { stone: { ...stone, type: ['string', 'null'], enum: [...stone.enum, null] } } }
  const validate = createValidators([nullable]).body({
    type: 'object',
    properties: { rows: { type: 'array', items: { $ref: 'Row#' } } },
  })
  const body = { rows: [{ stone: 'AGATA' }, { stone: null }, {}] }
  expect(validate(body)).toBe(true)
  expect(body).toEqual({ rows: [{ stone: 'ágata' }, { stone: null }, {}] })
})
