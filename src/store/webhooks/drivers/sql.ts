import { randomUUID } from 'node:crypto'
import { type Generated, type Kysely, type Selectable, sql } from 'kysely'
import type { QueryExecutor } from '../../sql/emit-event.ts'
import type { Migrations } from '../../sql/migrate.ts'
import type { SqlDatabase } from '../../sql/sql-database.ts'
import type {
  Attempt,
  Delivery,
  DeliveryProblem,
  DeliveryState,
  StoredWebhook,
  WebhookStore,
} from '../store.ts'
import { isWebhookEvent } from '../webhook-events.ts'

export const webhookMigrations: Migrations = {
  part: 'webhooks',
  steps: [
    ({ text, integer, strictByKey }) => `
    CREATE TABLE webhook (
      id ${text} PRIMARY KEY, name ${text} NOT NULL, description ${text} NOT NULL, url ${text} NOT NULL,
      events ${text} NOT NULL, status ${text} NOT NULL, secret ${text}, created_at ${text} NOT NULL,
      updated_at ${text} NOT NULL, last_attempt_at ${text}, last_status ${integer}, last_error ${text},
      failures ${integer} NOT NULL DEFAULT 0, dropped ${integer} NOT NULL DEFAULT 0
    ) ${strictByKey};
    CREATE INDEX webhook_newest ON webhook (created_at, id);
    CREATE TABLE webhook_delivery (
      id ${text} PRIMARY KEY, webhook_id ${text} NOT NULL REFERENCES webhook ON DELETE CASCADE,
      body ${text} NOT NULL, attempts ${integer} NOT NULL, due_at ${integer} NOT NULL
    ) ${strictByKey};
    CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at);`,
  ],
}

type WebhookRow = {
  id: string
  name: string
  description: string
  url: string
  events: string
  status: 'active' | 'disabled'
  secret: string | null
  created_at: string
  updated_at: string
}
type StateRow = {
  last_attempt_at: string | null
  last_status: number | null
  last_error: DeliveryProblem | null
  failures: Generated<number>
  dropped: Generated<number>
}
type Tables = {
  webhook: WebhookRow & StateRow
  webhook_delivery: { id: string; webhook_id: string; body: string; attempts: number; due_at: number }
}

const webhookColumns = [
  'webhook.id',
  'name',
  'description',
  'url',
  'events',
  'status',
  'secret',
  'created_at',
  'updated_at',
] as const

/** Webhooks and their queue in SQLite or PostgreSQL. */
export class SqlWebhookStore implements WebhookStore {
  readonly #db: Kysely<Tables>

  constructor(database: SqlDatabase) {
    this.#db = database.kysely.$extendTables<Tables>()
  }

  async add({ id, ...webhook }: StoredWebhook): Promise<void> {
    const { createdAt, updatedAt, events, ...rest } = webhook
    const row = { ...rest, events: JSON.stringify(events), created_at: createdAt, updated_at: updatedAt }
    await this.#db
      .insertInto('webhook')
      .values({ id, ...row })
      .execute()
  }

  async get(id: string): Promise<StoredWebhook | null> {
    const row = await this.#db
      .selectFrom('webhook')
      .select(webhookColumns)
      .where('id', '=', id)
      .executeTakeFirst()
    return row === undefined ? null : toWebhook(row)
  }

  async list({ limit, before }: Parameters<WebhookStore['list']>[0]) {
    const [createdAt = '', id = ''] = before ?? []
    const rows = await this.#db
      .selectFrom('webhook')
      .select([...webhookColumns, 'last_attempt_at', 'last_status', 'last_error', 'failures', 'dropped'])
      .select((from) =>
        from
          .selectFrom('webhook_delivery')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .whereRef('webhook_id', '=', 'webhook.id')
          .as('waiting'),
      )
      .$if(before !== undefined, (query) =>
        query.where(({ eb, and, or }) =>
          or([
            eb('created_at', '<', createdAt),
            and([eb('created_at', '=', createdAt), eb('webhook.id', '<', id)]),
          ]),
        ),
      )
      .orderBy('created_at', 'desc')
      .orderBy('webhook.id', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => {
      const { secret, ...webhook } = toWebhook(row)
      return { ...webhook, hasSecret: secret !== null, state: toState(row) }
    })
  }

