import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { SqlDatabase } from './sql-database.ts'

type Work<Tables> = (db: Transaction<Tables>) => Promise<unknown>

interface Waiting<Tables> {
  readonly work: Work<Tables>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Pieces of work that one commit stores, so that none waits for long. */
const maxGroup = 50

/**
 * Runs small pieces of work as transactions. In SQLite, which writes one transaction after the
 * other, those that wait at the same time share a commit, because waiting for the disk takes most
 * of the time. Each is still all or nothing: one that fails is undone alone. None resolves before
 * it is committed.
 */
export class WriteGroups<Tables> {
  readonly #db: Kysely<Tables>
  readonly #sharesCommits: boolean
  readonly #waiting: Waiting<Tables>[] = []
  #isRunning = false

  constructor(db: Kysely<Tables>, { dialect }: Pick<SqlDatabase, 'dialect'>) {
    this.#db = db
    this.#sharesCommits = dialect === 'sqlite'
  }

  /** Runs work, which begins with a write. @throws what the work or its commit throws */
  async run<T>(work: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    if (!this.#sharesCommits) return await this.#db.transaction().execute(work)
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.#waiting.push({ work, resolve: resolve as Waiting<Tables>['resolve'], reject })
    if (!this.#isRunning) void this.#runWaiting()
    return await promise
  }

  async #runWaiting(): Promise<void> {
    this.#isRunning = true
    while (this.#waiting.length > 0) {
      await nextTurn() // requests that have arrived join
      await this.#runGroup(this.#waiting.splice(0, maxGroup))
    }
    this.#isRunning = false
  }

  /** Never rejects: every piece of work gets its own result. */
  async #runGroup(group: readonly Waiting<Tables>[]): Promise<void> {
    try {
      const results = await this.#db.transaction().execute(async (db) => {
        const settled: PromiseSettledResult<unknown>[] = []
        for (const { work } of group) settled.push(await runAlone(db, work))
        return settled
      })
      for (const [i, result] of results.entries())
        if (result.status === 'fulfilled') group[i]?.resolve(result.value)
        else group[i]?.reject(result.reason)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
}

/** Runs work in a transaction, and undoes it alone if it fails. */
async function runAlone<Tables>(
  db: Transaction<Tables>,
  work: Work<Tables>,
): Promise<PromiseSettledResult<unknown>> {
  await sql`savepoint piece`.execute(db)
  try {
    const value = await work(db)
    await sql`release piece`.execute(db)
    return { status: 'fulfilled', value }
  } catch (reason) {
    // When the disk is full, SQLite ends the whole transaction, and there is nothing to undo.
    if (!(await undo(db))) throw reason
    return { status: 'rejected', reason }
  }
}

async function undo<Tables>(db: Transaction<Tables>): Promise<boolean> {
  try {
    await sql`rollback to piece`.execute(db)
    await sql`release piece`.execute(db)
    return true
  } catch {
    return false
  }
}
