import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FieldError } from '../../src/base/errors/lapidary-error.ts'
import { play } from '../kit/scenario.ts'
import { environmentKey, type TestServer, testServer } from '../kit/test-server.ts'
import { tinyRow } from '../kit/tiny-project.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

async function errorsOf(payload: unknown, language = 'en', url = '/grade'): Promise<FieldError[]> {
  const headers = {
    'x-api-key': environmentKey,
    'content-type': 'application/json',
    'accept-language': language,
  }
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
  const response = await play(server.app, {
    name: '',
    request: { method: 'POST', url, payload: text, headers },
    status: 422,
    has: ['wrong-fields'],
  })
  return response.json().errors as FieldError[]
}

const years = 'a whole number from 14 to 90 years, or null when it is not known'

test.each([
  ['an age of 8698', { Age: 8698 }, 'Age', `It must be ${years}; 8698 was sent.`],
  ['an age of -500', { Age: -500 }, 'Age', `It must be ${years}; -500 was sent.`],
  ['half an age', { Age: 33.5 }, 'Age', `It must be ${years}; 33.5 was sent.`],
  [
    'a number as text',
    { Age: '33' },
    'Age',
    `It must be ${years}; "33" was sent. Write the number without quotes.`,
  ],
  ['what a file would be cleaned of', { Age: '23_' }, 'Age', `It must be ${years}; "23_" was sent.`],
  ['true for a number', { Age: true }, 'Age', `It must be ${years}; true was sent.`],
  ['a list for a number', { Age: [5] }, 'Age', `It must be ${years}; "[5]" was sent.`],
  ['an empty text', { Age: '' }, 'Age', `It must be ${years}; "" was sent.`],
  [
    'no upper end',
    { Annual_Income: -1 },
    'Annual_Income',
    'It must be a number of at least 0 $; -1 was sent.',
  ],
  [
    'null where a value must be',
    { Annual_Income: null },
    'Annual_Income',
    'It must be a number of at least 0 $; null was sent.',
  ],
  [
    'left out where a value must be',
    { Annual_Income: undefined },
    'Annual_Income',
    'It is missing, and must be a number of at least 0 $.',
  ],
  [
    'an unknown category',
    { Occupation: 'Enginer' },
    'Occupation',
    'It must be one of "Engineer", "Lawyer", "Teacher", or null when it is not known; "Enginer" was sent. Did you mean "Engineer"?',
  ],
  ['a category in other letters', { Occupation: 'engineer' }, 'Occupation', 'Did you mean "Engineer"?'],
  [
    'an unknown item of a list',
    { Loans: ['Auto Loan', 'House'] },
    'Loans[1]',
    'one of "Auto Loan", "Payday Loan"; "House" was sent.',
  ],
  [
    'a text for a list',
    { Loans: 'Auto Loan' },
    'Loans',
    'It must be a list of at most 100 of "Auto Loan", "Payday Loan"',
  ],
  ['an unknown field', { Shoe_Size: 44 }, 'Shoe_Size', 'There is no field "Shoe_Size".'],
  [
    'a misspelt field',
    { anual_income: 44 },
    'anual_income',
    'There is no field "anual_income". Did you mean "Annual_Income"?',
  ],
  ['the target', { Grade: 'good' }, 'Grade', 'There is no field "Grade".'],
  ['what is known only later', { Paid_Back: 1 }, 'Paid_Back', 'There is no field "Paid_Back".'],
])('%s', async (_name, change, field, message) => {
  const errors = await errorsOf({ ...tinyRow, ...change })
  expect(errors).toHaveLength(1)
  expect(errors[0]?.field).toBe(field)
  expect(errors[0]?.message).toContain(message)
})

test('a number too large for a computer is named as infinity', async () => {
  expect(await errorsOf('{"Annual_Income":1e999}')).toMatchObject([
    { field: 'Annual_Income', seen: 'Infinity' },
  ])
})

test('every wrong field is listed once, with what was seen and what is allowed', async () => {
  const errors = await errorsOf({ Age: 'x', Occupation: 5, Loans: 7, Extra: 1 })
  expect(errors.map(({ field }) => field).sort()).toEqual([
    'Age',
    'Annual_Income',
    'Extra',
    'Loans',
    'Occupation',
  ])
  expect(errors.find(({ field }) => field === 'Age')).toMatchObject({
    seen: 'x',
    allowed: { min: 14, max: 90 },
  })
  expect(errors.find(({ field }) => field === 'Occupation')?.allowed).toEqual([
    'Engineer',
    'Lawyer',
    'Teacher',
    null,
  ])
})

