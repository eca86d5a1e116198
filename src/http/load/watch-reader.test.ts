import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchReader } from './watch-reader.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function* pieces(count: number, length: number): AsyncGenerator<string> {
  for (let i = 0; i < count; i++) yield 'x'.repeat(length)
}

/**
 * Reads `count` pieces and waits after each. Returns how many were read when `onStall` was called,
 * or `null` if it was not.
 */
async function read(count: number, length: number, waitMs: number): Promise<number | null> {
  let stalledAt: number | null = null
  let taken = 0
  const onEnd = vi.fn()
  const reader = watchReader(pieces(count, length), () => (stalledAt ??= taken), onEnd)
  for await (const _ of reader) {
    taken++
    await vi.advanceTimersByTimeAsync(waitMs)
  }
  expect(onEnd).toHaveBeenCalledTimes(1)
  return stalledAt
}

test('a reader that stands still is one', async () => expect(await read(2, 20_000, 61_000)).toBe(1))
test('so is one that takes a piece just before it would stand still', async () =>
  expect(await read(10, 20_000, 59_000)).toBe(2))
test('a slow line is none', async () => expect(await read(500, 20_000, 1900)).toBeNull())
test('nor is one pause', async () => expect(await read(1, 20_000, 55_000)).toBeNull())
