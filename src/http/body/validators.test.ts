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
  for (const wrong of [
    { stone: 'Rubi' },
    { stone: 'topa zio' },
    { stone: 1 },
    { stone: '' },
    { letter: 'A' },
  ]) {
    const sent = structuredClone(wrong)
    expect(validate(sent)).toBe(false)
    expect(sent).toEqual(wrong)
  }
  validate({ stone: 'Rubi' })
  expect(validate.errors?.map(({ keyword, data }) => [keyword, data])).toEqual([['enum', 'Rubi']])
})

test('a schema that another names by $ref is taken as loosely, in lists too, and null where it may be', () => {
  const nullable = {
    ...row,
    properties: { stone: { ...stone, type: ['string', 'null'], enum: [...stone.enum, null] } },
  }
  const validate = createValidators([nullable]).body({
    type: 'object',
    properties: { rows: { type: 'array', items: { $ref: 'Row#' } } },
  })
  const body = { rows: [{ stone: 'AGATA' }, { stone: null }, {}] }
  expect(validate(body)).toBe(true)
  expect(body).toEqual({ rows: [{ stone: 'ágata' }, { stone: null }, {}] })
})

test('a truth value goes on as the category that it means, and one that means none is refused', () => {
  const paid = {
    type: ['string', 'boolean', 'null'],
    enum: ['Sim', 'Não', true, false, null],
    'x-boolean': { true: 'Sim', false: 'Não' },
  }
  const validate = createValidators([]).body({
    ...row,
    properties: { paid, letter: { type: 'string', enum: ['a'] } },
  })
  for (const [sent, meant] of [
    [true, 'Sim'],
    [false, 'Não'],
    ['Não', 'Não'],
    [null, null],
  ]) {
    const body = { paid: sent }
    expect(validate(body)).toBe(true)
    expect(body).toEqual({ paid: meant })
  }
  for (const wrong of [{ paid: 1 }, { paid: 'true' }, { letter: true }])
    expect(validate(wrong), JSON.stringify(wrong)).toBe(false)
})

test('names that every object inherits are fields like others, and are not there unless they are sent', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf']
  const schema = {
    type: 'object',
    additionalProperties: false,
    required: ['constructor', '__proto__'],
    properties: Object.fromEntries(names.map((name) => [name, { type: 'number' }])),
    patternProperties: { '^__proto__$': { type: 'number' } },
  }
  const validate = createValidators([]).body(schema)
  expect(validate(JSON.parse('{"__proto__":1,"constructor":2,"toString":3}'))).toBe(true)
  expect(validate({})).toBe(false)
  expect(validate.errors?.map(({ params }) => params['missingProperty'])).toEqual([
    'constructor',
    '__proto__',
  ])
  expect(validate(JSON.parse('{"__proto__":"1","constructor":2,"isPrototypeOf":3}'))).toBe(false)
  expect(validate.errors?.map(({ instancePath, keyword }) => [instancePath, keyword])).toEqual([
    ['', 'additionalProperties'],
    ['/__proto__', 'type'],
  ])
})
