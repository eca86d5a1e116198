import type { Kysely } from 'kysely'

/** A change that others subscribe to, such as `model_version.created` with the new version. */
export interface StoreEvent {
  /** Entity and action. */
  readonly name: string
  /** What subscribers receive: snake_case, without secrets. */
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * Stores an event in the transaction of its change, so that both are stored or neither is.
 * @param transaction a Kysely transaction on the shared database
 */
export type EmitEvent = (transaction: QueryExecutor, event: StoreEvent) => Promise<void>

/** A Kysely instance or transaction of any tables, which runs the queries of others. */
export type QueryExecutor = Pick<Kysely<unknown>, 'executeQuery'>
