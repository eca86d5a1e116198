import { expect, test } from 'vitest'
import { maxEntityIdLength } from '../../../src/project/entity-id.ts'
import { cutEntity, longestEntity } from './entity.ts'

test('the page takes the ids that the server takes', () => expect(longestEntity).toBe(maxEntityIdLength))

test('what is cut is cut between characters', () => {
  expect(cutEntity('😀'.repeat(longestEntity))).toBe('😀'.repeat(longestEntity))
  expect(cutEntity(`${'x'.repeat(longestEntity - 1)}😀y`)).toBe(`${'x'.repeat(longestEntity - 1)}😀`)
})
