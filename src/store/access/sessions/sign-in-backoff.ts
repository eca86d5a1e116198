import { createHash } from 'node:crypto'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { type Failures, forgetMs, type SignInFailures } from './sign-in-failures.ts'

/**
 * Failures before a name has to wait, of an account and of an address: a school behind one address
 * signs in at the same time, and some mistype.
 */
const freeFailures = [10, 50] as const
/** Maximum wait in seconds. */
const maxWaitSeconds = 300

/**
 * Slows down guessing: after the free failures of an account or an address each further one doubles
 * the wait, from one second to five minutes. An account that does not exist counts like one that
 * does.
 */
export class SignInBackoff {
  readonly #failures: SignInFailures
  readonly #now: () => Date

  constructor(failures: SignInFailures, now: () => Date) {
    this.#failures = failures
    this.#now = now
  }

  /**
   * Counts an attempt as failed before it is made, so that concurrent ones are not free;
   * `succeeded` removes it.
   * @returns the error `sign-in-backoff` for an attempt that must not be made, else null.
   */
  async attempt(account: string, address: string): Promise<LapidaryError | null> {
    const now = this.#now().getTime()
    let wait = 0
    await this.#failures.update(namesOf(account, address), (known) => {
      const recent = known.map((failures) => recentFailures(failures, now))
      wait = Math.max(...recent.map((failures, i) => waitAfter(failures, freeFailures[i] ?? 0, now)))
      return wait > 0 ? recent : recent.map((failures) => ({ count: (failures?.count ?? 0) + 1, at: now }))
    })
    return wait > 0 ? new LapidaryError('sign-in-backoff', { seconds: Math.ceil(wait / 1000) }) : null
  }

  /** Resets the account and removes this attempt of the address, because the password was right. */
  async succeeded(account: string, address: string): Promise<void> {
    await this.#failures.update(namesOf(account, address), ([, ofAddress = null]) => [
      null,
      oneLess(ofAddress),
    ])
  }

  /**
   * Removes an attempt whose password could not be checked: the store was unavailable, or too many
   * attempts were waiting.
   */
  async unanswered(account: string, address: string): Promise<void> {
    await this.#failures.update(namesOf(account, address), (known) => known.map(oneLess))
  }
}

/** Returns hashes, because what was typed as a name may be a password in the wrong field. */
function namesOf(account: string, address: string): readonly string[] {
  return [`account ${account}`, `address ${address}`].map((name) =>
    createHash('sha256').update(name).digest('base64url'),
  )
}

/**
 * Returns failures that still count. A clock that was set back, or is behind that of another
 * replica, must not prolong a wait.
 */
function recentFailures(failures: Failures | null, now: number): Failures | null {
  if (failures === null || now - failures.at > forgetMs) return null
  return failures.at <= now ? failures : { count: failures.count, at: now }
}

/** Returns the milliseconds to wait before the next attempt: 0 or less if there is none. */
function waitAfter(failures: Failures | null, free: number, now: number): number {
  if (failures === null || failures.count < free) return 0
  const seconds = Math.min(maxWaitSeconds, 2 ** (failures.count - free))
  return failures.at + seconds * 1000 - now
}

function oneLess(failures: Failures | null): Failures | null {
  return failures === null || failures.count <= 1 ? null : { ...failures, count: failures.count - 1 }
}
