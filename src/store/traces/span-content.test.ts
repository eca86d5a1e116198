import { expect, test } from 'vitest'
import { doubleText, textValue, unwrapText } from './json-text.ts'
import { decodeSpan, encodeSpan } from './span-content.ts'
import type { Span } from './trace.ts'

const span: Span = {
  traceId: 'tr-0123456789abcdef0123456789abcdef',
  id: '0123456789abcdef',
  parentId: null,
  name: 'nome "ção"',
  startNs: 1_544_712_660_000_000_123n,
  endNs: 18_446_744_073_709_551_615n,
  status: 'ERROR',
  statusMessage: 'm',
  attributes: { i: '9007199254740993', d: '2.0', s: '"v"', __proto__x: '1', ['__proto__']: '"own"' },
  events: [{ name: 'ev', timeNs: 1n, attributes: { z: '9007199254740993', d: '1.0' } }],
  links: [{ traceId: 'tr-ff', spanId: 'ee', attributes: { l: 'false' } }],
}

test('a span is the same after it was stored, digit by digit', () => {
  expect(decodeSpan(span.traceId, encodeSpan(span))).toEqual(span)
  const open = { ...span, parentId: 'fedcba9876543210', endNs: 0n, events: [], links: [] }
  expect(decodeSpan(span.traceId, encodeSpan(open))).toEqual(open)
})

test('a span is stored as MLflow stores it', () => {
  const { startNs: _start, ...rest } = span
  const attributes = { s: '"v"', i: '9007199254740993', d: '2.0' }
  expect(encodeSpan({ ...rest, startNs: 1_544_712_660_000_000_123n, attributes })).toBe(
    '{"trace_id": "ASNFZ4mrze8BI0VniavN7w==", "span_id": "ASNFZ4mrze8=", "parent_span_id": null, ' +
      '"name": "nome \\"ção\\"", "start_time_unix_nano": 1544712660000000123, ' +
      '"end_time_unix_nano": 18446744073709551615, ' +
      '"events": [{"name": "ev", "time_unix_nano": 1, "attributes": {"z": 9007199254740993, "d": 1.0}}], ' +
      '"status": {"code":"STATUS_CODE_ERROR","message":"m"}, ' +
      '"attributes": {"s":"\\"v\\"","i":"9007199254740993","d":"2.0"}, ' +
      '"links": [{"trace_id": "tr-ff", "span_id": "ee", "attributes": {"l": false}}]}',
  )
})

test.each([
  [2, '2.0'],
  [-0, '-0.0'],
  [0.1, '0.1'],
  [1e21, '1e+21'],
  [Number.NaN, '"NaN"'],
  [Number.NEGATIVE_INFINITY, '"-Infinity"'],
])('the double %s is the JSON text %s', (value, text) => {
  expect(doubleText(value)).toBe(text)
})

test.each([
  ['"{\\"a\\": 1}"', '{"a": 1}'],
  ['"[1, 2]"', '[1, 2]'],
  ['"\\"x\\""', '"x"'],
  ['"{no JSON"', '"{no JSON"'],
  ['"5"', '"5"'],
  ['"text"', '"text"'],
  ['5', '5'],
])('%s is unwrapped to %s', (text, unwrapped) => {
  expect(unwrapText(text)).toBe(unwrapped)
})

test.each([
  ['"a\\nb"', 'a\nb'],
  ['{"a": 1}', '{"a": 1}'],
  ['"broken', '"broken'],
])('the value of %s is %s', (text, value) => {
  expect(textValue(text)).toBe(value)
})
