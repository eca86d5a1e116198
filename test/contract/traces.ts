import { describe, expect, test } from 'vitest'
import type { SqlDatabase } from '../../src/store/sql/sql-database.ts'
import { SqlExperimentStore } from '../../src/store/tracking/drivers/sql-experiments.ts'
import { SqlAssessmentStore } from '../../src/store/traces/drivers/sql-assessments.ts'
import { SqlTraceStore } from '../../src/store/traces/drivers/sql-traces.ts'
import { encodeSpan } from '../../src/store/traces/span-content.ts'
import type { SpansSummary, StoredSpan, TraceSearch, TraceSpans } from '../../src/store/traces/store.ts'
import type { Assessment, TraceInfo } from '../../src/store/traces/trace.ts'

const at = (ms: number): string => new Date(1_700_000_000_000 + ms).toISOString()

const trace = (id: string, change: Partial<TraceInfo> = {}): TraceInfo => ({
  id,
  experimentId: '0',
  startedAt: at(0),
  durationMs: 10,
  state: 'OK',
  clientRequestId: null,
  requestPreview: null,
  responsePreview: null,
  metadata: {},
  tags: {},
  assessments: [],
  ...change,
})

const summary = (change: Partial<SpansSummary> = {}): SpansSummary => ({
  startedMs: Date.parse(at(0)),
  endedMs: Date.parse(at(10)),
  state: null,
  requestPreview: null,
  responsePreview: null,
  metadata: {},
  tags: {},
  ...change,
})

const span = (
  id: string,
  change: Partial<StoredSpan> & { readonly attributes?: object } = {},
): StoredSpan => {
  const { attributes = {}, ...rest } = change
  const base = { id, parentId: null, name: `span ${id}`, status: 'OK' as const, ...rest }
  const content = encodeSpan({
    ...base,
    traceId: 'tr-00',
    startNs: 1_700_000_000_000_000_001n,
    endNs: 0n,
    statusMessage: '',
    attributes: attributes as Record<string, string>,
    events: [],
    links: [],
  })
  return { type: '', content, tokenUsage: null, cost: null, ...base }
}

const batch = (traceId: string, change: Partial<TraceSpans> = {}): TraceSpans => ({
  traceId,
  experimentId: '0',
  summary: summary(),
  spans: [span('aa')],
  ...change,
})

const assessment = (id: string, change: Partial<Assessment> = {}): Assessment => ({
  id,
  traceId: 't',
  spanId: null,
  name: 'correct',
  kind: 'feedback',
  value: true,
  error: null,
  sourceType: 'HUMAN',
  sourceId: 'ana',
  createdAt: at(0),
  updatedAt: at(0),
  rationale: null,
  metadata: {},
  overrides: null,
  isValid: true,
  ...change,
})

