/** Who changed what. */
export interface AuditEntry {
  readonly at: string
  /** Id of the caller, or `command line`. */
  readonly by: string
  /** Noun and verb, such as `user.disable`. */
  readonly action: string
  /** Whom or what it was about, without anything that is to be forgotten. */
  readonly subject: string
  /** From where it was done; null where that is not recorded. */
  readonly address: string | null
  /** Number of occurrences: repeated sign-ins are recorded together. */
  readonly count: number
}

export interface AuditStore {
  addAudit(entry: AuditEntry): Promise<void>
  /** Newest first; with `before` those added before the entry of this id. */
  listAudit(page: {
    readonly limit: number
    readonly before?: number
  }): Promise<readonly (AuditEntry & { readonly id: number })[]>
}
