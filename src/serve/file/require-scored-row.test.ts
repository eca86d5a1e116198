import { expect, test } from 'vitest'
import { requireScoredRow } from './require-scored-row.ts'
import type { ScoredBlock } from './write-blocks.ts'

const header: ScoredBlock = { text: 'id,error\n', scored: [], rows: 0, failed: 0, firstProblem: null }
const failed = (row: number, text = `${row},wrong\n`): ScoredBlock => {
  return { ...header, text, rows: 1, failed: 1, firstProblem: { row, message: 'wrong' } }
}
const good: ScoredBlock = { ...header, text: '9,\n', rows: 1 }
const file = { path: '/tmp/clients.csv', rows: 3 }

/** Yields blocks, and records how many were requested and whether they were closed. */
function recordReads(blocks: readonly ScoredBlock[]) {
  const seen = { asked: 0, closed: false }
  async function* source(): AsyncGenerator<ScoredBlock> {
    try {
      for (const block of blocks) {
        seen.asked++
        yield block
      }
    } finally {
      seen.closed = true
    }
  }
  return { seen, source: source() }
}

async function collect(blocks: AsyncIterable<ScoredBlock>): Promise<ScoredBlock[]> {
  const all: ScoredBlock[] = []
  for await (const block of blocks) all.push(block)
  return all
}

test('blocks are held back until a row has a prediction, and none is lost', async () => {
  const all = [header, failed(1), good, failed(3)]
  const { seen, source } = recordReads(all)
  const blocks = await requireScoredRow(source, file)
  expect(seen).toEqual({ asked: 3, closed: false })
  expect(await collect(blocks)).toEqual(all)
  expect(seen).toEqual({ asked: 4, closed: true })
})

test('a reader that stops closes the blocks', async () => {
  const { seen, source } = recordReads([header, good, failed(3)])
  for await (const _ of await requireScoredRow(source, file)) break
  expect(seen).toEqual({ asked: 2, closed: true })
})

test('blocks without a prediction are refused with the first reason', async () => {
  const { source } = recordReads([header, failed(2), failed(3)])
  const error = await requireScoredRow(source, file).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    code: 'no-row-scored',
    message:
      'None of the 3 rows of clients.csv has a prediction. The first reason, of row 2: wrong Correct the file and score it again.',
  })
})

test('blocks that are too large to be held back are passed on', async () => {
  const all = [header, ...Array.from({ length: 10 }, (_, i) => failed(i, 'x'.repeat(1 << 20)))]
  const { seen, source } = recordReads(all)
  const blocks = await requireScoredRow(source, file)
  expect(seen.asked).toBe(5)
  expect(await collect(blocks)).toEqual(all)
})
