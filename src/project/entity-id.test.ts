import { expect, test } from 'vitest'
import { isEntityId, maxEntityIdLength } from './entity-id.ts'

test('an id has 1 to 512 whole characters, whatever they are', () => {
  for (const id of ['x', ' ', '\0', '😀'.repeat(maxEntityIdLength), 'x'.repeat(maxEntityIdLength)])
    expect(isEntityId(id)).toBe(true)
  for (const id of [
    '',
    '\ud800',
    'x\udc00',
    '😀'.repeat(maxEntityIdLength + 1),
    'x'.repeat(maxEntityIdLength + 1),
  ]) {
    expect(isEntityId(id)).toBe(false)
  }
})
