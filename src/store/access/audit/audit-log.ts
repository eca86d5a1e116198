import { decodeCursor, encodeCursor } from '../../sql/cursor.ts'
import type { AuditEntry, AuditStore } from './audit-store.ts'

/**
 * Records who changed what (users, keys, erasures) and who signed in. Entries are added, never
 * changed.
 */
export class AuditLog {
  readonly #store: AuditStore
  readonly #now: () => Date

  constructor(store: AuditStore, now: () => Date) {
    this.#store = store
    this.#now = now
  }

  /** @param entry `by` is the id of a caller, or `command line`. */
  async record(entry: Omit<AuditEntry, 'at' | 'address' | 'count'> & Partial<AuditEntry>): Promise<void> {
    await this.#store.addAudit({ address: null, count: 1, ...entry, at: this.#now().toISOString() })
  }

  /** Newest first. @throws LapidaryError `bad-cursor` */
  async list({ limit, cursor }: { readonly limit: number; readonly cursor?: string }): Promise<{
    readonly items: readonly AuditEntry[]
    readonly nextCursor: string | null
  }> {
    const before = cursor === undefined ? undefined : decodeCursor(cursor, ['string', 'number'])[1]
    const found = await this.#store.listAudit({ limit: limit + 1, ...(before !== undefined && { before }) })
    const items = found.slice(0, limit)
    const last = items.at(-1)
    const more = found.length > limit && last !== undefined
    return { items, nextCursor: more ? encodeCursor([last.at, last.id]) : null }
  }
}
