import { expect, test } from 'vitest'
import { runAtOnce, runInTurns, type Steps } from './steps.ts'

function* count(to: number, each: () => void = () => undefined): Steps<number> {
  for (let i = 0; i < to; i++) {
    each()
    yield
  }
  return to
}

function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

test('runAtOnce() returns the result', () => {
  expect(runAtOnce(count(3))).toBe(3)
})

test('runInTurns() lets the event loop run between pieces', async () => {
  const seen: string[] = []
  const next = (): void => {
    seen.push('loop')
    if (seen.length < 200) setImmediate(next)
  }
  setImmediate(next)
  const steps = count(5, () => {
    busy(15) // more than a turn
    seen.push('piece')
  })
  expect(await runInTurns(steps)).toBe(5)
  expect(seen.slice(0, 9).join(' ')).toMatch(/^piece( loop)+ piece( loop)+ piece( loop)+ piece/)
})

test('runInTurns() rejects with what the work throws', async () => {
  const steps = count(2, () => {
    throw new Error('damaged')
  })
  await expect(runInTurns(steps)).rejects.toThrow('damaged')
})
