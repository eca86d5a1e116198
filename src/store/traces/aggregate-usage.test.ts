import { expect, test } from 'vitest'
import { aggregateUsage, type UsageNode } from './aggregate-usage.ts'

const node = (id: string, parentId: string | null, tokens: number | null): UsageNode => ({
  id,
  parentId,
  usage: tokens === null ? null : { total_tokens: tokens },
})
const total = (...nodes: UsageNode[]) => aggregateUsage(nodes, ['total_tokens'])?.['total_tokens'] ?? null

test.each<[string, readonly UsageNode[], number | null]>([
  ['nothing without usage', [node('a', null, null)], null],
  ['all spans side by side', [node('a', null, null), node('b', 'a', 1), node('c', 'a', 2)], 3],
  [
    'only the span above, which includes those below',
    [node('a', null, 5), node('b', 'a', 1), node('c', 'b', 2)],
    5,
  ],
  ['spans whose parent is not stored', [node('b', 'x', 1), node('c', 'y', 2)], 3],
  ['zero that is reported', [node('a', null, 0)], 0],
])('sums %s', (_name, nodes, sum) => {
  expect(total(...nodes)).toBe(sum)
  expect(total(...nodes.toReversed())).toBe(sum)
})

test('names of one span only are added to the sum', () => {
  const nodes = [
    { id: 'a', parentId: null, usage: { total_tokens: 1, cached: 2 } },
    { id: 'b', parentId: null, usage: { total_tokens: 1 } },
  ]
  expect(aggregateUsage(nodes, ['input_tokens', 'total_tokens'])).toEqual({
    input_tokens: 0,
    total_tokens: 2,
    cached: 2,
  })
})

test('spans that are parents of each other end, and count nothing', () => {
  expect(total(node('a', 'b', 1), node('b', 'a', 1))).toBeNull()
})