  async update(id: string, change: Parameters<WebhookStore['update']>[1]): Promise<boolean> {
    const { updatedAt, events, ...rest } = change
    return await this.#db.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('webhook')
        .set({
          id,
          ...rest,
          ...(events !== undefined && { events: JSON.stringify(events) }),
          ...(updatedAt !== undefined && { updated_at: updatedAt }),
        })
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      if (change.status === 'disabled')
        await db.deleteFrom('webhook_delivery').where('webhook_id', '=', id).execute()
      return numUpdatedRows > 0n
    })
  }

  async remove(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('webhook')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return numDeletedRows > 0n
  }

  async enqueue(
    transaction: QueryExecutor,
    { name, body, at }: Parameters<WebhookStore['enqueue']>[1],
    maxWaiting: number,
  ): Promise<boolean> {
    const { rows } = await transaction.executeQuery(
      this.#db
        .selectFrom('webhook')
        .select(['webhook.id', 'events'])
        .select((from) =>
          from
            .selectFrom('webhook_delivery')
            .select(({ fn }) => fn.countAll<number>().as('count'))
            .whereRef('webhook_id', '=', 'webhook.id')
            .as('waiting'),
        )
        .where('status', '=', 'active'),
    )
    const subscribed = rows.filter(({ events }) => (JSON.parse(events) as string[]).includes(name))
    const isFull = ({ waiting }: { readonly waiting: number | null }): boolean => (waiting ?? 0) >= maxWaiting
    const full = subscribed.filter(isFull).map(({ id }) => id)
    if (full.length > 0) {
      const dropped = sql<number>`dropped + 1`
      await transaction.executeQuery(this.#db.updateTable('webhook').set({ dropped }).where('id', 'in', full))
    }
    const added = subscribed.filter((webhook) => !isFull(webhook))
    if (added.length === 0) return false
    const values = added.map(({ id }) => ({
      id: randomUUID(),
      webhook_id: id,
      body,
      attempts: 0,
      due_at: at,
    }))
    await transaction.executeQuery(this.#db.insertInto('webhook_delivery').values(values))
    return true
  }

  async claim({
    now,
    leaseUntil,
    limit,
    except,
  }: Parameters<WebhookStore['claim']>[0]): Promise<readonly Delivery[]> {
    const rows = await this.#db
      .selectFrom((from) =>
        from
          .selectFrom('webhook_delivery')
          .select(['id as delivery_id', 'webhook_id', 'body', 'attempts', 'due_at'])
          .select(sql<number>`row_number() OVER (PARTITION BY webhook_id ORDER BY due_at, id)`.as('place'))
          .where('due_at', '<=', now)
          .$if(except.length > 0, (query) => query.where('webhook_id', 'not in', [...except]))
          .as('due'),
      )
      .innerJoin('webhook', 'webhook.id', 'due.webhook_id')
      .select([...webhookColumns, 'delivery_id', 'body', 'attempts', 'due_at'])
      .where('place', '=', 1)
      .where('status', '=', 'active')
      .orderBy('due_at')
      .limit(limit)
      .execute()
    const claimed: Delivery[] = []
    for (const { delivery_id: id, body, attempts, due_at, ...webhook } of rows) {
      const { numUpdatedRows } = await this.#db
        .updateTable('webhook_delivery')
        .set({ attempts: attempts + 1, due_at: leaseUntil })
        .where('id', '=', id)
        .where('attempts', '=', attempts) // another process may have been faster
        .where('due_at', '=', due_at)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows > 0n) claimed.push({ id, body, attempt: attempts + 1, webhook: toWebhook(webhook) })
    }
    return claimed
  }

  async finish({ id, webhook }: Delivery, attempt: Attempt): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      await record(db, webhook.id, attempt, attempt.problem === null ? 0 : 1)
      await db.deleteFrom('webhook_delivery').where('id', '=', id).execute()
    })
  }

  async retry({ id, webhook }: Delivery, attempt: Attempt, dueAt: number): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      await record(db, webhook.id, attempt, 0)
      await db.updateTable('webhook_delivery').set({ due_at: dueAt }).where('id', '=', id).execute()
    })
  }
}

async function record(
  db: Kysely<Tables>,
  id: string,
  { at, status, problem }: Attempt,
  dropped: number,
): Promise<void> {
  await db
    .updateTable('webhook')
    .set({
      last_attempt_at: at,
      last_status: status,
      last_error: problem,
      failures: problem === null ? 0 : sql<number>`failures + 1`,
      dropped: sql<number>`dropped + ${dropped}`,
    })
    .where('id', '=', id)
    .execute()
}

function toWebhook({ created_at: createdAt, updated_at: updatedAt, ...row }: WebhookRow): StoredWebhook {
  const { id, name, description, url, status, secret } = row
  // A later version may have more events.
  const events = (JSON.parse(row.events) as string[]).filter(isWebhookEvent)
  return { id, name, description, url, events, status, secret, createdAt, updatedAt }
}

function toState(row: Selectable<StateRow> & { readonly waiting: number | null }): DeliveryState {
  return {
    waiting: row.waiting ?? 0,
    lastAttemptAt: row.last_attempt_at,
    lastStatus: row.last_status,
    lastError: row.last_error,
    failures: row.failures,
    dropped: row.dropped,
  }
}
