import { LapidaryError } from '../../../base/errors/lapidary-error.ts'

/** Failures of an account that cost no waiting. */
const freeOfAccount = 10
/** The same of an address: a school behind one address signs in at once, and some mistype. */
const freeOfAddress = 50
/** Seconds of the longest wait. */
const maxWaitSeconds = 300
/** Milliseconds after which failures are forgotten. */
const forgottenAfter = 3_600_000
/** Names remembered at most. */
const maxKnown = 10_000

/**
 * Slows down who guesses: after the free failures of an account or an address each further one doubles the wait, from one second
 * to five minutes. An account that does not exist counts like one that does. Kept in memory: each replica counts for itself.
 */
export class SignInBackoff {
  readonly #accounts = new Failures(freeOfAccount)
  readonly #addresses = new Failures(freeOfAddress)
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  /**
   * Counts an attempt as failed before it is made, so that many at once are not free; `succeeded` takes it back.
   * @returns the error `sign-in-backoff` for an attempt that must not be made, else null.
   */
  attempt(account: string, address: string): LapidaryError | null {
    const now = this.#now().getTime()
    const wait = Math.max(this.#accounts.wait(account, now), this.#addresses.wait(address, now))
    if (wait > 0) return new LapidaryError('sign-in-backoff', { seconds: Math.ceil(wait / 1000) })
    this.#accounts.add(account, now)
    this.#addresses.add(address, now)
    return null
  }

  /** The password was right: the account starts anew, the address is spared this one attempt. */
  succeeded(account: string, address: string): void {
    this.#accounts.forget(account)
    this.#addresses.takeBack(address)
  }

  /** Nobody learned whether the password was right: the store was away, or too many asked at once. */
  unanswered(account: string, address: string): void {
    this.#accounts.takeBack(account)
    this.#addresses.takeBack(address)
  }
}

class Failures {
  readonly #known = new Map<string, { count: number; at: number }>()
  readonly #free: number

  constructor(free: number) {
    this.#free = free
  }

  /** Milliseconds to wait before the next attempt of `name`. */
  wait(name: string, now: number): number {
    const failures = this.#known.get(name)
    if (failures === undefined || failures.count < this.#free) return 0
    const seconds = Math.min(maxWaitSeconds, 2 ** (failures.count - this.#free))
    failures.at = Math.min(failures.at, now) // a clock that was set back must lock nobody out for longer
    return failures.at + seconds * 1000 - now
  }

  add(name: string, now: number): void {
    const known = this.#known.get(name)
    const count = known === undefined || now - known.at > forgottenAfter ? 0 : known.count
    this.#known.delete(name) // to the end: the first is the one unused for longest
    if (this.#known.size >= maxKnown) this.#known.delete(this.#known.keys().next().value ?? '')
    this.#known.set(name, { count: count + 1, at: now })
  }

  takeBack(name: string): void {
    const failures = this.#known.get(name)
    if (failures !== undefined) failures.count -= 1
  }

  forget(name: string): void {
    this.#known.delete(name)
  }
}
