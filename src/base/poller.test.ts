import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Poller, type PollerOptions } from './poller.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

/** Creates a poller that records the time of each poll, and fails while `state.error` is set. */
function create(options: Partial<PollerOptions> = {}) {
  const state = { error: null as Error | null, polls: [] as number[], failing: [] as unknown[] }
  const poller = new Poller({
    name: 'test',
    intervalMs: 100,
    maxIntervalMs: 1000,
    staleAfterMs: 2000,
    poll: async () => {
      state.polls.push(Date.now())
      if (state.error !== null) throw state.error
    },
    onFailing: (error) => void state.failing.push(error),
    ...options,
  })
  return { poller, state }
}

test('polls at the start and then once an interval, until it is closed', async () => {
  const { poller, state } = create()
  await poller.start()
  await vi.advanceTimersByTimeAsync(300)
  await poller.close()
  await vi.advanceTimersByTimeAsync(1000)
  expect(state.polls).toEqual([0, 100, 200, 300])
})

test('a first poll that fails rejects, and nothing is polled after it', async () => {
  const { poller, state } = create()
  state.error = new Error('away')
  await expect(poller.start()).rejects.toThrow('away')
  await vi.advanceTimersByTimeAsync(10_000)
  expect([state.polls, state.failing]).toEqual([[0], []])
  expect(poller.status()).toMatchObject({ lastSuccessAt: null, isStale: true })
})

test('waits twice as long after each failure up to the cap, and as before after a success', async () => {
  const { poller, state } = create()
  await poller.start()
  state.error = new Error('away')
  await vi.advanceTimersByTimeAsync(4000)
  expect(state.polls).toEqual([0, 100, 300, 700, 1500, 2500, 3500])
  state.error = null
  await vi.advanceTimersByTimeAsync(700)
  expect(state.polls.slice(7)).toEqual([4500, 4600, 4700])
  await poller.close()
})

test('closing waits for the first poll, and nothing is polled after it', async () => {
  let release = (): void => undefined
  const { poller, state } = create()
  const started = poller.start(
    () =>
      new Promise<void>((resolve) => {
        release = resolve
      }),
  )
  let isClosed = false
  const closed = poller.close().then(() => {
    isClosed = true
  })
  await vi.advanceTimersByTimeAsync(1000)
  expect(isClosed).toBe(false)
  release()
  await Promise.all([started, closed])
  await vi.advanceTimersByTimeAsync(1000)
  expect(state.polls).toEqual([])
})

test('reports that polls fail once an outage', async () => {
  const { poller, state } = create()
  const [first, second] = [new Error('first'), new Error('second')]
  state.error = first
  await poller.check()
  await poller.check()
  state.error = null
  await poller.check()
  state.error = second
  await poller.check()
  expect(state.failing).toEqual([first, second])
})

test('one poll runs at a time: who checks meanwhile waits for it', async () => {
  let release = (): void => undefined
  let polls = 0
  const { poller } = create({
    poll: async () => {
      polls += 1
      await new Promise<void>((resolve) => {
        release = resolve
      })
    },
  })
  const both = Promise.all([poller.check(), poller.check()])
  const closed = poller.close()
  release()
  await Promise.all([both, closed])
  expect(polls).toBe(1)
})

test('is stale when the last success is too long ago, and names the last error', async () => {
  const { poller, state } = create()
  await poller.start()
  state.error = new Error('away')
  await vi.advanceTimersByTimeAsync(2000)
  const at = new Date(0)
  expect(poller.status()).toEqual({ name: 'test', lastSuccessAt: at, lastError: state.error, isStale: false })
  await vi.advanceTimersByTimeAsync(1)
  expect(poller.status()).toMatchObject({ lastSuccessAt: at, isStale: true })
  state.error = null
  await vi.advanceTimersByTimeAsync(500)
  expect(poller.status()).toEqual({
    name: 'test',
    lastSuccessAt: new Date(2500),
    lastError: null,
    isStale: false,
  })
  await poller.close()
})
