import { expect, onTestFinished, test } from 'vitest'
import type { AuditEntry } from '../audit/audit-store.ts'
import { type SignInEvent, SignInLog } from './sign-in-log.ts'

type Entry = Omit<AuditEntry, 'at' | 'address' | 'count'> & Partial<AuditEntry>

function open() {
  let time = Date.parse('2026-01-02T03:00:00.000Z')
  const entries: Entry[] = []
  const warnings: unknown[] = []
  let isFull = false
  const record = async (entry: Entry): Promise<void> => {
    if (isFull) throw new Error('disk full')
    entries.push(entry)
  }
  const log = new SignInLog({
    audit: { record },
    now: () => new Date(time),
    warn: (error) => void warnings.push(error),
  })
  onTestFinished(async () => await log.close())
  return {
    log,
    entries,
    warnings,
    pass: (minutes: number) => void (time += minutes * 60_000),
    fill: (full: boolean) => void (isFull = full),
    brief: () => entries.map(({ subject, address = null, count = 1 }) => `${subject} ${address} ${count}`),
  }
}

const opened = (name: string, address: string): SignInEvent => {
  return { action: 'session.open', by: `user:${name}`, subject: name, address }
}

test('records the first at once, and counts what is repeated within ten minutes', async () => {
  const { log, brief, pass } = open()
  for (let i = 0; i < 500; i++) await log.failed('ana', '10.0.0.1')
  await log.failed('ana', '10.0.0.2')
  await log.failed(null, '10.0.0.1')
  await log.record(opened('ana', '10.0.0.1'))
  expect(brief()).toEqual(['ana 10.0.0.1 1', 'ana 10.0.0.2 1', 'unknown 10.0.0.1 1', 'ana 10.0.0.1 1'])
  pass(10)
  await log.record(opened('ana', '10.0.0.1'))
  expect(brief().slice(4)).toEqual(['ana 10.0.0.1 499', 'ana 10.0.0.1 1'])
})

test('a flood of accounts and addresses does not fill the log, and is counted', async () => {
  const { log, entries, pass } = open()
  for (let i = 0; i < 5000; i++) await log.failed(`user ${i % 70}`, `10.0.${i >> 8}.${i & 255}`)
  await log.record(opened('bia', '10.9.9.9'))
  expect(entries).toHaveLength(102)
  pass(10)
  await log.close()
  expect(entries.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(5001)
  expect(entries.length).toBeLessThan(205)
  expect(entries.at(100)).toMatchObject({ action: 'sign-in.fail', subject: 'several', address: null })
})

test('an IPv6 network is one address', async () => {
  const { log, brief } = open()
  for (let i = 0; i < 9; i++) await log.failed('ana', `2001:db8:1:2::${i}`)
  expect(brief()).toEqual(['ana 2001:db8:1:2:: 1'])
})

test('an address is recorded in one form', async () => {
  const { log, brief } = open()
  for (const address of ['::ffff:192.0.2.1', '192.0.2.1', '::FFFF:C000:0201'])
    await log.failed('ana', address)
  expect(brief()).toEqual(['ana 192.0.2.1 1'])
})

test('what is counted is recorded at the end, and not lost while it cannot be written', async () => {
  const { log, brief, pass, fill, warnings } = open()
  for (let i = 0; i < 3; i++) await log.failed('ana', '10.0.0.1')
  pass(10)
  fill(true)
  await expect(log.failed('bia', '10.0.0.1')).rejects.toThrow('disk full')
  await log.close()
  expect(warnings).toHaveLength(1)
  fill(false)
  await log.close()
  expect(brief()).toEqual(['ana 10.0.0.1 1', 'ana 10.0.0.1 2'])
})
