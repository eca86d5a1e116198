import { LapidaryError } from '../../../base/errors/lapidary-error.ts'

/** Failures of an account before it has to wait. */
const freeAccountFailures = 10
/** Failures of an address before it has to wait: a school behind one address signs in at the same time, and some mistype. */
const freeAddressFailures = 50
/** Maximum wait in seconds. */
const maxWaitSeconds = 300
/** Milliseconds after which failures are forgotten. */
const forgetMs = 3_600_000
/** Maximum names that are remembered. */
const maxKnown = 10_000

/**
 * Slows down guessing: after the free failures of an account or an address each further one doubles the wait, from one second to
 * five minutes. An account that does not exist counts like one that does. The counts are in memory: each replica has its own.
 */
export class SignInBackoff {
  readonly #accounts = new Failures(freeAccountFailures)
  readonly #addresses = new Failures(freeAddressFailures)
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  /**
   * Counts an attempt as failed before it is made, so that concurrent ones are not free; `succeeded` removes it.
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

  /** Resets the account and removes this attempt of the address, because the password was right. */
  succeeded(account: string, address: string): void {
    this.#accounts.forget(account)
    this.#addresses.takeBack(address)
  }

  /** Removes an attempt whose password could not be checked: the store was unavailable, or too many attempts were waiting. */
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
    failures.at = Math.min(failures.at, now) // a clock that was set back must not prolong a wait
    return failures.at + seconds * 1000 - now
  }

  add(name: string, now: number): void {
    const known = this.#known.get(name)
    const count = known === undefined || now - known.at > forgetMs ? 0 : known.count
    this.#known.delete(name) // moves it to the end: the first entry is the least recently used
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
