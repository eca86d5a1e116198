import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api'
import { resolve } from 'node:path'
import { joinNames, formatNearNames } from '../../../data/match-columns.ts'
import { buildTextSql } from '../../../data/readers/parquet/cell-sql.ts'
import { readTimeZones } from '../../../data/readers/parquet/time-zones.ts'
import type { ColumnData } from '../../../data/table.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { findNearestNames } from '../../../base/text/nearest-names.ts'
import { escapePattern, matchFiles } from '../../../base/files/file-patterns.ts'
import { quoteSqlLiteral } from '../../../base/sql-literal.ts'
import type { FeatureSource, FeatureValueType, FeatureView } from '../../../project/feature-view.ts'
import { checkedEntity, checkedValue } from '../feature-value.ts'
import type { OnlineRow } from '../store.ts'
import { batchRows, type LatestRows, type SourceKeys, type SourceWindow, type ViewSource } from './view-source.ts'

type DuckDbSource = Extract<FeatureSource, { kind: 'file' | 'sql' }>

/** Names of the columns that every source is brought to; features have their place, so that no name of theirs can clash. */
const [keyColumn, eventColumn, createdColumn] = ['entity_key', 'event_time', 'created_time']

const sqlTypes: Readonly<Record<FeatureValueType, string>> = {
  int32: 'INTEGER',
  int64: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  bool: 'BOOLEAN',
  unix_timestamp: 'BIGINT',
}

/**
 * The rows of a view that come from CSV or Parquet files or from a query. They are read once, into a table of DuckDB's own, so that
 * a file that changes meanwhile is no matter.
 */
export class DuckDbViewSource implements ViewSource {
  readonly #view: FeatureView
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  readonly #features: readonly string[]
  /** Features that are read as texts whatever their type: a column of the project cleans them. */
  readonly #texts: ReadonlySet<string>

  private constructor(view: FeatureView, { instance, connection }: Connected, texts: ReadonlySet<string>) {
    this.#view = view
    this.#instance = instance
    this.#connection = connection
    this.#texts = texts
    this.#features = Object.keys(view.features)
  }

  /**
   * Reads the source whole.
   * @param columns features that provide a column of the project: their texts are kept as they are, for the column to clean.
   * @throws LapidaryError as `checkDuckDbSource`, and `feature-source-failed` when a value of another feature is not of its type.
   */
  static async open(
    view: FeatureView,
    source: DuckDbSource,
    columns: ReadonlyMap<string, unknown>,
    { folder, signal }: { readonly folder: string; readonly signal?: AbortSignal | undefined },
  ): Promise<DuckDbViewSource> {
    return await connected(view, source, folder, signal, async (opened) => {
      const { connection, origin, types } = opened
      const isZoned = [...types.values()].includes('TIMESTAMP WITH TIME ZONE')
      const zones = isZoned && origin.parquet !== undefined ? await readTimeZones(connection, origin.parquet) : undefined
      const isText = (name: string): boolean => columns.has(name) && types.get(name.toLowerCase()) === 'VARCHAR'
      const texts = new Set(Object.keys(view.features).filter(isText))
      const rows = `${selectOf(view, source, { types, zones }, texts)} FROM ${origin.sql} ${whereOf(view, source)}`
      await connection.run(`CREATE TEMP TABLE source AS ${rows}`)
      return { keep: true, result: new DuckDbViewSource(view, opened, texts) }
    })
  }

  async *index(): AsyncGenerator<SourceKeys> {
    const result = await this.#connection.stream(`SELECT ${keyColumn}, ${eventColumn}, ${createdColumn} FROM source`)
    for await (const chunk of chunksOf(result)) {
      yield {
        keys: chunk.getColumnValues(0) as (string | bigint)[],
        events: numbersOf(chunk, 1),
        created: this.#hasCreated ? numbersOf(chunk, 2) : null,
      }
    }
  }

