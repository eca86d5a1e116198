import { expect, test } from 'vitest'
import { type ReceivedSpan, summarizeSpans } from './summarize-spans.ts'
import type { TraceSpans } from './store.ts'
import { type Span, traceKeys } from './trace.ts'

const root: Span = {
  traceId: 'tr-1',
  id: '1111111111111111',
  parentId: null,
  name: 'root',
  startNs: 5_999_999n,
  endNs: 9_000_000n,
  status: 'UNSET',
  statusMessage: '',
  attributes: {},
  events: [],
  links: [],
}
const child = { ...root, id: '2222222222222222', parentId: root.id }
const of = (span: Span, resource: Record<string, string> = {}): ReceivedSpan => ({ span, resource })
const summarize = (...received: ReceivedSpan[]): TraceSpans => {
  const [only, ...others] = summarizeSpans(received, '7', 'mlflow-artifacts:/7')
  if (only === undefined || others.length > 0) throw new Error('one trace expected')
  return only
}

test.each([
  ['OK without a status', [root], 'OK'],
  ['the error of the span without a parent', [{ ...root, status: 'ERROR' as const }], 'ERROR'],
  ['OK, although a part failed', [root, { ...child, status: 'ERROR' as const }], 'OK'],
  ['unknown without that span', [child], null],
  ['unknown while that span runs', [{ ...root, endNs: 0n }, child], null],
])('the state of a trace is %s', (_name, spans, state) => {
  expect(summarize(...spans.map((span) => of(span))).summary.state).toBe(state)
})

test('a trace is as long as its spans, in whole milliseconds', () => {
  const { summary } = summarize(of(root), of({ ...child, startNs: 6_000_000n, endNs: 12_999_999n }))
  expect(summary).toMatchObject({ startedMs: 5, endedMs: 12 })
  expect(summarize(of({ ...root, endNs: 0n })).summary.endedMs).toBeNull()
})

test('tags are attributes of the program, and those that the client sends', () => {
  const resource = {
    'service.name': '"svc"',
    count: '5',
    'telemetry.sdk.name': '"x"',
    'mlflow.secret': '"x"',
    'no/such*key': '"x"',
    ['k'.repeat(251)]: '"x"',
  }
  const attributes = { 'mlflow.traceTag.env': '"prod"', 'mlflow.traceTag.count': '6', other: '"x"' }
  const { tags } = summarize(of({ ...child }, {}), of({ ...root, attributes }, resource)).summary
  expect(tags).toEqual({
    'service.name': 'svc',
    count: '6',
    env: 'prod',
    [traceKeys.artifactLocation]: 'mlflow-artifacts:/7/traces/tr-1/artifacts',
    [traceKeys.spansLocation]: 'TRACKING_STORE',
  })
})

test('the session and the user are those of the first span that names them', () => {
  const spans = [
    { ...root, attributes: { 'session.id': '""', 'user.id': 'null' } },
    { ...child, attributes: { 'gen_ai.conversation.id': '"c"', 'user.id': '"ana"' } },
    { ...child, id: '3333333333333333', attributes: { 'session.id': '"late"' } },
  ]
  expect(summarize(...spans.map((span) => of(span))).summary.metadata).toEqual({
    [traceKeys.session]: 'c',
    [traceKeys.user]: 'ana',
  })
})

test('previews are of the span without a parent', () => {
  const attributes = { [traceKeys.inputs]: '{"q": 1}', [traceKeys.outputs]: '"yes"' }
  expect(summarize(of(child), of({ ...root, attributes })).summary).toMatchObject({
    requestPreview: '{"q": 1}',
    responsePreview: '"yes"',
  })
  expect(summarize(of({ ...child, attributes })).summary).toMatchObject({
    requestPreview: null,
    responsePreview: null,
  })
})

test('spans of several traces are separated, and the last of an id counts', () => {
  const batches = summarizeSpans(
    [of(root), of({ ...root, traceId: 'tr-2' }), of({ ...root, name: 'again' })],
    '7',
    'x',
  )
  expect(batches.map(({ traceId, spans }) => [traceId, spans.map(({ name }) => name)])).toEqual([
    ['tr-1', ['again']],
    ['tr-2', ['root']],
  ])
})

test.each([
  ['{"input_tokens": 3, "total_tokens": 3.5}', '{"input_tokens": 3, "total_tokens": 3.5}'],
  ['{"input_tokens": "3", "note": "x", "total_tokens": 1}', '{"total_tokens": 1}'],
  ['{"note": "x"}', null],
  ['[1]', null],
  ['5', null],
  ['no JSON', null],
  [undefined, null],
])('usage %s is stored as %s', (text, stored) => {
  const attributes = text === undefined ? {} : { [traceKeys.tokenUsage]: text }
  const [span] = summarize(of({ ...root, attributes })).spans
  expect(span?.tokenUsage).toBe(stored)
})
