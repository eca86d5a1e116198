import type { Caller } from './scopes.ts'

/** Milliseconds for which a verified caller is not looked up again: so long one that ended in another process still works. */
const trustFor = 1000
/** Remembered at most. */
const mostTrusted = 10_000

interface Trusted {
  readonly caller: Caller
  readonly from: number
  readonly until: number
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
    if (now < trusted.until && now >= trusted.from) return trusted.caller // a clock set back gives no more time
    this.#known.delete(name)
    return null
  }

  /**
   * @param expiresAt when the credential ends by itself, ISO 8601.
   * @param changes as it was before the lookup.
   */
  trust(name: string, caller: Caller, expiresAt: string | null, changes: number): Caller {
    if (changes !== this.#changes) return caller
    if (this.#known.size >= mostTrusted) this.#known.delete(this.#known.keys().next().value ?? '')
    const from = this.#now().getTime()
    const until = expiresAt === null ? from + trustFor : Math.min(from + trustFor, Date.parse(expiresAt))
    this.#known.set(name, { caller, from, until })
    return caller
  }

  /** Something that callers rest on was changed here: everything is looked up anew. */
  forget(): void {
    this.#changes += 1
    this.#known.clear()
  }
}
