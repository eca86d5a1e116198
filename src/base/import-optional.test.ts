import { expect, test } from 'vitest'
import { importOptional } from './import-optional.ts'

test('names the package that is missing and the setting that asks for it', async () => {
  const name = 'a-package-that-nobody-installed'
  await expect(importOptional(name, 'DATABASE_URL', () => import(/* @vite-ignore */ name))).rejects.toThrow(
    `DATABASE_URL requires the package ${name}, which is not installed. Run npm install ${name}, or unset DATABASE_URL.`,
  )
})

test('hides no other mistake', async () => {
  await expect(
    importOptional('pg', 'DATABASE_URL', () => Promise.reject(new TypeError('broken'))),
  ).rejects.toThrow('broken')
  expect(await importOptional('pg', 'DATABASE_URL', async () => 1)).toBe(1)
})
