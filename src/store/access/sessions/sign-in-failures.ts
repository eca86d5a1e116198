/** Milliseconds after which failures are forgotten. */
export const forgetMs = 3_600_000
/** Maximum names in memory: an account or an address takes about 200 bytes. */
const maxKnown = 100_000

/** Failed sign-ins of an account or an address. */
export interface Failures {
  readonly count: number
  /** Milliseconds since 1970 of the last one. */
  readonly at: number
}

/** Counts of failed sign-ins: in memory, or in a database that replicas share. */
export interface SignInFailures {
  /**
   * Replaces the failures of `names`, which are null for a name without any, by what `change`
   * returns for them. Updates of one name, also those of other replicas, are done one after the
   * other.
   *
   * @param names without repeats; of each kind of name one at most, always in the same order of
   * kinds
   */
  update(names: readonly string[], change: ChangeFailures): Promise<void>
}

export type ChangeFailures = (known: readonly (Failures | null)[]) => readonly (Failures | null)[]

/**
 * Failures that this process has seen. Past `maxKnown` names the one unused for longest is
 * forgotten.
 */
export class MemorySignInFailures implements SignInFailures {
  readonly #known = new Map<string, Failures>()

  async update(names: readonly string[], change: ChangeFailures): Promise<void> {
    const changed = change(names.map((name) => this.#known.get(name) ?? null))
    for (const [i, name] of names.entries()) {
      const failures = changed[i] ?? null
      this.#known.delete(name) // moves it to the end: the first entry is the least recently used
      if (failures !== null) this.#known.set(name, failures)
      if (this.#known.size > maxKnown) this.#known.delete(this.#known.keys().next().value ?? '')
    }
  }
}
