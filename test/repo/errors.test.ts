import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorCatalogue } from '../../src/base/errors/lapidary-error.ts'

const folder = join(import.meta.dirname, '../../src/base/errors')

test('no two parts of the error catalogue have an entry of the same name: one would hide the other', async () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('-errors.ts'))
  expect(files.length).toBeGreaterThan(5)
  const parts = await Promise.all(
    files.map(async (file) => (await import(join(folder, file))) as Record<string, object>),
  )
  const codes = parts.flatMap((part) => Object.values(part).flatMap((entries) => Object.keys(entries)))
  expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([])
  expect(codes.toSorted()).toEqual(Object.keys(errorCatalogue).toSorted())
})
