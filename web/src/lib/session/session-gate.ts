type Fetch = typeof fetch

/**
 * Holds the requests that are refused because a session has ended, until the person has signed in
 * again; then they are sent once more. Whatever was being done goes on as if nothing had happened.
 */
export class SessionGate {
  readonly #isSignedIn: () => boolean
  readonly #listeners = new Set<() => void>()
  #held: PromiseWithResolvers<boolean> | null = null
  /**
   * How often somebody has signed in again: a request that is older than that is sent once more
   * without waiting.
   */
  #renewals = 0

  /** @param isSignedIn whether the page believes that somebody is signed in. */
  constructor(isSignedIn: () => boolean) {
    this.#isSignedIn = isSignedIn
  }

  /** True while requests are held. */
  readonly isClosed = (): boolean => this.#held !== null

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get renewals(): number {
    return this.#renewals
  }

  /**
   * Opens the gate. `renewed`: the same person is signed in again, so that what is held may go on;
   * else it fails as it was refused.
   */
  open(renewed: boolean): void {
    const held = this.#held
    this.#held = null
    if (renewed) this.#renewals++
    held?.resolve(renewed)
    this.#notify()
  }

  /**
   * Waits, after a response of 401, for a new session.
   *
   * @param code the problem's code.
   * @param since `renewals` when the request was sent.
   * @returns whether to send the request once more.
   */
  async isRenewed(code: unknown, since: number): Promise<boolean> {
    if (!this.#isSignedIn() || code === 'wrong-password') return false
    if (since !== this.#renewals) return true
    if (this.#held === null) {
      this.#held = Promise.withResolvers<boolean>()
      this.#notify()
    }
    return await this.#held.promise
  }

  /** `fetch` through the gate. Requests about the session itself pass. */
  readonly fetch: Fetch = async (input, init) => {
    for (;;) {
      const since = this.#renewals
      const response = await fetch(input, init)
      if (response.status !== 401 || String(input) === '/v1/session') return response
      const { code } = (await response.clone().json()) as { code?: unknown }
      if (!(await this.isRenewed(code, since))) return response
    }
  }

  #notify(): void {
    for (const listener of this.#listeners) listener()
  }
}
