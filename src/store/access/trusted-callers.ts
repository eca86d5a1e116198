import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { Caller } from './caller.ts'

/** Milliseconds for which a verified caller is not looked up again: so long one that ended in another process still works. */
const trustFor = 1000
/** Milliseconds for which one that was verified goes on being known while the store cannot be asked. */
const knownFor = 600_000
/** Milliseconds in which the store must answer for one that is known so. */
const patience = 1000
/** Milliseconds until the store is asked again for one that is known so. */
const askAgainAfter = 5000
/** Remembered at most. */
const maxTrusted = 10_000

interface Trusted {
  readonly caller: Caller
  /** Milliseconds since 1970: not before, without asking until, and while the store is away at most until. */
  readonly from: number
  readonly until: number
  readonly end: number
}

/** Callers of keys, sessions and tokens that were verified a moment ago: what keeps hashes, signatures and queries off the hot path. */
export class TrustedCallers {
  readonly #now: () => Date
  readonly #known = new Map<string, Trusted>()
  #changes = 0

  constructor(now: () => Date) {
    this.#now = now
  }

  /** Counts `forget`: what was looked up before is not trusted after. */
  get changes(): number {
    return this.#changes
  }

  /** The caller of `name` (its kind and the credential), or null: then it must be verified. */
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
   * Returns what `verify` finds. When the store is unavailable or does not respond within a second, a caller that was verified in the
   * last ten minutes and whose credential has not expired is accepted as they were then, so that serving continues.
   * @throws what `verify` throws, and `database-unavailable` for a caller that was not verified before.
   */
  async orAsBefore(name: string, verify: () => Promise<Caller | null>): Promise<Caller | null> {
    try {
      return await (this.#asBefore(name) === null ? verify() : inTime(verify()))
    } catch (error) {
      const known = isAway(error) ? this.#asBefore(name) : null // anew: it may have been forgotten meanwhile
      if (known === null) throw error
      this.#known.set(name, { ...known, until: Math.min(this.#now().getTime() + askAgainAfter, known.end) })
      return known.caller
    }
  }

  /**
   * @param expiresAt when the credential ends by itself, ISO 8601.
   * @param changes as it was before the lookup.
   */
  trust(name: string, caller: Caller, expiresAt: string | null, changes: number): Caller {
    if (changes !== this.#changes) return caller
    if (this.#known.size >= maxTrusted) this.#known.delete(this.#known.keys().next().value ?? '')
    const from = this.#now().getTime()
    const expiry = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt)
    this.#known.delete(name) // so that the oldest goes first
    this.#known.set(name, { caller, from, until: Math.min(from + trustFor, expiry), end: Math.min(from + knownFor, expiry) })
    return caller
  }

  /** Forgets a caller whom the store no longer knows, so that a later outage does not trust them. */
  distrust(name: string): null {
    this.#known.delete(name)
    return null
  }

  /** Something that callers rest on was changed here: everything is looked up anew. */
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

function isAway(error: unknown): boolean {
  return error instanceof LapidaryError && error.code === 'database-unavailable'
}

/** What comes too late still counts for the next request. */
async function inTime<T>(asking: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = new LapidaryError('database-unavailable', { place: 'The database', reason: 'no answer' })
    timer = setTimeout(() => reject(error), patience)
  })
  try {
    return await Promise.race([asking, late])
  } finally {
    clearTimeout(timer)
  }
}
