import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { blocks } from '../../scripts/numbers/blocks.ts'
import { createRun, isAvailable } from '../../scripts/numbers/run-command.ts'
import { blocksOf, computeBlock, documents } from '../../scripts/numbers.ts'
import { readRepoFile } from '../kit/repo-files.ts'

const written = documents.flatMap((file) => blocksOf(readRepoFile(file)).map((block) => ({ file, ...block })))
const folder = mkdtempSync(join(tmpdir(), 'lapidary-numbers-'))
const run = createRun(folder)
afterAll(() => rmSync(folder, { recursive: true }))

test('every block of numbers is in a document and in scripts/numbers/blocks.ts', () => {
  expect([...new Set(written.map(({ name }) => name))].sort()).toEqual(Object.keys(blocks).sort())
})

test('every mark of a document begins or ends a block', () => {
  for (const file of documents) {
    const text = readRepoFile(file)
    const count = blocksOf(text).length
    expect([file, text.split('<!-- numbers').length - 1, text.split('<!-- /numbers -->').length - 1]).toEqual(
      [file, count, count],
    )
  }
})

test('no measured value is typed by hand: three decimals stand in blocks only', () => {
  const typed = documents.flatMap((file) => {
    const text = blocksOf(readRepoFile(file)).reduce(
      (rest, block) => rest.replace(block.text, ''),
      readRepoFile(file),
    )
    return [...text.matchAll(/\b0[.,]\d{3,}\b/g)].map(([number]) => `${file}: ${number}`)
  })
  expect(typed).toEqual([])
})

describe('numbers that take seconds are what their commands print (else: npm run numbers -- NAME)', () => {
  const cheap = written.filter(({ name }) => blocks[name]?.cost === 'seconds')
  const there = cheap.filter(({ name }) => isAvailable(blocks[name]?.needs))
  for (const { name, file } of cheap.filter((block) => !there.includes(block)))
    console.warn(`NOT COMPARED: ${name} of ${file} needs ${blocks[name]?.needs}`)

  test.each(there)('$name in $file', async ({ name, file, text }) => {
    expect(text).toBe(await computeBlock(name, file, run))
  })
})
