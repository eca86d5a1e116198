import { expect, test } from 'vitest'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { Caller } from './caller.ts'
import { TrustedCallers } from './trusted-callers.ts'

const ana: Caller = { id: 'user:ana', name: 'ana', scopes: new Set(['predict']) }
const away = new LapidaryError('database-unavailable', { place: 'PostgreSQL', reason: 'ECONNREFUSED' })

function trusting(expiresAt: string | null = null) {
  let time = Date.parse('2026-11-22T12:00:00Z')
  const trusted = new TrustedCallers(() => new Date(time))
  trusted.trust('key a', ana, expiresAt, trusted.changes)
  const fail = (problem: unknown) => async () =>
    await trusted.orAsBefore('key a', () => Promise.reject(problem))
  const wait = (seconds: number) => void (time += seconds * 1000)
  return { trusted, wait, fail }
}

test('asks again after a second, and not before', () => {
  const { trusted, wait } = trusting()
  wait(0.9)
  expect(trusted.recent('key a')).toBe(ana)
  wait(0.2)
  expect(trusted.recent('key a')).toBeNull()
  expect(trusted.recent('key b')).toBeNull()
})

test('while the store is away, whom it knew in the last ten minutes goes on, and it is asked every five seconds', async () => {
  const { trusted, wait, fail } = trusting()
  wait(60)
  expect(trusted.recent('key a')).toBeNull()
  expect(await fail(away)()).toBe(ana)
  wait(4)
  expect(trusted.recent('key a')).toBe(ana)
  wait(2)
  expect(trusted.recent('key a')).toBeNull()
  expect(await fail(away)()).toBe(ana)
  wait(600)
  await expect(fail(away)).rejects.toBe(away)
})

test('nobody goes on whose credential has ended, whom the store knows no more, or whom it never knew', async () => {
  const { trusted, wait, fail } = trusting('2026-11-22T12:01:00Z')
  wait(59)
  expect(await fail(away)()).toBe(ana)
  wait(1)
  expect(trusted.recent('key a')).toBeNull()
  await expect(fail(away)).rejects.toBe(away)

  const other = trusting()
  expect(await other.trusted.orAsBefore('key a', async () => other.trusted.distrust('key a'))).toBeNull()
  await expect(other.fail(away)).rejects.toBe(away)
  await expect(other.trusted.orAsBefore('key b', () => Promise.reject(away))).rejects.toBe(away)
})

test('nobody goes on after a change made here, a clock set back, or an error of another kind', async () => {
  const changed = trusting()
  changed.trusted.forget()
  await expect(changed.fail(away)).rejects.toBe(away)
  const back = trusting()
  back.wait(-1)
  await expect(back.fail(away)).rejects.toBe(away)
  await expect(trusting().fail(new TypeError('broken'))).rejects.toThrow('broken')
})

test('nobody waits for a store that does not answer, and what it says late counts', async () => {
  const { trusted, wait } = trusting()
  wait(60)
  let answer: () => void = () => undefined
  const late = new Promise<null>((resolve) => {
    answer = () => resolve(trusted.distrust('key a'))
  })
  expect(await trusted.orAsBefore('key a', () => late)).toBe(ana)
  expect(trusted.recent('key a')).toBe(ana)
  answer()
  await late
  expect(trusted.recent('key a')).toBeNull()
})
