import { describe, expect, test } from 'vitest'
import { getAddressBucket, TokenBuckets } from './token-buckets.ts'

describe('TokenBuckets', () => {
  test('allows the limit at once, then says when the next is allowed', () => {
    const buckets = new TokenBuckets(3)
    const first = [1, 2, 3].map(() => buckets.take('a', 0))
    expect(first.map((taken) => taken.allowed)).toEqual([true, true, true])
    expect(first.map((taken) => taken.remaining)).toEqual([2, 1, 0])
    expect(buckets.take('a', 0)).toEqual({ allowed: false, remaining: 0, seconds: 20 })
    expect(buckets.take('a', 19_999).allowed).toBe(false)
    expect(buckets.take('a', 20_000).allowed).toBe(true)
  })

  test('keeps the names apart and never holds more than the limit', () => {
    const buckets = new TokenBuckets(2)
    buckets.take('a', 0)
    buckets.take('a', 0)
    expect(buckets.take('b', 0).allowed).toBe(true)
    expect(buckets.take('a', 3_600_000).remaining).toBe(1)
  })

  test('forgets the name unused for longest when it is full', () => {
    const buckets = new TokenBuckets(1, 2)
    buckets.take('a', 0)
    buckets.take('b', 1)
    buckets.take('a', 2)
    buckets.take('c', 3)
    expect(buckets.size).toBe(2)
    expect(buckets.take('a', 4).allowed).toBe(false)
    expect(buckets.take('b', 5).allowed).toBe(true)
  })
})

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:DB8:1:2::9%eth0', '2001:db8:1:2'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::9', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
])('getAddressBucket(%s) is %s', (address, bucket) => expect(getAddressBucket(address)).toBe(bucket))