/** Tests the traces of a database. `open` returns an empty one, closed by the end of the test. */
export function traceStoreSuite(name: string, open: () => Promise<SqlDatabase>): void {
  const openStores = async () => {
    const database = await open()
    const store = new SqlTraceStore(database)
    const found = async (filter: string, change: Partial<TraceSearch> = {}): Promise<string[]> => {
      const page = await store.search({ experimentIds: ['0'], filter, limit: 100, ...change })
      return page.items.map(({ id }) => id)
    }
    return {
      store,
      assessments: new SqlAssessmentStore(database),
      experiments: new SqlExperimentStore(database),
      found,
    }
  }

  describe(`TraceStore: ${name}`, () => {
    test('returns a trace as it was finished', async () => {
      const { store } = await openStores()
      const whole = trace('t', {
        durationMs: 1234,
        state: 'ERROR',
        clientRequestId: 'c',
        requestPreview: 'olá',
        responsePreview: '{}',
        metadata: { a: 'b', 'mlflow.user': 'ana' },
        tags: { env: 'prod', ação: 'sim' },
        assessments: [
          assessment('a-1', {
            value: { a: [1, 'x'] },
            error: { code: 'E', message: null, stackTrace: null },
          }),
        ],
      })
      await store.finish(whole)
      expect(await store.get(['x', 't', 't'])).toEqual([whole])
      expect(await store.get([])).toEqual([])
    })

    test('finishing again replaces the values, and adds tags and metadata', async () => {
      const { store } = await openStores()
      await store.finish(trace('t', { requestPreview: 'a', tags: { a: '1', b: '2' }, metadata: { m: '1' } }))
      const again = trace('t', {
        startedAt: at(5),
        durationMs: null,
        state: 'ERROR',
        responsePreview: 'b',
        tags: { b: '3' },
        metadata: { n: '2' },
      })
      await store.finish(again)
      expect(await store.get(['t'])).toEqual([
        { ...again, requestPreview: 'a', tags: { a: '1', b: '3' }, metadata: { m: '1', n: '2' } },
      ])
    })

    test('begins and ends a trace', async () => {
      const { store } = await openStores()
      const begun = trace('t', {
        durationMs: null,
        state: 'IN_PROGRESS',
        tags: { a: '1' },
        metadata: { m: '1' },
      })
      await store.begin(begun)
      expect(await store.get(['t'])).toEqual([begun])
      const change = {
        state: 'OK',
        endedMs: Date.parse(at(500)),
        tags: { b: '2' },
        metadata: { m: '3' },
      } as const
      expect(await store.end('t', change)).toBe(true)
      expect(await store.get(['t'])).toEqual([
        { ...begun, durationMs: 500, state: 'OK', tags: { a: '1', b: '2' }, metadata: { m: '3' } },
      ])
      expect(await store.end('x', change)).toBe(false)
    })

    test('spans create a trace, and later ones complete it', async () => {
      const { store } = await openStores()
      await store.addSpans([batch('t', { summary: summary({ metadata: { s: '1' }, tags: { a: '1' } }) })])
      const begun = trace('t', { state: 'IN_PROGRESS', metadata: { s: '1' }, tags: { a: '1' } })
      expect(await store.get(['t'])).toEqual([begun])
      const earlier = summary({
        startedMs: Date.parse(at(-5)),
        endedMs: Date.parse(at(7)),
        state: 'ERROR',
        requestPreview: 'in',
        responsePreview: 'out',
        metadata: { s: '2' },
        tags: { a: '2' },
      })
      await store.addSpans([
        batch('t', { summary: earlier, spans: [span('bb'), span('aa', { name: 'new' })] }),
      ])
      expect(await store.get(['t'])).toEqual([
        {
          ...begun,
          startedAt: at(-5),
          durationMs: 15,
          state: 'ERROR',
          requestPreview: 'in',
          responsePreview: 'out',
          tags: { a: '2' },
        },
      ])
      const contents = (await store.spanContents(['t', 'x'])).get('t')
      expect(contents).toHaveLength(2)
      expect(contents?.join()).toContain('"name": "new"')
      expect((await store.spanContents(['t', 'x'])).get('x')).toEqual([])
    })

    test('spans change nothing that a client reported of the whole trace', async () => {
      const { store } = await openStores()
      const finished = trace('t', { requestPreview: 'in', responsePreview: 'out', metadata: { s: '1' } })
      await store.finish(finished)
      const other = summary({
        startedMs: 0,
        endedMs: 1,
        state: 'ERROR',
        requestPreview: 'x',
        responsePreview: 'y',
        metadata: { s: '2', u: '3' },
      })
      await store.addSpans([batch('t', { summary: other })])
      expect(await store.get(['t'])).toEqual([{ ...finished, metadata: { s: '1', u: '3' } }])
    })

    test('sums tokens and cost of the whole trace, and of each span once', async () => {
      const { store } = await openStores()
      const usage = (tokens: number): string => `{"input_tokens": ${tokens}, "cache_read_input_tokens": 1}`
      await store.addSpans([
        batch('t', { spans: [span('leaf', { parentId: 'agent', tokenUsage: usage(5) })] }),
      ])
      await store.addSpans([
        batch('t', {
          spans: [
            span('root', { cost: '{"total_cost": 0.5}' }),
            span('agent', { parentId: 'root', tokenUsage: usage(7) }),
            span('other', { parentId: 'root', tokenUsage: usage(2) }),
          ],
        }),
      ])
      const [found] = await store.get(['t'])
      expect(JSON.parse(found?.metadata['mlflow.trace.tokenUsage'] ?? '')).toEqual({
        input_tokens: 9,
        output_tokens: 0,
        total_tokens: 0,
        cache_read_input_tokens: 2,
      })
      expect(JSON.parse(found?.metadata['mlflow.trace.cost'] ?? '')).toMatchObject({ total_cost: 0.5 })
    })

    test('refuses spans and values of a trace of another experiment, and stores nothing then', async () => {
      const { store, experiments } = await openStores()
      const experimentId = await experiments.create({ name: 'other', tags: {}, createdAt: at(0) })
      await store.finish(trace('t'))
      await expect(store.finish(trace('t', { experimentId, tags: { a: '1' } }))).rejects.toMatchObject({
        code: 'trace-elsewhere',
      })
      const both = [batch('a', { experimentId }), batch('t', { experimentId })]
      await expect(store.addSpans(both)).rejects.toMatchObject({ code: 'trace-elsewhere' })
      expect(await store.get(['a', 't'])).toEqual([trace('t')])
      expect((await store.spanContents(['t'])).get('t')).toEqual([])
    })

    test('stores the spans of many requests at once', async () => {
      const { store } = await openStores()
      const ids = Array.from({ length: 8 }, (_, i) => `s${i}`)
      await Promise.all(
        ids.map((id) =>
          store.addSpans([
            batch('b', { spans: [span(id, { tokenUsage: '{"total_tokens": 1}' })] }),
            batch('a', { spans: [span(id)] }),
          ]),
        ),
      )
      expect((await store.spanContents(['a'])).get('a')).toHaveLength(8)
      const [found] = await store.get(['b'])
      expect(found?.metadata['mlflow.trace.tokenUsage']).toContain('"total_tokens": 8')
    })

    test('sets and deletes tags', async () => {
      const { store } = await openStores()
      await store.finish(trace('t'))
      expect(await store.setTag('t', 'a', '1')).toBe(true)
      expect(await store.setTag('t', 'a', '2')).toBe(true)
      expect(await store.setTag('x', 'a', '1')).toBe(false)
      expect((await store.get(['t']))[0]?.tags).toEqual({ a: '2' })
      expect(await store.deleteTag('t', 'a')).toBe(true)
      expect(await store.deleteTag('t', 'a')).toBe(false)
      expect((await store.get(['t']))[0]?.tags).toEqual({})
    })

    test('deletes traces by id or age, the oldest first, with all that belongs to them', async () => {
      const { store, assessments, found } = await openStores()
      for (const [i, id] of ['a', 'b', 'c', 'd'].entries())
        await store.finish(trace(id, { startedAt: at(i) }))
      await store.addSpans([batch('a')])
      await assessments.add(assessment('a-1', { traceId: 'a' }))
      expect(await store.delete({ experimentId: '7', ids: ['a'] })).toBe(0)
      expect(await store.delete({ experimentId: '0', ids: ['b', 'x'] })).toBe(1)
      expect(await store.delete({ experimentId: '0', maxStartedMs: Date.parse(at(2)), limit: 1 })).toBe(1)
      expect(await found('')).toEqual(['d', 'c'])
      expect(await assessments.get('a', 'a-1')).toBeNull()
      expect((await store.spanContents(['a'])).get('a')).toEqual([])
      expect(await store.delete({ experimentId: '0', maxStartedMs: Date.parse(at(9)) })).toBe(2)
      expect(await store.delete({ experimentId: 'no number', ids: ['a'] })).toBe(0)
    })

    test('pages through the traces of experiments, newest first', async () => {
      const { store, experiments, found } = await openStores()
      const other = await experiments.create({ name: 'other', tags: {}, createdAt: at(0) })
      const starts = [1, 3, 3, 2]
      for (const [i, start] of starts.entries()) await store.finish(trace(`t${i}`, { startedAt: at(start) }))
      await store.finish(trace('other', { experimentId: other, startedAt: at(9) }))
      const seen: string[] = []
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await store.search({
          experimentIds: ['0'],
          limit: 1,
          ...(cursor !== undefined && { cursor }),
        })
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor
      }
      expect(seen).toEqual(['t1', 't2', 't3', 't0'])
      expect(await found('', { experimentIds: ['0', other, 'x', '99'] })).toEqual(['other', ...seen])
      expect(await found('', { experimentIds: [] })).toEqual([])
      const ids = ['t0', 'other', 't1', 'none']
      expect((await store.experimentsOf(ids)).toSorted()).toEqual(['0', other].toSorted())
      expect(await store.experimentsOf([])).toEqual([])
      await expect(found('', { cursor: 'x' })).rejects.toMatchObject({ code: 'bad-cursor' })
      await expect(found('nothing = 1')).rejects.toMatchObject({ code: 'bad-filter' })
      await expect(found('', { orderBy: ['text'] })).rejects.toMatchObject({ code: 'bad-order' })
    })

    test('orders by attributes, tags and metadata, with those that lack it last, over pages', async () => {
      const { store } = await openStores()
      const values: readonly (readonly [string, Partial<TraceInfo>])[] = [
        ['a', { durationMs: 5, state: 'OK', tags: { k: 'y' }, metadata: { m: '2' } }],
        ['b', { durationMs: null, state: 'ERROR', tags: { k: 'x' } }],
        ['c', { durationMs: 9, state: 'OK', metadata: { m: '1' } }],
        ['d', { durationMs: 5, state: 'ERROR', startedAt: at(20) }],
      ]
      for (const [id, change] of values) await store.finish(trace(id, change))
      const order = async (...orderBy: string[]): Promise<string> => {
        let ids = ''
        for (let cursor: string | null | undefined; cursor !== null; ) {
          const query = { experimentIds: ['0'], orderBy, limit: 1, ...(cursor !== undefined && { cursor }) }
          const page = await store.search(query)
          ids += page.items.map(({ id }) => id).join('')
          cursor = page.nextCursor
        }
        return ids
      }
      expect(await order('execution_time ASC')).toBe('dacb')
      expect(await order('execution_time_ms DESC')).toBe('cdab')
      expect(await order('status', 'request_id DESC')).toBe('dbca')
      expect(await order('end_time DESC')).toBe('dcab')
      expect(await order('tags.k')).toBe('badc')
      expect(await order('tags.k DESC')).toBe('abdc')
      expect(await order('metadata.m ASC', 'timestamp ASC')).toBe('cabd')
    })

    describe('filters', () => {
      const prepare = async () => {
        const opened = await openStores()
        const { store, assessments } = opened
        await store.finish(
          trace('a', {
            clientRequestId: 'c-1',
            tags: { 'mlflow.traceName': 'my_fn', env: 'prod' },
            metadata: { m: 'v1', 'mlflow.sourceRun': 'r1' },
          }),
        )
        await store.finish(trace('b', { state: 'ERROR', startedAt: at(100), durationMs: null }))
        await store.addSpans([
          batch('a', {
            spans: [
              span('aa', {
                name: 'outer',
                type: 'CHAIN',
                attributes: { k: '{"n": [1]}', model: '"gpt \\"4\\""' },
              }),
              span('bb', { name: 'inner', type: 'LLM', status: 'ERROR', attributes: { "it's": '5' } }),
            ],
          }),
          batch('b', { summary: summary({ tags: { env: 'dev' } }), spans: [span('cc', { name: 'olá' })] }),
        ])
        await store.linkToRun(['b', 'nothing'], 'r1')
        await store.linkToRun(['b'], 'r1')
        await store.linkPrompts('b', ['p/1', 'p/2'])
        await store.linkPrompts('b', ['p/1'])
        await assessments.add(assessment('1', { traceId: 'a', name: 'score', value: 0.5 }))
        await assessments.add(assessment('2', { traceId: 'a', name: 'text', value: 'yes' }))
        await assessments.add(assessment('3', { traceId: 'a', value: true }))
        await assessments.add(assessment('4', { traceId: 'b', value: false }))
        await assessments.add(
          assessment('5', { traceId: 'b', kind: 'expectation', name: 'e', value: { a: 1 } }),
        )
        await assessments.add(assessment('6', { traceId: 'b', kind: 'issue', name: 'iss-1', value: 'x' }))
        return opened
      }
      test.each([
        ["trace.status = 'ERROR'", 'b'],
        ["status != 'OK'", 'b'],
        ["status IN ('OK', 'ERROR')", 'ba'],
        ["request_id NOT IN ('a')", 'b'],
        ["client_request_id = 'c-1'", 'a'],
        ["client_request_id LIKE 'C%'", ''],
        ["client_request_id ILIKE 'C%'", 'a'],
        ['timestamp_ms > 1700000000050', 'b'],
        ['timestamp <= 1700000000000 AND execution_time = 10', 'a'],
        ['execution_time_ms >= 0', 'a'],
        ['end_time_ms = 1700000000010', 'a'],
        ["name = 'my_fn'", 'a'],
        ["trace.name LIKE 'my%'", 'a'],
        ["tags.env = 'dev'", 'b'],
        ["tags.env RLIKE '^pr.d'", 'a'],
        ["tags.env != 'dev'", 'a'],
        ['tags.nothing IS NULL', 'ba'],
        ['tags.`mlflow.traceName` IS NOT NULL', 'a'],
        ["metadata.m = 'v1'", 'a'],
        ["request_metadata.m ILIKE 'V_'", 'a'],
        ["run_id = 'r1'", 'ba'],
        ["run_id LIKE 'r1'", 'a'],
        ["prompt = 'p/1'", 'b'],
        ["prompt = 'p/3'", ''],
        ["span.name = 'inner'", 'a'],
        ["span.name = 'olá'", 'b'],
        ["span.name = 'inner' AND span.type = 'LLM'", 'a'],
        ["span.name = 'inner' AND span.type = 'CHAIN'", ''],
        ["span.status = 'ERROR'", 'a'],
        ["span.type IN ('LLM', 'TOOL')", 'a'],
        ["span.attributes.k LIKE '%n%'", 'a'],
        ['span.attributes.k = \'{"n": [1]}\'', 'a'],
        ["span.attributes.model LIKE 'gpt%'", 'a'],
        ["span.attributes.model LIKE '%n%'", ''],
        ["span.attributes.\"it's\" = '5'", 'a'],
        ["span.attributes.k LIKE '%n%' AND span.name = 'inner'", ''],
        ["trace.text LIKE '%olá%'", 'b'],
        ["text ILIKE '%OUTER%'", 'a'],
        ['feedback.score > 0.4', 'a'],
        ['feedback.score >= 0.6', ''],
        ["feedback.score = '0.5'", 'a'],
        ["feedback.text = 'yes'", 'a'],
        ["feedback.text != 'yes'", ''],
        ["feedback.text LIKE '%es%'", 'a'],
        ["feedback.correct = 'false'", 'b'],
        ['feedback.score IS NULL', 'b'],
        ['expectation.e IS NOT NULL', 'b'],
        ["issue.id = 'iss-1'", 'b'],
      ])('%s', async (filter, ids) => {
        const { found } = await prepare()
        expect((await found(filter)).join('')).toBe(ids)
      })
    })
  })

  describe(`AssessmentStore: ${name}`, () => {
    test('adds, changes and removes an assessment', async () => {
      const { store, assessments } = await openStores()
      await store.finish(trace('t'))
      const added = assessment('a', { spanId: 's', rationale: 'why', metadata: { m: '1' }, value: null })
      await assessments.add(added)
      expect(await assessments.get('t', 'a')).toEqual(added)
      expect(await assessments.get('x', 'a')).toBeNull()
      const change = { name: 'other', value: [1], metadata: { n: '2' }, updatedAt: at(5) }
      expect(await assessments.update('t', 'a', change)).toBe(true)
      expect(await assessments.get('t', 'a')).toEqual({ ...added, ...change })
      expect(await assessments.update('x', 'a', change)).toBe(false)
      await assessments.remove('x', 'a')
      expect((await store.get(['t']))[0]?.assessments).toEqual([{ ...added, ...change }])
      await assessments.remove('t', 'a')
      await assessments.remove('t', 'a')
      expect(await assessments.get('t', 'a')).toBeNull()
    })

    test('one that overrides another makes it invalid while it exists', async () => {
      const { store, assessments, found } = await openStores()
      await store.finish(trace('t'))
      await assessments.add(assessment('a', { value: 'no' }))
      await assessments.add(assessment('b', { value: 'maybe', overrides: 'a' }))
      const valid = async () => (await store.get(['t']))[0]?.assessments.map(({ isValid }) => isValid)
      expect(await valid()).toEqual([false, true])
      expect(await found("feedback.correct = 'no'")).toEqual([])
      await assessments.remove('t', 'b')
      expect(await valid()).toEqual([true])
    })

    test('refuses what has no trace or overrides nothing, and adds nothing then', async () => {
      const { store, assessments } = await openStores()
      await store.finish(trace('t'))
      await expect(assessments.add(assessment('a', { traceId: 'x' }))).rejects.toMatchObject({
        code: 'trace-not-found',
      })
      await expect(assessments.add(assessment('a', { overrides: 'x' }))).rejects.toMatchObject({
        code: 'assessment-not-found',
      })
      await expect(store.linkPrompts('x', ['p/1'])).rejects.toMatchObject({ code: 'trace-not-found' })
      expect(await assessments.get('t', 'a')).toBeNull()
    })
  })
}