  async take(features: readonly string[], rows: Int32Array): Promise<ColumnData[]> {
    const columns = features.map((feature): ColumnData => {
      if (this.#view.features[feature]?.type === 'string' || this.#texts.has(feature)) return { kind: 'text', values: [] }
      return { kind: 'number', values: new Float64Array(rows.length) }
    })
    const selected = columns.map((column, i) => {
      const name = featureColumn(this.#features.indexOf(features[i] as string))
      return column.kind === 'text' ? name : `${name}::DOUBLE`
    })
    const result = await this.#connection.stream(`SELECT ${['1', ...selected].join(', ')} FROM source`)
    let start = 0
    let next = 0
    for await (const chunk of chunksOf(result)) {
      const end = start + chunk.rowCount
      const first = next
      while (next < rows.length && (rows[next] as number) < end) next++
      if (next > first) takeChunk(chunk, columns, rows.subarray(first, next), start, first)
      start = end
    }
    return columns
  }

  async latest({ from, to }: SourceWindow): Promise<LatestRows> {
    const written = `coalesce(${createdColumn}, ${eventColumn})`
    const inWindow = `${eventColumn} <= ${to} AND ${written} <= ${to} AND greatest(${eventColumn}, ${written}) >= ${from}`
    const window = Number.isFinite(from) ? inWindow : `${eventColumn} <= ${to} AND ${written} <= ${to}`
    const latestFirst = `${eventColumn} DESC, ${written} DESC, rowid DESC`
    await this.#connection.run(
      `CREATE OR REPLACE TEMP TABLE latest AS SELECT * FROM source WHERE ${window} ` +
        `QUALIFY row_number() OVER (PARTITION BY ${keyColumn} ORDER BY ${latestFirst}) = 1`,
    )
    const rows = await this.#count(`source WHERE ${window}`)
    const entities = await this.#count('latest')
    return { rows, entities, batches: () => this.#batches() }
  }

  close(): void {
    this.#connection.closeSync()
    this.#instance.closeSync()
  }

  get #hasCreated(): boolean {
    return this.#view.source.kind !== 'dataset' && this.#view.source.created !== undefined
  }

  async *#batches(): AsyncGenerator<readonly OnlineRow[]> {
    const view = this.#view
    const result = await this.#connection.stream(`SELECT * FROM latest`)
    let batch: OnlineRow[] = []
    for await (const chunk of chunksOf(result)) {
      const [keys = [], events = [], created = [], ...values] = chunk.getColumns()
      for (let row = 0; row < chunk.rowCount; row++) {
        const written = created[row] as number | null
        const cells = this.#features.map((feature, i) => {
          const value = values[i]?.[row]
          return [feature, this.#texts.has(feature) ? value : checkedValue(view, feature, value)]
        })
        batch.push({
          entity: checkedEntity(view, keys[row]),
          eventTime: events[row] as number,
          ...(this.#hasCreated && written !== null && { createdTime: written }),
          values: Object.fromEntries(cells) as OnlineRow['values'],
        })
        if (batch.length === batchRows) {
          yield batch
          batch = []
        }
      }
    }
    if (batch.length > 0) yield batch
  }

  async #count(from: string): Promise<number> {
    const result = await this.#connection.runAndReadAll(`SELECT count(*) FROM ${from}`)
    return Number(result.getRows()[0]?.[0])
  }
}

/**
 * Looks at a source without reading its rows.
 * @throws LapidaryError `feature-source-columns` naming the columns it lacks and has, `no-feature-file`, and `feature-source-failed`
 * with DuckDB's reason.
 */
export async function checkDuckDbSource(view: FeatureView, source: DuckDbSource, folder: string): Promise<void> {
  await connected(view, source, folder, undefined, async () => ({ keep: false, result: undefined }))
}

interface Connected {
  readonly instance: DuckDBInstance
  readonly connection: DuckDBConnection
  readonly origin: Origin
  /** Types of the source's columns by their names in small letters. */
  readonly types: ReadonlyMap<string, string>
}

