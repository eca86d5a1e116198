import { expect, test } from 'vitest'
import { maxEntityIdLength } from '../../../src/project/entity-id.ts'
import { cutEntity, maxEntityLength } from './entity.ts'

test('the page takes the ids that the server takes', () => expect(maxEntityLength).toBe(maxEntityIdLength))

test('what is cut is cut between characters', () => {
  expect(cutEntity('😀'.repeat(maxEntityLength))).toBe('😀'.repeat(maxEntityLength))
  expect(cutEntity(`${'x'.repeat(maxEntityLength - 1)}😀y`)).toBe(`${'x'.repeat(maxEntityLength - 1)}😀`)
})
