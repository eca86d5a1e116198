import { expect, test } from 'vitest'
import { SignInBackoff } from './sign-in-backoff.ts'
import { MemorySignInFailures } from './sign-in-failures.ts'

function open() {
  let time = Date.parse('2026-01-02T03:04:05.000Z')
  const backoff = new SignInBackoff(new MemorySignInFailures(), () => new Date(time))
  /** Seconds to wait, or 0 when the attempt was allowed (and counts as failed). */
  const fail = async (account: string, address: string): Promise<number> => {
    return Number((await backoff.attempt(account, address))?.values['seconds'] ?? 0)
  }
  return { backoff, fail, pass: (seconds: number) => void (time += seconds * 1000) }
}

test('an account waits twice as long after each failure beyond the tenth, five minutes at most', async () => {
  const { fail, pass } = open()
  for (let i = 0; i < 10; i++) expect(await fail('maria', `10.0.0.${i}`)).toBe(0)
  const waits: number[] = []
  for (let i = 0; i < 11; i++) {
    const wait = await fail('maria', '10.0.1.1')
    waits.push(wait)
    pass(wait)
    expect(await fail('maria', '10.0.1.1')).toBe(0)
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
  expect(await fail('joao', '10.0.1.1')).toBe(0)
})

test('an address waits after fifty, whatever the names', async () => {
  const { fail } = open()
  for (let i = 0; i < 50; i++) expect(await fail(`name ${i}`, '10.0.0.1')).toBe(0)
  expect(await fail('maria', '10.0.0.1')).toBe(1)
  expect(await fail('maria', '10.0.0.2')).toBe(0)
})

test('a right password clears the account, and spares the address its own attempt alone', async () => {
  const { backoff, fail } = open()
  for (let i = 0; i < 9; i++) await fail('maria', '10.0.0.1')
  for (let i = 0; i < 100; i++) {
    await backoff.attempt('ana', '10.0.0.9')
    await backoff.succeeded('ana', '10.0.0.9')
  }
  await backoff.attempt('maria', '10.0.0.1')
  await backoff.succeeded('maria', '10.0.0.1')
  for (let i = 0; i < 10; i++) expect(await fail('maria', '10.0.0.2')).toBe(0)
  expect(await fail('maria', '10.0.0.2')).toBe(1)
  for (let i = 0; i < 41; i++) expect(await fail(`name ${i}`, '10.0.0.1')).toBe(0)
  expect(await fail('name', '10.0.0.1')).toBe(1)
})

test('what nobody answered counts for nothing', async () => {
  const { backoff, fail } = open()
  for (let i = 0; i < 100; i++) {
    await backoff.attempt('maria', '10.0.0.1')
    await backoff.unanswered('maria', '10.0.0.1')
  }
  expect(await fail('maria', '10.0.0.1')).toBe(0)
})

test('forgets after an hour, and a clock set back locks nobody out', async () => {
  const { fail, pass } = open()
  for (let i = 0; i < 10; i++) await fail('maria', '10.0.0.1')
  pass(-7200)
  expect(await fail('maria', '10.0.0.2')).toBe(1)
  pass(1)
  expect(await fail('maria', '10.0.0.2')).toBe(0)
  pass(3601)
  for (let i = 0; i < 10; i++) expect(await fail('maria', '10.0.0.2')).toBe(0)
})
