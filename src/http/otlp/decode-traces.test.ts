import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { ReceivedSpan } from '../../store/traces/summarize-spans.ts'
import { toAnyValue } from './any-value.ts'
import { decodeJsonTraces, decodeProtobufTraces } from './decode-traces.ts'
import vectors from './fixtures/otlp-vectors.json' with { type: 'json' }

/** The same spans as both encodings of the fixture, which opentelemetry-proto wrote. */
const expected: readonly ReceivedSpan[] = [
  {
    resource: { 'service.name': '"svc"', count: '5' },
    span: {
      traceId: 'tr-0123456789abcdef0123456789abcdef',
      id: '0123456789abcdef',
      parentId: null,
      name: 'raiz 日本',
      startNs: 1_544_712_660_000_000_123n,
      endNs: 1_544_712_661_000_000_456n,
      status: 'ERROR',
      statusMessage: 'm',
      attributes: {
        text: '"ção"',
        whole: '9007199254740993',
        negative: '-5',
        double: '2.0',
        nan: '"NaN"',
        flag: 'true',
        bytes: '"AQI="',
        list: '[1, "x", []]',
        map: '{"a": {"b": null}}',
        none: 'null',
        'mlflow.spanInputs': '{"q": 1}',
        number: '"5"',
      },
      events: [{ name: 'ev', timeNs: 1_544_712_660_500_000_000n, attributes: { z: '1' } }],
      links: [
        {
          traceId: 'tr-ffffffffffffffffffffffffffffffff',
          spanId: 'eeeeeeeeeeeeeeee',
          attributes: { l: 'false' },
        },
      ],
    },
  },
  {
    resource: { 'service.name': '"svc"', count: '5' },
    span: {
      traceId: 'tr-0123456789abcdef0123456789abcdef',
      id: '1123456789abcdef',
      parentId: '0123456789abcdef',
      name: '',
      startNs: 0n,
      endNs: 0n,
      status: 'UNSET',
      statusMessage: '',
      attributes: {},
      events: [],
      links: [],
    },
  },
]

test('decodes protocol buffers', () => {
  expect(decodeProtobufTraces(Buffer.from(vectors.protobuf, 'base64'))).toEqual(expected)
})

test('decodes JSON, with numbers as digits or as numbers', () => {
  expect(decodeJsonTraces(vectors.json)).toEqual(expected)
})

test.each([
  ['no span', { resourceSpans: [{ scopeSpans: [{ spans: [] }] }] }, 'no-spans'],
  ['no list', { resourceSpans: {} }, 'bad-otlp-json'],
  ['a number', 5, 'bad-otlp-json'],
  ['a span without ids', { resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'x' }] }] }] }, 'bad-span'],
])('rejects JSON with %s', (_what, body, code) => {
  expect(() => decodeJsonTraces(body)).toThrow(expect.objectContaining({ code }))
})

test.each([
  ['a trace id of zeros', { traceId: '0'.repeat(32) }, 'bad-span'],
  ['a trace id of 31 digits', { traceId: '1'.repeat(31) }, 'bad-span'],
  ['a span id of other characters', { spanId: 'x'.repeat(16) }, 'bad-span'],
  ['a parent of 8 digits', { parentSpanId: '12345678' }, 'bad-span'],
  ['a negative time', { startTimeUnixNano: '-1' }, 'bad-otlp-json'],
  ['a fraction as a time', { startTimeUnixNano: 1.5 }, 'bad-otlp-json'],
  ['a number as a name', { name: 5 }, 'bad-otlp-json'],
  ['an unknown status', { status: { code: 'BAD' } }, 'bad-otlp-json'],
  ['an unknown kind of value', { attributes: [{ key: 'a', value: { dateValue: 1 } }] }, 'bad-otlp-json'],
  ['a text as a whole number', { attributes: [{ key: 'a', value: { intValue: 'x' } }] }, 'bad-otlp-json'],
])('rejects a span with %s', (_what, change, code) => {
  const span = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), ...change }
  const body = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }
  expect(() => decodeJsonTraces(body)).toThrow(expect.objectContaining({ code }))
})

test('a parent of zeros is none, links to other ids are left out, and NUL is replaced', () => {
  const span = {
    traceId: 'A'.repeat(32),
    spanId: 'B'.repeat(16),
    parentSpanId: '0'.repeat(16),
    name: 'a\0b',
    links: [{ traceId: '12', spanId: '34' }],
  }
  const [received] = decodeJsonTraces({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })
  expect(received?.span).toMatchObject({
    traceId: `tr-${'a'.repeat(32)}`,
    id: 'b'.repeat(16),
    parentId: null,
    name: 'a\ufffdb',
    links: [],
  })
})

test('every sequence of bytes, also a damaged message, gives spans or an error of the catalogue', () => {
  const whole = Buffer.from(vectors.protobuf, 'base64')
  const damaged = fc
    .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    .map((changes) => {
      const bytes = Buffer.from(whole)
      for (const [at, byte] of changes) bytes[at] = byte
      return bytes
    })
  const anyBytes = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes))
  const part = fc.nat(whole.length).map((length) => whole.subarray(0, length))
  fc.assert(
    fc.property(fc.oneof(anyBytes, damaged, part), (bytes) => {
      try {
        expect(decodeProtobufTraces(bytes).length).toBeGreaterThan(0)
      } catch (error) {
        expect(error).toBeInstanceOf(LapidaryError)
      }
    }),
    { numRuns: 5000 },
  )
})

test('every JSON value gives spans or an error of the catalogue', () => {
  const names = ['resourceSpans', 'scopeSpans', 'spans', 'attributes', 'value', 'arrayValue', 'values']
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, 1, 'x', true),
      fc.array(tie('node'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom(...names), tie('node'), { maxKeys: 3 }),
    ),
  })).node
  fc.assert(
    fc.property(value, (body) => {
      try {
        decodeJsonTraces(body)
      } catch (error) {
        expect(error).toBeInstanceOf(LapidaryError)
      }
    }),
    { numRuns: 3000 },
  )
})

test('JSON texts become messages AnyValue', () => {
  const texts = [
    '"a"',
    '5',
    '9007199254740993',
    '2.0',
    '1e3',
    'true',
    'null',
    '[]',
    '{}',
    '[1, {"a": "b"}]',
    'NaN',
    'no JSON',
  ]
  expect(JSON.stringify(texts.map(toAnyValue))).toBe(
    '[{"string_value":"a"},{"int_value":5},{"int_value":9007199254740993},{"double_value":2.0},{"double_value":1e3},' +
      '{"bool_value":true},{},{"array_value":{}},{"kvlist_value":{}},' +
      '{"array_value":{"values":[{"int_value":1},{"kvlist_value":{"values":[{"key":"a","value":{"string_value":"b"}}]}}]}},' +
      '{"string_value":"NaN"},{"string_value":"no JSON"}]',
  )
  expect(toAnyValue('99999999999999999999')).toEqual({ double_value: 1e20 })
})
