import { expect, test } from 'vitest'
import { type Part, Parts } from './parts.ts'

/** Parts whose steps are noted in `events`; `failing` names steps that fail, such as `b.close`. */
function create(names: readonly string[], failing: readonly string[] = []) {
  const events: string[] = []
  const logged: unknown[] = []
  const parts = new Parts({
    error: (fields, message) => void logged.push([fields['part'], String(fields['err']), message]),
  })
  const partOf = (name: string): Part => {
    const step = (kind: string) => async (): Promise<void> => {
      events.push(`${name}.${kind}`)
      if (failing.includes(`${name}.${kind}`)) throw new Error(`${name} cannot ${kind}`)
    }
    return { name, start: step('start'), drain: step('drain'), close: step('close') }
  }
  for (const name of names) parts.add(partOf(name))
  return { parts, partOf, events, logged }
}

test('parts start in order, and are drained and closed in reverse order', async () => {
  const { parts, events, logged } = create(['a', 'b'])
  await parts.start()
  await parts.close()
  expect(events).toEqual(['a.start', 'b.start', 'b.drain', 'a.drain', 'b.close', 'a.close'])
  expect(logged).toEqual([])
})

test('a part starts once, also when others are added later', async () => {
  const { parts, partOf, events } = create(['a'])
  await parts.start()
  parts.add(partOf('b'))
  await parts.start()
  expect(events).toEqual(['a.start', 'b.start'])
})

test('a part that fails to start keeps later parts from starting, and all are closed', async () => {
  const { parts, events } = create(['a', 'b', 'c'], ['b.start'])
  await expect(parts.start()).rejects.toThrow('b cannot start')
  await parts.close()
  expect(events.filter((event) => event.endsWith('start'))).toEqual(['a.start', 'b.start'])
  expect(events.filter((event) => event.endsWith('close'))).toEqual(['c.close', 'b.close', 'a.close'])
})

test('a part that fails to drain or close does not keep the others from it, and is logged by name', async () => {
  const { parts, events, logged } = create(['a', 'b', 'c'], ['c.drain', 'b.close'])
  await parts.close()
  expect(events).toEqual(['c.drain', 'b.drain', 'a.drain', 'c.close', 'b.close', 'a.close'])
  expect(logged).toEqual([
    ['c', 'Error: c cannot drain', 'the part "c" failed to drain; the others go on'],
    ['b', 'Error: b cannot close', 'the part "b" failed to close; the others go on'],
  ])
})

test('draining and closing again does nothing more', async () => {
  const { parts, events } = create(['a'])
  await parts.drain()
  await Promise.all([parts.close(), parts.close()])
  await parts.drain()
  expect(events).toEqual(['a.drain', 'a.close'])
})