/** Connects, checks the columns, and closes again unless the work keeps the connection. */
async function connected<T>(
  view: FeatureView,
  source: DuckDbSource,
  folder: string,
  signal: AbortSignal | undefined,
  work: (connected: Connected) => Promise<{ readonly keep: boolean; readonly result: T }>,
): Promise<T> {
  const origin = originOf(view, source, folder)
  const { DuckDBInstance } = await import('@duckdb/node-api')
  // Extensions are downloads: a query that needs one fails at once instead of waiting for a network.
  const offline = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' }
  const instance = await DuckDBInstance.create(':memory:', offline)
  const connection = await instance.connect()
  const interrupt = (): void => connection.interrupt()
  signal?.addEventListener('abort', interrupt, { once: true })
  let kept = false
  try {
    await connection.run(`SET TimeZone = 'UTC'; SET file_search_path = ${quoteSqlLiteral(folder)}`)
    const columns = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${origin.sql}`)).getRows()
    checkColumns(view, source, origin.name, columns.map(([name]) => String(name))) // biome-ignore format: one idea
    const types = new Map(columns.map(([name, type]) => [String(name).toLowerCase(), String(type)]))
    const { keep, result } = await work({ instance, connection, origin, types })
    kept = keep
    return result
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof LapidaryError) throw error
    // no cause: it would take the value, which may be somebody's name, into the log
    throw new LapidaryError('feature-source-failed', { view: view.name, source: origin.name, reason: reasonOf(error) })
  } finally {
    signal?.removeEventListener('abort', interrupt)
    if (!kept) {
      connection.closeSync()
      instance.closeSync()
    }
  }
}

/** DuckDB's reason without the value that it could not read. Of what is no value (a column, a file) the name stays. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [reason = ''] = message.split('\n\n')
  if (!/^(Conversion|Invalid Input|Out of Range) Error/.test(reason)) return reason.split('\n')[0] as string
  const hidden = reason.replace(/(?<= )(['"])(?:.*\1|.*$)/s, '…').replace(/(?<= value )\S+/, '…')
  return hidden.split('\n')[0] as string
}

function featureColumn(index: number): string {
  return `feature_${index}`
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** What is read, as SQL and as people know it. */
interface Origin {
  readonly sql: string
  readonly name: string
  /** Its files as SQL, if they are Parquet. */
  readonly parquet?: string
}

function originOf(view: FeatureView, source: DuckDbSource, folder: string): Origin {
  if (source.kind === 'sql') return { sql: `(${source.query.trim().replace(/;$/, '')}\n) AS query`, name: 'SQL' }
  for (const pattern of source.files) {
    const files = matchFiles(pattern, folder)
    if (files.length === 0) continue
    const list = `[${files.map((file) => quoteSqlLiteral(escapePattern(resolve(folder, file)))).join(', ')}]`
    const parquet = /\.(parquet|pq)$/i.test(pattern)
    // As text: a key such as 007 is no number, and every value is read by the type that the view gives it.
    return {
      sql: parquet ? `read_parquet(${list})` : `read_csv(${list}, header = true, all_varchar = true)`,
      name: files.join(', '),
      ...(parquet && { parquet: list }),
    }
  }
  throw new LapidaryError('no-feature-file', { view: view.name, files: source.files.join(', '), folder })
}

function checkColumns(view: FeatureView, source: DuckDbSource, name: string, columns: readonly string[]): void {
  const there = new Set(columns.map((column) => column.toLowerCase()))
  const created = source.created === undefined ? [] : [source.created]
  const wanted = [view.joinKey, source.timestamp, ...created, ...Object.keys(view.features)]
  const missing = wanted.filter((column) => !there.has(column.toLowerCase()))
  if (missing.length === 0) return
  const nearest = missing.flatMap((column) => findNearestNames(column, columns, 1).map((near) => `${column} ≈ ${near}`))
  throw new LapidaryError('feature-source-columns', {
    view: view.name,
    source: name,
    missing: joinNames(missing),
    columns: joinNames(columns),
    nearest: formatNearNames(nearest),
  })
}

function selectOf(
  view: FeatureView,
  source: DuckDbSource,
  { types, zones }: { readonly types: ReadonlyMap<string, string>; readonly zones: ReadonlyMap<string, string> | undefined },
  texts: ReadonlySet<string>,
): string {
  const key = `${identifier(view.joinKey)}::${(view.joinKeyType ?? 'string') === 'string' ? 'VARCHAR' : 'BIGINT'}`
  const features = Object.entries(view.features).map(([name, { type }], index) => {
    const sourceType = types.get(name.toLowerCase()) ?? 'VARCHAR'
    if (texts.has(name) || type === 'string') {
      return `${buildTextSql(identifier(name), sourceType, zones?.get(name))} AS ${featureColumn(index)}`
    }
    const isTime = type === 'unix_timestamp' && /TIME|DATE/.test(sourceType)
    const value = isTime ? `epoch(${identifier(name)}::TIMESTAMPTZ)` : identifier(name)
    return `${value}::${sqlTypes[type]} AS ${featureColumn(index)}`
  })
  const created = source.created === undefined ? 'NULL::DOUBLE' : moment(source.created)
  return `SELECT ${[`${key} AS ${keyColumn}`, `${moment(source.timestamp)} AS ${eventColumn}`, `${created} AS ${createdColumn}`, ...features].join(', ')}`
}

/** Milliseconds since 1970 with a fraction; a time without a zone is UTC. */
function moment(column: string): string {
  return `(epoch_us(${identifier(column)}::TIMESTAMPTZ) / 1000)::DOUBLE`
}

/** A row of nobody, or of no time, says nothing. */
function whereOf({ joinKey }: FeatureView, { timestamp }: DuckDbSource): string {
  return `WHERE ${identifier(joinKey)} IS NOT NULL AND ${identifier(timestamp)} IS NOT NULL`
}

async function* chunksOf(result: { fetchChunk(): Promise<DuckDBDataChunk | null> }): AsyncGenerator<DuckDBDataChunk> {
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) yield chunk
}

/** A column of doubles of its own; null is NaN. The chunk's memory goes with the chunk. */
function numbersOf(chunk: DuckDBDataChunk, column: number): Float64Array {
  const vector = chunk.getColumnVector(column)
  const numbers = new Float64Array(chunk.rowCount)
  for (let row = 0; row < numbers.length; row++) numbers[row] = (vector.getItem(row) as number | null) ?? Number.NaN
  return numbers
}

/** Copies the rows `rows` of a chunk that begins at `start` into `columns` from `at` on; its first column is no feature. */
function takeChunk(chunk: DuckDBDataChunk, columns: readonly ColumnData[], rows: Int32Array, start: number, at: number): void {
  for (const [i, column] of columns.entries()) {
    const vector = chunk.getColumnVector(i + 1)
    for (let k = 0; k < rows.length; k++) {
      const value = vector.getItem((rows[k] as number) - start)
      if (column.kind === 'number') column.values[at + k] = (value as number | null) ?? Number.NaN
      else if (column.kind === 'text') column.values[at + k] = value as string | null
    }
  }
}
