import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createUuid7Clock, createUuid7Generator, readUuid7Time } from './uuid7.ts'

const zeros = (size: number): Uint8Array => new Uint8Array(size)
const ones = (size: number): Uint8Array => new Uint8Array(size).fill(255)

test('lays out time, version, counter, variant and random bits as RFC 9562 says', () => {
  const time = 0x017f22e279b0 // of the example in appendix A.6
  expect(createUuid7Generator(() => time, zeros)()).toBe('017f22e2-79b0-7000-8000-000000000000')
  expect(createUuid7Generator(() => time, ones)()).toBe('017f22e2-79b0-77ff-bfff-ffffffffffff')
})

test('makes ids that only grow, also within a millisecond and when the clock goes back', () => {
  for (const random of [zeros, ones, randomBytes]) {
    let calls = 0
    const next = createUuid7Generator(
      () => 1_700_000_000_000 + Math.round(500 * Math.sin(calls++ / 3000)),
      random,
    )
    const ids = Array.from({ length: 20_000 }, next)
    for (const [i, id] of ids.entries()) {
      if (i > 0 && id <= (ids[i - 1] ?? '')) expect.fail(`${id} after ${ids[i - 1]}`)
      if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)) expect.fail(id)
    }
  }
})

test('goes on after the newest id of the process before, whatever the clock says', () => {
  const before = createUuid7Generator(() => 1_700_000_000_000, ones)
  for (const count of [1, 5, 4096]) {
    const newest = Array.from({ length: count }, before).at(-1) ?? ''
    const next = createUuid7Generator(() => 1_600_000_000_000, zeros, newest)
    const ids = [newest, ...Array.from({ length: 5000 }, next)]
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  }
  const later = createUuid7Generator(() => 1_800_000_000_000, zeros, before())
  expect(readUuid7Time(later()).getTime()).toBe(1_800_000_000_000)
})

test('does not repeat itself between makers of the same moment', () => {
  const makers = Array.from({ length: 50 }, () => createUuid7Generator(() => 1, randomBytes))
  const ids = makers.flatMap((next) => Array.from({ length: 200 }, next))
  expect(new Set(ids).size).toBe(ids.length)
})

test('gives each id its own time, and the time of the clock once that was set back', () => {
  let clock = 1_700_000_000_000
  const next = createUuid7Generator(() => clock, randomBytes)
  const timeOf = createUuid7Clock(() => clock)
  for (const step of [0, 0, 1, 0, 86_400_000, -500, 0, 1000]) {
    clock += step
    const id = next()
    expect(timeOf(id)).toBe(readUuid7Time(id).toISOString())
  }
  clock -= 3_600_000
  expect(timeOf(next())).toBe(new Date(clock).toISOString())
  clock += 7_200_000
  expect(timeOf(next())).toBe(new Date(clock).toISOString())
})
