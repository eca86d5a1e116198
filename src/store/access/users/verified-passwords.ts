import { createHmac } from 'node:crypto'
import type { User } from './user-store.ts'

/** Milliseconds for which a password that was right is not hashed again. */
const rememberMs = 900_000
/** Passwords that are remembered, the oldest first. */
const maxRemembered = 10_000

interface Remembered {
  /** Stored hash of the user when the password was right. */
  readonly passwordHash: string | null
  /** Milliseconds since 1970. */
  readonly from: number
}

/**
 * Remembers passwords that were right a moment ago: a program that sends its password with each
 * request would otherwise pay for argon2 each time. It stores HMACs with a key of this process,
 * never passwords.
 */
export class VerifiedPasswords {
  readonly #key: Uint8Array
  readonly #now: () => Date
  readonly #remembered = new Map<string, Remembered>()
  readonly #running = new Map<string, Promise<User>>()

  /** @param key 32 random bytes. */
  constructor(key: Uint8Array, now: () => Date) {
    this.#key = key
    this.#now = now
  }

  /** Returns the name under which a password is remembered. */
  nameOf(username: string, password: string): string {
    const hmac = createHmac('sha256', this.#key).update(JSON.stringify([username, password]))
    return hmac.digest('base64url')
  }

  /** Returns whether a password was right a moment ago. */
  remembers(name: string): boolean {
    const known = this.#remembered.get(name)
    if (known === undefined) return false
    const age = this.#now().getTime() - known.from
    return age >= 0 && age < rememberMs // a clock set back gives no more time
  }

  /** Returns whether a password was right a moment ago, and is still that of the user. */
  isRight(name: string, { passwordHash, disabled }: User): boolean {
    return !disabled && this.remembers(name) && this.#remembered.get(name)?.passwordHash === passwordHash
  }

  /**
   * Resolves the user whose password `check` finds right, and remembers it. Requests that send the
   * same password at once share one check: each would count as a failed attempt until it succeeds.
   */
  check(name: string, check: () => Promise<User>): Promise<User> {
    const running = this.#running.get(name)
    if (running !== undefined) return running
    const checking = this.#checkOnce(name, check).finally(() => this.#running.delete(name))
    this.#running.set(name, checking)
    return checking
  }

  async #checkOnce(name: string, check: () => Promise<User>): Promise<User> {
    this.#remembered.delete(name)
    const user = await check()
    if (this.#remembered.size >= maxRemembered)
      this.#remembered.delete(this.#remembered.keys().next().value ?? '')
    this.#remembered.set(name, { passwordHash: user.passwordHash, from: this.#now().getTime() })
    return user
  }
}
