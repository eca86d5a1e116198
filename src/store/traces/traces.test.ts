import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { openDatabase } from '../sql/open-database.ts'
import { trackingMigrations } from '../tracking/drivers/sql.ts'
import { Assessments } from './assessments.ts'
import { SqlAssessmentStore } from './drivers/sql-assessments.ts'
import { SqlTraceStore } from './drivers/sql-traces.ts'
import { traceMigrations } from './drivers/tables.ts'
import type { ReceivedSpan } from './summarize-spans.ts'
import { type Span, traceKeys } from './trace.ts'
import { type NewTrace, Traces } from './traces.ts'

const startedAt = '2026-01-02T03:04:05.006Z'
const times = { createdAt: startedAt, updatedAt: startedAt }

/** Opens traces on a new database. The experiment 0 is active, and 1 is deleted. */
function open(onWait: (milliseconds: number) => unknown = () => undefined) {
  const database = openDatabase(join(tempFolder(), 'lapidary.db'), [trackingMigrations, traceMigrations])
  onTestFinished(() => database.close())
  const traces = new Traces(new SqlTraceStore(database), {
    findExperiment: async (id) => {
      if (id !== '0' && id !== '1') throw new LapidaryError('experiment-not-found', { experiment: id })
      return { artifactLocation: `mlflow-artifacts:/${id}`, lifecycle: id === '1' ? 'deleted' : 'active' }
    },
    wait: async (milliseconds) => await onWait(milliseconds),
  })
  const assessments = new Assessments(new SqlAssessmentStore(database), () => new Date(startedAt))
  return { traces, assessments }
}

const newTrace = (change: Partial<NewTrace> = {}): NewTrace => ({
  id: 'tr-1',
  experimentId: '0',
  startedAt,
  durationMs: 1,
  state: 'OK',
  ...change,
})

const received = (change: Partial<Span> = {}): ReceivedSpan => ({
  resource: {},
  span: {
    traceId: 'tr-1',
    id: '1111111111111111',
    parentId: null,
    name: 'root',
    startNs: 1_700_000_000_000_000_001n,
    endNs: 1_700_000_001_000_000_002n,
    status: 'OK',
    statusMessage: '',
    attributes: {},
    events: [],
    links: [],
    ...change,
  },
})

const statsOf = (spans: number) => ({ [traceKeys.sizeStats]: JSON.stringify({ num_spans: spans }) })

test('a complete trace is waited for, a part on request is not', async () => {
  const waits: number[] = []
  const { traces } = open(async (milliseconds) => {
    waits.push(milliseconds)
    if (waits.length === 2)
      await traces.addSpans('0', [received({ id: '2'.repeat(16), parentId: '1' })], null)
  })
  await traces.finish(newTrace({ metadata: statsOf(2) }))
  await expect(traces.getTrace('tr-1', { allowPartial: true })).rejects.toMatchObject({
    code: 'trace-without-spans',
  })
  await traces.addSpans('0', [received()], null)
  expect((await traces.getTrace('tr-1', { allowPartial: true })).spans).toHaveLength(1)
  expect(await traces.getTraces(['tr-1'])).toEqual([])
  expect(waits).toEqual([])
  const whole = await traces.getTrace('tr-1', { allowPartial: false })
  expect(whole.spans.map(({ id }) => id[0])).toEqual(['1', '2'])
  expect(waits).toEqual([1000, 2000])
  expect(await traces.getTraces(['none', 'tr-1'])).toEqual([whole])
})

test('a trace whose spans do not come is not found to be complete', async () => {
  const { traces } = open()
  await traces.finish(newTrace({ metadata: statsOf(3) }))
  await traces.addSpans('0', [received()], null)
  await expect(traces.getTrace('tr-1', { allowPartial: false })).rejects.toMatchObject({
    code: 'trace-incomplete',
    values: { seen: 1, expected: 3 },
  })
})

test('a text of a program in place of the number of spans is one span', async () => {
  const { traces } = open()
  for (const text of ['no JSON', '{"num_spans":"3"}', '5'])
    await traces.finish(newTrace({ metadata: { [traceKeys.sizeStats]: text } }))
  await traces.addSpans('0', [received()], null)
  expect((await traces.getTrace('tr-1', { allowPartial: false })).spans).toHaveLength(1)
})

test('spans are sorted: without a parent, then by start', async () => {
  const { traces } = open()
  const spans = [
    received({ id: 'a'.repeat(16), parentId: 'c'.repeat(16), startNs: 3n }),
    received({ id: 'b'.repeat(16), parentId: 'c'.repeat(16), startNs: 2n }),
    received({ id: 'c'.repeat(16), startNs: 9n }),
  ]
  await traces.addSpans('0', spans, null)
  const { spans: stored } = await traces.getTrace('tr-1', { allowPartial: false })
  expect(stored.map(({ id }) => id[0])).toEqual(['c', 'b', 'a'])
  const artifact = JSON.parse(await traces.exportSpans('tr-1')) as {
    spans: { start_time_unix_nano: number }[]
  }
  expect(artifact.spans.map(({ start_time_unix_nano: start }) => start)).toEqual([9, 2, 3])
})

