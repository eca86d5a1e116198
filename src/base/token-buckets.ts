import { normalizeAddress } from './network/address.ts'

/** The result of taking a token for one request. */
export interface TakeResult {
  readonly allowed: boolean
  /** Requests that are left now. */
  readonly remaining: number
  /**
   * Seconds until the next request is allowed (when refused), or until the bucket is full again.
   */
  readonly seconds: number
}

interface Bucket {
  tokens: number
  at: number
}

/**
 * Limits the requests of each name by a token bucket: `perMinute` requests at once, refilled evenly
 * over a minute. Memory is bounded: beyond `capacity` names the least recently used one is dropped,
 * which has the same effect as a full refill.
 */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>()
  readonly #perMinute: number
  readonly #capacity: number

  constructor(perMinute: number, capacity = 10_000) {
    this.#perMinute = perMinute
    this.#capacity = capacity
  }

  get size(): number {
    return this.#buckets.size
  }

  /** Takes one token of `name`. @param now in milliseconds. */
  take(name: string, now: number): TakeResult {
    const perMinute = this.#perMinute
    const bucket = this.#bucketOf(name, now)
    const perMillisecond = perMinute / 60_000
    bucket.tokens = Math.min(perMinute, bucket.tokens + Math.max(0, now - bucket.at) * perMillisecond)
    bucket.at = now
    const allowed = bucket.tokens >= 1
    if (allowed) bucket.tokens -= 1
    const missing = allowed ? perMinute - bucket.tokens : 1 - bucket.tokens
    return {
      allowed,
      remaining: Math.floor(bucket.tokens),
      seconds: Math.max(1, Math.ceil(missing / perMillisecond / 1000)),
    }
  }

  /** Keeps the map in order of last use, so that its first entry is the one to drop. */
  #bucketOf(name: string, now: number): Bucket {
    const known = this.#buckets.get(name)
    if (known !== undefined) {
      // Reordering is only needed where an entry may be dropped soon.
      if (this.#buckets.size * 2 > this.#capacity) {
        this.#buckets.delete(name)
        this.#buckets.set(name, known)
      }
      return known
    }
    if (this.#buckets.size >= this.#capacity) {
      const oldest = this.#buckets.keys().next()
      if (oldest.done !== true) this.#buckets.delete(oldest.value)
    }
    const bucket = { tokens: this.#perMinute, at: now }
    this.#buckets.set(name, bucket)
    return bucket
  }
}

/**
 * Returns the name of an address's bucket. An IPv6 network of 64 bits is one caller, since it has
 * more addresses than fit into memory.
 */
export function getAddressBucket(text: string): string {
  const address = normalizeAddress(text) ?? text
  if (!address.includes(':')) return address
  const [head = '', tail = ''] = address.split('::')
  const groups = head.split(':')
  const missing = Math.max(0, 8 - groups.length - (tail === '' ? 0 : tail.split(':').length))
  return [...groups, ...Array.from({ length: address.includes('::') ? missing : 0 }, () => '0')]
    .slice(0, 4)
    .join(':')
}
