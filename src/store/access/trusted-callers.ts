import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { Caller } from './caller.ts'

/**
 * Milliseconds for which a verified caller is not looked up again. A credential revoked in another
 * process works until then.
 */
const trustMs = 1000
/** Milliseconds for which a verified caller is accepted while the store is unavailable. */
const graceMs = 600_000
/** Milliseconds within which the store must respond about a caller that is accepted in this way. */
const storeTimeoutMs = 1000
/** Milliseconds until the store is queried again about such a caller. */
const retryMs = 5000
/** Maximum callers that are remembered. */
const maxTrusted = 10_000

interface Trusted {
  readonly caller: Caller
  /** Milliseconds since 1970: start of the trust. */
  readonly from: number
  /** End of the trust without a query. */
  readonly until: number
  /** End of the trust while the store is unavailable. */
  readonly end: number
}

/**
 * Caches callers of keys, sessions and tokens that were verified a moment ago, to keep hashes,
 * signatures and queries off the hot path.
 */
export class TrustedCallers {
  readonly #now: () => Date
  readonly #known = new Map<string, Trusted>()
  #changes = 0

  constructor(now: () => Date) {
    this.#now = now
  }

  /** Number of calls of `forget`. A lookup that began before one is not trusted after it. */
  get changes(): number {
    return this.#changes
  }

  /**
   * Returns the caller of `name` (the kind of the credential and itself), or null if it must be
   * verified.
   */
  recent(name: string): Caller | null {
    const trusted = this.#known.get(name)
    if (trusted === undefined) return null
    const now = this.#now().getTime()
    if (now >= trusted.end || now < trusted.from)
      this.#known.delete(name) // a clock set back gives no more time
    else if (now < trusted.until) return trusted.caller
    return null
  }

  /**
   * Resolves the result of `verify`. While the store is unavailable, or does not respond within a
   * second, a caller that was verified in the last ten minutes, and whose credential has not
   * expired, is accepted with the scopes of then, so that serving goes on.
   * @throws what `verify` throws; `database-unavailable` for other callers.
   */
  async orAsBefore(name: string, verify: () => Promise<Caller | null>): Promise<Caller | null> {
    try {
      return await (this.#asBefore(name) === null ? verify() : inTime(verify()))
    } catch (error) {
      const known = isUnavailable(error) ? this.#asBefore(name) : null // read again: it may have been forgotten meanwhile
      if (known === null) throw error
      this.#known.set(name, { ...known, until: Math.min(this.#now().getTime() + retryMs, known.end) })
      return known.caller
    }
  }

  /**
   * Remembers a verified caller.
   * @param expiresAt when the credential expires, ISO 8601; null for never.
   * @param changes the value of `changes` before the lookup.
   */
  trust(name: string, caller: Caller, expiresAt: string | null, changes: number): Caller {
    if (changes !== this.#changes) return caller
    if (this.#known.size >= maxTrusted) this.#known.delete(this.#known.keys().next().value ?? '')
    const from = this.#now().getTime()
    const expiry = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt)
    this.#known.delete(name) // moves it to the end: the first entry is the oldest
    this.#known.set(name, {
      caller,
      from,
      until: Math.min(from + trustMs, expiry),
      end: Math.min(from + graceMs, expiry),
    })
    return caller
  }

  /** Forgets a caller that the store no longer accepts. */
  distrust(name: string): null {
    this.#known.delete(name)
    return null
  }

  /** Forgets all callers, after a change of keys, sessions or users. */
  forget(): void {
    this.#changes += 1
    this.#known.clear()
  }

  #asBefore(name: string): Trusted | null {
    const known = this.#known.get(name)
    const now = this.#now().getTime()
    return known === undefined || now >= known.end || now < known.from ? null : known
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof LapidaryError && error.code === 'database-unavailable'
}

/** Rejects if a lookup takes too long. Its result still counts for the next request. */
async function inTime<T>(lookup: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = new LapidaryError('database-unavailable', { place: 'The database', reason: 'no response' })
    timer = setTimeout(() => reject(error), storeTimeoutMs)
  })
  try {
    return await Promise.race([lookup, late])
  } finally {
    clearTimeout(timer)
  }
}
