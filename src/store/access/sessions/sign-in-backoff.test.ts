import { expect, test } from 'vitest'
import { SignInBackoff } from './sign-in-backoff.ts'

function open() {
  let time = Date.parse('2026-01-02T03:04:05.000Z')
  const backoff = new SignInBackoff(() => new Date(time))
  /** Seconds to wait, or 0 when the attempt was allowed (and counts as failed). */
  const fail = (account: string, address: string): number => {
    return Number(backoff.attempt(account, address)?.values['seconds'] ?? 0)
  }
  return { backoff, fail, pass: (seconds: number) => void (time += seconds * 1000) }
}

test('an account waits twice as long after each failure beyond the tenth, five minutes at most', () => {
  const { fail, pass } = open()
  for (let i = 0; i < 10; i++) expect(fail('maria', `10.0.0.${i}`)).toBe(0)
  const waits: number[] = []
  for (let i = 0; i < 11; i++) {
    const wait = fail('maria', '10.0.1.1')
    waits.push(wait)
    pass(wait)
    expect(fail('maria', '10.0.1.1')).toBe(0)
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
  expect(fail('joao', '10.0.1.1')).toBe(0)
})

test('an address waits after fifty, whatever the names', () => {
  const { fail } = open()
  for (let i = 0; i < 50; i++) expect(fail(`name ${i}`, '10.0.0.1')).toBe(0)
  expect(fail('maria', '10.0.0.1')).toBe(1)
  expect(fail('maria', '10.0.0.2')).toBe(0)
})

test('a right password clears the account, and spares the address its own attempt alone', () => {
  const { backoff, fail } = open()
  for (let i = 0; i < 9; i++) fail('maria', '10.0.0.1')
  for (let i = 0; i < 100; i++) {
    backoff.attempt('ana', '10.0.0.9')
    backoff.succeeded('ana', '10.0.0.9')
  }
  backoff.attempt('maria', '10.0.0.1')
  backoff.succeeded('maria', '10.0.0.1')
  for (let i = 0; i < 10; i++) expect(fail('maria', '10.0.0.2')).toBe(0)
  expect(fail('maria', '10.0.0.2')).toBe(1)
  for (let i = 0; i < 41; i++) expect(fail(`name ${i}`, '10.0.0.1')).toBe(0)
  expect(fail('name', '10.0.0.1')).toBe(1)
})

test('what nobody answered counts for nothing', () => {
  const { backoff, fail } = open()
  for (let i = 0; i < 100; i++) {
    backoff.attempt('maria', '10.0.0.1')
    backoff.unanswered('maria', '10.0.0.1')
  }
  expect(fail('maria', '10.0.0.1')).toBe(0)
})

test('forgets after an hour, and a clock set back locks nobody out', () => {
  const { fail, pass } = open()
  for (let i = 0; i < 10; i++) fail('maria', '10.0.0.1')
  pass(-7200)
  expect(fail('maria', '10.0.0.2')).toBe(1)
  pass(1)
  expect(fail('maria', '10.0.0.2')).toBe(0)
  pass(3601)
  for (let i = 0; i < 10; i++) expect(fail('maria', '10.0.0.2')).toBe(0)
})
