import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { uuid7Maker, uuid7Teller, uuid7Time } from './uuid7.ts'

const zeros = (size: number): Uint8Array => new Uint8Array(size)
const ones = (size: number): Uint8Array => new Uint8Array(size).fill(255)

test('lays out time, version, counter, variant and random bits as RFC 9562 says', () => {
  const time = 0x017f22e279b0 // of the example in appendix A.6
  expect(uuid7Maker(() => time, zeros)()).toBe('017f22e2-79b0-7000-8000-000000000000')
  expect(uuid7Maker(() => time, ones)()).toBe('017f22e2-79b0-77ff-bfff-ffffffffffff')
})

test('makes ids that only grow, also within a millisecond and when the clock goes back', () => {
  for (const random of [zeros, ones, randomBytes]) {
    let calls = 0
    const next = uuid7Maker(() => 1_700_000_000_000 + Math.round(500 * Math.sin(calls++ / 3000)), random)
    const ids = Array.from({ length: 20_000 }, next)
    for (const [i, id] of ids.entries()) {
      if (i > 0 && id <= (ids[i - 1] ?? '')) expect.fail(`${id} after ${ids[i - 1]}`)
      if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)) expect.fail(id)
    }
  }
})

test('does not repeat itself between makers of the same moment', () => {
  const makers = Array.from({ length: 50 }, () => uuid7Maker(() => 1, randomBytes))
  const ids = makers.flatMap((next) => Array.from({ length: 200 }, next))
  expect(new Set(ids).size).toBe(ids.length)
})

test('tells each its own time, whatever it told before', () => {
  let clock = 1_700_000_000_000
  const next = uuid7Maker(() => clock, randomBytes)
  const told = uuid7Teller()
  for (const step of [0, 0, 1, 0, 86_400_000, -500, 0]) {
    clock += step
    const id = next()
    expect(told(id)).toBe(uuid7Time(id).toISOString())
  }
})