test.each([
  ['no experiment', { experimentId: '7' }, 'experiment-not-found'],
  ['a deleted experiment', { experimentId: '1' }, 'experiment-deleted'],
  ['an empty id', { id: '' }, 'bad-trace'],
  ['an id that leaves its folder', { id: '../x' }, 'bad-trace'],
  ['a long id', { id: 'x'.repeat(65) }, 'bad-trace'],
  [
    'an assessment without a name',
    {
      assessments: [
        {
          ...times,
          id: 'a-1',
          spanId: null,
          name: '',
          kind: 'feedback' as const,
          value: 1,
          error: null,
          sourceType: 'HUMAN' as const,
          sourceId: null,
          rationale: null,
          metadata: {},
          overrides: null,
          isValid: true,
        },
      ],
    },
    'bad-assessment',
  ],
])('a trace with %s is refused, and nothing is stored', async (_name, change, code) => {
  const { traces } = open()
  await expect(traces.finish(newTrace(change))).rejects.toMatchObject({ code })
  expect(await traces.getMany(['tr-1', ''])).toEqual([])
})

test('values beyond the limits are cut off', async () => {
  const { traces } = open()
  const trace = await traces.finish(
    newTrace({
      requestPreview: 'é'.repeat(20_000),
      clientRequestId: `${'x'.repeat(249)}😀`,
      metadata: { ['k'.repeat(300)]: 'v'.repeat(9000) },
    }),
  )
  expect(trace.requestPreview).toHaveLength(10_000)
  expect(trace.clientRequestId).toBe(`${'x'.repeat(249)}\ufffd`)
  expect(trace.metadata).toMatchObject({ ['k'.repeat(250)]: 'v'.repeat(8000) })
})

test('only the server sets where spans are', async () => {
  const { traces } = open()
  const reserved = traceKeys.spansLocation
  const begun = await traces.begin({
    experimentId: '0',
    startedAt,
    metadata: {},
    tags: { [reserved]: 'x', a: 'b' },
  })
  const tags = { a: 'b', [traceKeys.artifactLocation]: `mlflow-artifacts:/0/traces/${begun.id}/artifacts` }
  expect(begun.tags).toEqual(tags)
  const end = {
    endedMs: Date.parse(startedAt) + 5,
    state: 'OK',
    metadata: {},
    tags: { [reserved]: 'x' },
  } as const
  expect(await traces.end(begun.id, end)).toMatchObject({ tags, durationMs: 5 })
  await expect(traces.setTag(begun.id, reserved, 'x')).rejects.toMatchObject({ code: 'trace-tag-reserved' })
  await expect(traces.deleteTag(begun.id, reserved)).rejects.toMatchObject({ code: 'trace-tag-reserved' })
  await expect(traces.setTag(begun.id, 'a*b', 'x')).rejects.toMatchObject({ code: 'name-characters' })
  await expect(traces.setTag('none', 'a', 'x')).rejects.toMatchObject({ code: 'trace-not-found' })
  await expect(traces.deleteTag(begun.id, 'none')).rejects.toMatchObject({ code: 'trace-tag-not-found' })
  await expect(traces.end('none', end)).rejects.toMatchObject({ code: 'trace-not-found' })
})

test('a deletion names either ids or a time', async () => {
  const { traces } = open()
  await traces.finish(newTrace())
  for (const wrong of [
    {},
    { ids: [] },
    { ids: ['tr-1'], maxStartedMs: 5 },
    { ids: ['tr-1'], limit: 1 },
    { maxStartedMs: 5, limit: 0 },
  ])
    await expect(traces.delete({ experimentId: '0', ...wrong })).rejects.toMatchObject({
      code: 'bad-trace-deletion',
    })
  expect(await traces.delete({ experimentId: '0', maxStartedMs: Date.parse(startedAt), limit: 1000 })).toBe(1)
})

test('more than 10,000 spans, or links of more than 100 traces, are refused', async () => {
  const { traces } = open()
  const many = Array.from({ length: 10_001 }, () => received())
  await expect(traces.addSpans('0', many, null)).rejects.toMatchObject({ code: 'too-many-spans' })
  const ids = Array.from({ length: 101 }, (_, i) => `tr-${i}`)
  await expect(traces.linkToRun(ids, 'r')).rejects.toMatchObject({ code: 'too-many-links' })
})

test('an assessment keeps its kind, and its texts have limits', async () => {
  const { traces, assessments } = open()
  await traces.finish(newTrace())
  const feedback = {
    ...times,
    traceId: 'tr-1',
    spanId: null,
    name: 'correct',
    kind: 'feedback',
    value: true,
    error: null,
    sourceType: 'HUMAN',
    sourceId: 'ana',
    rationale: null,
    metadata: { a: '1' },
    overrides: null,
  } as const
  const { id } = await assessments.create(feedback)
  const expected = await assessments.create({ ...feedback, kind: 'expectation' })
  for (const [wrong, change] of [
    [id, { expectation: { value: 1 } }],
    [expected.id, { feedback: { value: 1, error: null } }],
    [expected.id, { expectation: { value: null } }],
    [id, { name: '' }],
    [id, { rationale: 'x'.repeat(100_001) }],
    [id, { feedback: { value: 'x'.repeat(100_001), error: null } }],
  ] as const)
    await expect(assessments.update('tr-1', wrong, change)).rejects.toMatchObject({ code: 'bad-assessment' })
  expect(await assessments.update('tr-1', id, { metadata: { b: '2' }, rationale: 'r' })).toMatchObject({
    value: true,
    metadata: { a: '1', b: '2' },
    rationale: 'r',
  })
  await expect(assessments.update('tr-2', id, {})).rejects.toMatchObject({ code: 'assessment-not-found' })
  await expect(assessments.create({ ...feedback, traceId: 'none' })).rejects.toMatchObject({
    code: 'trace-not-found',
  })
})
