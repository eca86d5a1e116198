import { Kysely, PostgresDialect } from 'kysely'
import type { Pool, PoolClient, PoolConfig } from 'pg'
import { type ErrorCode, LapidaryError } from '../../base/errors/lapidary-error.ts'
import { importOptional } from '../../base/import-optional.ts'
import { badSetting } from '../../base/settings/settings.ts'
import { type Migrations, migratePostgres } from './migrate.ts'
import type { SqlDatabase } from './sql-database.ts'

/** PostgreSQL, shared by all replicas. */
export interface PostgresDatabase extends SqlDatabase {
  /** Opens a separate connection, for locks that live as long as it. */
  connect(): Promise<OwnConnection>
  close(): Promise<void>
}

export interface OwnConnection {
  query(
    text: string,
    values: readonly unknown[],
  ): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>
  /** Closes the connection and releases its locks. */
  close(): void
}

export interface PostgresOptions {
  /** Milliseconds to wait for a connection. */
  readonly connectTimeout?: number
  /** Milliseconds that a statement may take. */
  readonly statementTimeout?: number
}

/**
 * Opens PostgreSQL and brings its tables up to date. While the server is unavailable, queries fail
 * with `database-unavailable`; when it is back, it is used again without a restart; see
 * `postgresError` for the other errors.
 * @param url `postgres://user:password@host:5432/database?sslmode=verify-full`. No error ever shows
 * it.
 * @throws LapidaryError `bad-setting`, `package-missing`, `database-unavailable`, `database-newer`.
 */
export async function openPostgres(
  url: string,
  parts: readonly Migrations[],
  { connectTimeout = 5000, statementTimeout = 10_000 }: PostgresOptions = {},
): Promise<PostgresDatabase> {
  const place = placeOf(url)
  const pg = await importOptional('pg', 'DATABASE_URL', () => import('pg'))
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: connectTimeout,
    statement_timeout: statementTimeout,
    query_timeout: statementTimeout + 2000, // for a server that is frozen, or a network that swallows
    idle_in_transaction_session_timeout: 60_000, // a replica that is frozen holds no lock for longer
    keepAlive: true,
    application_name: 'lapidary',
    // Every whole number in our tables fits a number.
    types: {
      getTypeParser: (oid, format) =>
        oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format),
    },
  } satisfies PoolConfig)
  // An idle connection that breaks would end the process without a listener; the next statement
  // reports it.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const database = wrap(pool)
  try {
    await migrateOnce(pool, parts, place)
  } catch (error) {
    await database.close()
    throw postgresError(error, place, inFull(error))
  }
  return database
}

async function migrateOnce(pool: Pool, parts: readonly Migrations[], place: string): Promise<void> {
  const client = await pool.connect()
  try {
    await migratePostgres(client, parts, place)
  } finally {
    client.release(true) // with its transaction, if that failed
  }
}

function wrap(pool: Pool): PostgresDatabase {
  const own = new Set<OwnConnection>()
  const connect = async (): Promise<Connection> => explaining(await pool.connect().catch(explain))
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    for (const connection of own) connection.close() // the pool waits for them
    await (closing ??= pool.end())
  }
  return {
    dialect: 'postgres',
    kysely: new Kysely({ dialect: new PostgresDialect({ pool: { connect, end: close } as never }) }),
    async connect() {
      const { query, release } = await connect()
      const connection: OwnConnection = {
        query: (text, values) => query(text, [...values]) as ReturnType<OwnConnection['query']>,
        close: () => void (own.delete(connection) && release(true)),
      }
      own.add(connection)
      return connection
    },
    close,
  }
}

interface Connection {
  query(text: string, values?: unknown[]): Promise<unknown>
  release(destroy?: boolean): void
}

/**
 * Returns what Kysely needs of a connection, with errors that people understand. One that does not
 * respond is not used again.
 */
function explaining(client: PoolClient): Connection {
  let broken = false
  return {
    async query(text, values) {
      try {
        return await client.query(text, values)
      } catch (error) {
        broken ||= sqlState(error) === undefined
        return explain(error)
      }
    },
    release: (destroy) => client.release(broken || destroy === true),
  }
}

/** Throws an error that callers over HTTP may see: it contains neither host, user nor database. */
function explain(error: unknown): never {
  throw postgresError(
    error,
    'PostgreSQL',
    sqlState(error) ?? (error as { code?: string }).code ?? 'no connection',
  )
}

/**
 * Returns an error with a code for what a person can fix. Mistakes in our statements are returned
 * unchanged.
 */
function postgresError(error: unknown, place: string, reason: string): unknown {
  if (error instanceof LapidaryError || error instanceof TypeError || error instanceof RangeError)
    return error
  const state = sqlState(error)
  const options = { cause: error }
  // Its texts hold every character but U+0000, and its whole numbers 64 bits: SQLite finds nothing
  // where PostgreSQL fails.
  if (/^22(003|021|P02)$/.test(state ?? '')) return new LapidaryError('bad-request', {}, options)
  if (state === diskFull) return new LapidaryError('disk-full', { path: place }, options)
  const code = codes.find(([states]) => states.test(state ?? ''))?.[1]
  if (code !== undefined) return new LapidaryError(code, { place, reason }, options)
  return state === undefined || unavailable.test(state)
    ? new LapidaryError('database-unavailable', { place, reason }, options)
    : error
}

const diskFull = '53100'
const codes = [
  [/^(42P01|42703|3F000)$/, 'database-tables-missing'],
  [/^25006$/, 'database-read-only'],
  [/^53300$/, 'database-connections-exhausted'],
] as const satisfies readonly (readonly [RegExp, ErrorCode])[]
/**
 * Classes of errors of a server that is unavailable, rejects connections, is full or was too slow.
 */
const unavailable = /^(08|25|28|3D|40|53|55|57|58)|^42501$/

/**
 * Returns the five characters of PostgreSQL's error code, or undefined for an error that is not the
 * server's.
 */
function sqlState(error: unknown): string | undefined {
  return error instanceof Error && 'severity' in error && 'code' in error ? String(error.code) : undefined
}

function inFull(error: unknown): string {
  const { message, code } = error as Error & { code?: string }
  return message === '' ? (code ?? 'no connection') : message // several addresses failed: their common error has no message
}

/** Returns host, port and database, for messages to operators. */
function placeOf(url: string): string {
  if (URL.canParse(url)) {
    const { protocol, hostname, port, pathname } = new URL(url)
    if (/^postgres(ql)?:$/.test(protocol))
      return `PostgreSQL at ${hostname || 'localhost'}:${port || 5432}${pathname}`
  }
  throw badSetting(
    'DATABASE_URL',
    url,
    'postgres://user:password@host:5432/database (% and @ in the password as %25 and %40)',
  )
}
