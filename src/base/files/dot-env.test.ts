import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readDotEnv } from './dot-env.ts'

function folders(...parts: string[]): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'lapidary-')), ...parts)
  mkdirSync(folder, { recursive: true })
  return folder
}

it('readDotEnv() looks up to the root of the repository', () => {
  const folder = folders('repo', 'examples', 'toy')
  mkdirSync(join(folder, '../../.git'))
  writeFileSync(join(folder, '../../.env'), 'PORT=9000\n# a comment\nAPI_KEY="a b"\n')
  expect(readDotEnv(folder)).toEqual({ PORT: '9000', API_KEY: 'a b' })
  writeFileSync(join(folder, '.env'), 'PORT=9001\n')
  expect(readDotEnv(folder)).toEqual({ PORT: '9001' })
})

it('readDotEnv() never looks above the repository, nor above a folder outside of one', () => {
  const inside = folders('above', 'repo', 'toy')
  mkdirSync(join(inside, '../.git'))
  writeFileSync(join(inside, '../../.env'), 'PORT=1\n')
  expect(readDotEnv(inside)).toEqual({})
  const outside = folders('above', 'toy')
  writeFileSync(join(outside, '../.env'), 'PORT=1\n')
  expect(readDotEnv(outside)).toEqual({})
})
