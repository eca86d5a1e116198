import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

test('what arrives while a turn has time left runs at once', () => {
  const turns = new Turns(() => 0)
  const ran: number[] = []
  for (let i = 0; i < 100; i++) turns.take(() => ran.push(i))
  expect(ran).toHaveLength(100)
})

test('what arrives after waits for later turns, in order, and other work comes between', async () => {
  let now = 0
  const turns = new Turns(() => now)
  const ran: (number | string)[] = []
  for (let i = 0; i < 4; i++) {
    turns.take(() => {
      ran.push(i)
      now += 50
    })
  }
  expect(ran).toEqual([0])
  setImmediate(() => ran.push('other'))
  for (let i = 0; i < 8; i++) await nextTurn()
  expect(ran).toEqual([0, 1, 'other', 2, 3])
  turns.take(() => ran.push('later'))
  expect(ran.at(-1)).toBe('later')
})

test('what waits shares a turn while that has time left', async () => {
  let now = 0
  const turns = new Turns(() => now)
  const ran: (number | string)[] = []
  const costs = [50, 4, 4, 4, 4]
  for (const [i, cost] of costs.entries()) {
    turns.take(() => {
      ran.push(i)
      now += cost
    })
  }
  setImmediate(() => ran.push('other'))
  for (let i = 0; i < 6; i++) await nextTurn()
  expect(ran).toEqual([0, 1, 2, 3, 'other', 4])
})
