import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileKernels } from '../../scripts/kernels.ts'

test('every committed .wasm is what its source compiles to (npm run kernels)', async () => {
  const compiled = await compileKernels()
  expect([...compiled.keys()]).not.toEqual([])
  for (const [path, bytes] of compiled) {
    const committed = readFileSync(new URL(`../../${path}`, import.meta.url))
    expect(Buffer.compare(bytes, committed), path).toBe(0)
  }
})
