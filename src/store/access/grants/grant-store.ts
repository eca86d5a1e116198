import type { Page } from '../../sql/page.ts'
import type { Grant, GrantChange, GrantObject, GrantSubject, Level } from './grant.ts'

export interface GrantQuery {
  readonly subject?: GrantSubject | undefined
  readonly object?: GrantObject | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Stores grants. Every change raises the revision, which replicas poll. */
export interface GrantStore {
  /** Adds grants, or changes the level of those that exist. */
  put(grants: readonly Grant[]): Promise<void>
  /** Resolves false if there is no such grant. */
  remove(grant: Omit<Grant, 'level'>): Promise<boolean>
  get(subject: GrantSubject, object: GrantObject): Promise<Level | null>
  /** By object and subject. @throws LapidaryError `bad-cursor` */
  list(query: GrantQuery): Promise<Page<Grant>>
  /** Resolves the last revision, and the grants that changed since an earlier one. */
  changesSince(
    revision: number,
  ): Promise<{ readonly revision: number; readonly changes: readonly GrantChange[] }>
}