test('in Brazilian Portuguese', async () => {
  const [age, occupation] = await errorsOf(
    { ...tinyRow, Age: '33', Occupation: 'Chef', Nme: 1 },
    'pt-BR,pt;q=0.9,en;q=0.5',
  ).then((errors) => ['Age', 'Occupation'].map((name) => errors.find(({ field }) => field === name)?.message))
  expect(age).toBe(
    'Deve ser um número inteiro de 14 a 90 anos, ou null quando não se sabe; foi enviado "33". Escreva o número sem aspas.',
  )
  expect(occupation).toContain('Deve ser um de "Engineer", "Lawyer", "Teacher"')
})

test('the names of JavaScript are fields like any other', async () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const errors = await errorsOf(`{"Annual_Income":1,"${name}":{"admin":true}}`)
    expect(errors.map(({ field }) => field)).toEqual([name])
  }
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
})

test('long values are cut, and values of personal columns are not sent back', async () => {
  const errors = await errorsOf({
    ...tinyRow,
    Age: 'x'.repeat(5000),
    ['f'.repeat(5000)]: 'y'.repeat(5000),
    Name: 'Maria',
  })
  expect(JSON.stringify(errors).length).toBeLessThan(3000)
  expect(JSON.stringify(errors)).not.toContain('Maria')
  expect(errors.some(({ field }) => field === 'Name')).toBe(true)
})

test('in many rows a field is named with its row', async () => {
  const rows = [tinyRow, { ...tinyRow, Age: 8698 }, { Occupation: 'Chef' }, { ...tinyRow, Extra: 1 }]
  const errors = await errorsOf({ rows }, 'en', '/v1/models/TinyModel/predict')
  expect(errors.map(({ field }) => field).sort()).toEqual([
    'rows[1].Age',
    'rows[2].Annual_Income',
    'rows[2].Occupation',
    'rows[3].Extra',
  ])
  expect(errors.find(({ field }) => field === 'rows[1].Age')?.message).toContain(years)
})

test('too many rows, none, and no list', async () => {
  const url = '/v1/models/TinyModel/predict'
  const many = Array.from({ length: 501 }, () => tinyRow)
  expect(await errorsOf({ rows: many }, 'en', url)).toMatchObject([
    { field: 'rows', message: expect.stringContaining('a list of 1 to 500') },
  ])
  expect(await errorsOf({ rows: [] }, 'en', url)).toMatchObject([{ field: 'rows' }])
  expect(await errorsOf({ rows: tinyRow }, 'en', url)).toMatchObject([{ field: 'rows' }])
  expect(await errorsOf({ rows: [tinyRow], more: 1 }, 'en', url)).toMatchObject([{ field: 'more' }])
})

test('a body with 4,000 unknown fields is answered in a list that ends', async () => {
  const body = Object.fromEntries(Array.from({ length: 4000 }, (_, i) => [`field ${i}`, i]))
  const started = performance.now()
  expect((await errorsOf(body)).length).toBe(500)
  expect(performance.now() - started).toBeLessThan(20_000) // minutes, if each is compared with all
})

test.each([
  ['/v1/runs?limit=0', 'limit', 'It must be a whole number from 1 to 500'],
  ['/v1/runs?limit=many', 'limit', 'a whole number'],
  ['/v1/runs?limit=1e400', 'limit', 'It must be a whole number from 1 to 500'],
  ['/v1/runs?limit=Infinity', 'limit', 'It must be a whole number from 1 to 500'],
  ['/v1/runs?page=2', 'page', 'There is no field "page"'],
  ['/v1/predictions?from=yesterday', 'from', 'a date of the calendar such as'],
  ['/v1/predictions?model_version=x', 'model_version', 'a whole number'],
  ['/v1/models/TinyModel/versions/x', 'version', 'a whole number'],
])('%s', async (url, field, message) => {
  const response = await play(server.app, {
    name: '',
    request: { url, headers: { 'x-api-key': environmentKey } },
    status: 422,
  })
  expect(response.json().errors).toMatchObject([{ field, message: expect.stringContaining(message) }])
})

test('an unknown word in the address of a prediction', async () => {
  const request = {
    method: 'POST',
    url: '/grade?reason=true',
    payload: tinyRow,
    headers: { 'x-api-key': environmentKey },
  } as const
  const response = await play(server.app, { name: '', request, status: 422 })
  expect(response.json().errors).toMatchObject([
    { field: 'reason', message: expect.stringContaining('Did you mean "reasons"?') },
  ])
})

test('an id that no prediction has is told what it must be, as text is what it is', async () => {
  const wrong = { prediction_id: 'xx', outcome: 'good' }
  const [error] = await errorsOf(wrong, 'en', '/v1/outcomes')
  expect(error?.message).toBe('It must be the id of a prediction, from its response; "xx" was sent.')
  const [erro] = await errorsOf(wrong, 'pt-BR', '/v1/outcomes')
  expect(erro?.message).toBe('Deve ser o id de uma previsão, como veio na resposta; foi enviado "xx".')
})
