import { describe, expect, test } from 'vitest'
import { record, text } from '../../project/json-schema.ts'
import { doubleIn, enumeration, int64, message, repeated, runId } from './fields.ts'
import { messageReader } from './read-message.ts'
import { parseBody } from './request-body.ts'
import { withWrittenNumber } from './written-number.ts'

const read = messageReader(
  message(
    'A message with fields of all types.',
    {
      run_id: runId(),
      name: text('Name.', 'a', { maxLength: 5 }),
      step: int64('Step.', 1, { default: 0 }),
      limit: int64('Limit.', 1, { minimum: 1, maximum: 50 }),
      status: enumeration('Status.', 'RUNNING', { RUNNING: 1, SCHEDULED: 2 }),
      metrics: repeated(
        'Metrics.',
        message('One.', { key: text('Key.', 'a'), value: doubleIn('Value.', 1) }, ['key', 'value']),
        { maxItems: 2 },
      ),
      tags: record('Tags.', text('Value.', 'a'), {}),
    },
    ['run_id', 'step', 'metrics'],
  ),
)

const docs = 'See the API docs for more information about request parameters.'
const invalid = (seen: string, parameter: string, type: string) =>
  `Invalid value ${seen} for parameter '${parameter}' supplied:  Hint: Value was of type '${type}'. ${docs}`
const missing = (parameter: string) => `Missing value for required parameter '${parameter}'. ${docs}`

describe('reads', () => {
  test.each([
    ['defaults', {}, { step: 0, metrics: [] }],
    ['null as absent', { step: null, metrics: null, name: null }, { step: 0, metrics: [] }],
    ['no unknown field', { constructor: 1, other: {} }, { step: 0, metrics: [] }],
    ['digits', { step: '-12' }, { step: -12, metrics: [] }],
    ['an enumeration by name', { status: 'SCHEDULED' }, { step: 0, metrics: [], status: 'SCHEDULED' }],
    ['an enumeration by number', { status: 2 }, { step: 0, metrics: [], status: 'SCHEDULED' }],
    ['an enumeration by digits', { status: '1' }, { step: 0, metrics: [], status: 'RUNNING' }],
    [
      'numbers by name and as text',
      {
        metrics: [
          { key: 'a', value: 'NaN' },
          { key: 'b', value: '-1.5e3' },
        ],
      },
      {
        step: 0,
        metrics: [
          { key: 'a', value: Number.NaN },
          { key: 'b', value: -1500 },
        ],
      },
    ],
    ['a map', { tags: { a: 'b' } }, { step: 0, metrics: [], tags: { a: 'b' } }],
  ])('%s', (_name, given, expected) => {
    expect(read({ run_id: 'r', ...given })).toEqual({ run_id: 'r', ...expected })
  })

  test('the former name of run_id', () => {
    expect(read({ run_uuid: 'r' })).toMatchObject({ run_id: 'r' })
  })

  test('bodies that were encoded twice, are empty, or have the numbers of Python', () => {
    expect(parseBody('"{\\"a\\": 1}"')).toEqual({ a: 1 })
    expect(parseBody('')).toEqual({})
    expect(parseBody('null')).toEqual({})
    expect(parseBody('{"a": [NaN, -Infinity], "b": "NaN \\" Infinity"}')).toEqual({
      a: ['NaN', '-Infinity'],
      b: 'NaN " Infinity',
    })
  })
})

describe('refuses', () => {
  test.each([
    ['nothing', {}, missing('run_id')],
    ['an empty required text', { run_id: '' }, missing('run_id')],
    ['a number for a text', { run_id: 5 }, invalid('5', 'run_id', 'int')],
    ['a fraction for a whole number', { run_id: 'r', step: 1.5 }, invalid('1.5', 'step', 'float')],
    ['a boolean for a number', { run_id: 'r', step: true }, invalid('true', 'step', 'bool')],
    [
      'a number that a double cannot hold exactly',
      { run_id: 'r', step: '9007199254740993' },
      invalid('"9007199254740993"', 'step', 'str'),
    ],
    ['a number above the maximum', { run_id: 'r', limit: 51 }, invalid('51', 'limit', 'int')],
    ['an unknown name', { run_id: 'r', status: 'toString' }, invalid('"toString"', 'status', 'str')],
    [
      'an object for a list',
      { run_id: 'r', metrics: { b: 1, a: 'é' } },
      invalid('{"a":"\\u00e9","b":1}', 'metrics', 'dict'),
    ],
    [
      'a missing field of an item',
      { run_id: 'r', metrics: [{ key: 'a', value: 1 }, { key: 'b' }] },
      missing('metrics[1].value'),
    ],
    [
      'a wrong field of an item',
      { run_id: 'r', metrics: [{ key: [], value: 1 }] },
      invalid('[]', 'metrics[0].key', 'list'),
    ],
    [
      'an infinite number',
      { run_id: 'r', metrics: [{ key: 'a', value: Number.POSITIVE_INFINITY }] },
      invalid('null', 'metrics[0].value', 'float'),
    ],
    ['null in a list', { run_id: 'r', metrics: [null] }, invalid('null', 'metrics[0]', 'NoneType')],
    ['NUL', { run_id: 'a\0' }, invalid('"a\\u0000"', 'run_id', 'str')],
    ['a long text', { run_id: 'r', name: 'abcdef' }, "'name' exceeds the maximum length of 5 characters"],
    [
      'a long list',
      { run_id: 'r', metrics: [{}, {}, {}] },
      "The parameter 'metrics' has 3 items. At most 2 are allowed. Send them in several requests.",
    ],
    ['a text for a map', { run_id: 'r', tags: 'x' }, invalid('"x"', 'tags', 'str')],
    ['a wrong value of a map', { run_id: 'r', tags: { k: 1 } }, invalid('1', 'tags.k', 'int')],
  ])('%s', (_name, given, expected) => {
    expect(() => read(given)).toThrow(expected)
  })

  test('what is no object', () => {
    for (const value of [[], 'text', 5]) expect(() => read(value)).toThrow('The body is not a JSON object.')
  })

  test('without repeating more than 100 characters', () => {
    expect(() => read({ run_id: ['x'.repeat(1000)] })).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/x{100}/) }),
    )
  })
})

test('an error shows a number as the body writes it', () => {
  const text = '{"run_id": "r", "metrics": [{"key": 9.0, "value": 1}]}'
  const shownOf = (body: string): unknown => {
    try {
      return read(parseBody(body))
    } catch (error) {
      return withWrittenNumber(error, body)
    }
  }
  expect(shownOf(text)).toMatchObject({ message: invalid('9.0', 'metrics[0].key', 'float') })
  for (const whole of ['9', '9223372036854775808']) {
    const message = invalid(whole, 'metrics[0].key', 'int')
    expect(shownOf(text.replace('9.0', whole))).toMatchObject({ message })
  }
})
