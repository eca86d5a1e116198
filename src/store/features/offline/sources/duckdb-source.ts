import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api'
import { resolve } from 'node:path'
import { joinNames, formatNearNames } from '../../../../data/match-columns.ts'
import { buildTextSql } from '../../../../data/readers/parquet/cell-sql.ts'
import { readTimeZones } from '../../../../data/readers/parquet/time-zones.ts'
import type { ColumnData } from '../../../../data/table.ts'
import { LapidaryError } from '../../../../base/errors/lapidary-error.ts'
import { findNearestNames } from '../../../../base/text/nearest-names.ts'
import { escapePattern, matchFiles } from '../../../../base/files/file-patterns.ts'
import { quoteSqlLiteral } from '../../../../base/sql-literal.ts'
import type { FeatureSource, FeatureValueType, FeatureView } from '../../../../project/feature-view.ts'
import { validateEntity, validateValue } from '../../feature-value.ts'
import type { OnlineRow } from '../../store.ts'
import {
  batchRows,
  type LatestRows,
  type SourceKeys,
  type SourceWindow,
  type ViewSource,
} from './view-source.ts'

type DuckDbSource = Extract<FeatureSource, { kind: 'file' | 'sql' }>

/**
 * Names of the columns into which every source is converted. Features are named by their index, so
 * that no name can collide.
 */
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
 * Reads the rows of a view from CSV or Parquet files or from a query. They are read once, into a
 * table of DuckDB, so that a file that changes meanwhile has no effect.
 */
export class DuckDbViewSource implements ViewSource {
  readonly #view: FeatureView
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  readonly #features: readonly string[]
  /**
   * Features that are read as texts whatever their type, because a column of the project cleans
   * them.
   */
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
   * @param columns features that provide a column of the project: their texts stay unchanged, for
   *   the column to clean.
   * @throws LapidaryError as `checkDuckDbSource`, and `feature-source-failed` if a value of another
   *   feature is not of its type.
   */
  static async open(
    view: FeatureView,
    source: DuckDbSource,
    columns: ReadonlyMap<string, unknown>,
    { folder, signal }: { readonly folder: string; readonly signal?: AbortSignal | undefined },
  ): Promise<DuckDbViewSource> {
    return await withConnection(view, source, folder, signal, async (opened) => {
      const { connection, origin, types } = opened
      const isZoned = [...types.values()].includes('TIMESTAMP WITH TIME ZONE')
      const zones =
        isZoned && origin.parquet !== undefined ? await readTimeZones(connection, origin.parquet) : undefined
      const isText = (name: string): boolean =>
        columns.has(name) && types.get(name.toLowerCase()) === 'VARCHAR'
      const texts = new Set(Object.keys(view.features).filter(isText))
      const rows = `${buildSelect(view, source, { types, zones }, texts)} FROM ${origin.sql} ${buildWhere(view, source)}`
      await connection.run(`CREATE TEMP TABLE source AS ${rows}`)
      return { keep: true, result: new DuckDbViewSource(view, opened, texts) }
    })
  }

  async *index(): AsyncGenerator<SourceKeys> {
    const result = await this.#connection.stream(
      `SELECT ${keyColumn}, ${eventColumn}, ${createdColumn} FROM source`,
    )
    for await (const chunk of readChunks(result)) {
      yield {
        keys: chunk.getColumnValues(0) as (string | bigint)[],
        events: copyNumbers(chunk, 1),
        created: this.#hasCreated ? copyNumbers(chunk, 2) : null,
      }
    }
  }

  async take(features: readonly string[], rows: Int32Array): Promise<ColumnData[]> {
    const columns = features.map((feature): ColumnData => {
      if (this.#view.features[feature]?.type === 'string' || this.#texts.has(feature))
        return { kind: 'text', values: [] }
      return { kind: 'number', values: new Float64Array(rows.length) }
    })
    const selected = columns.map((column, i) => {
      const name = getFeatureColumn(this.#features.indexOf(features[i] as string))
      return column.kind === 'text' ? name : `${name}::DOUBLE`
    })
    const result = await this.#connection.stream(`SELECT ${['1', ...selected].join(', ')} FROM source`)
    let start = 0
    let next = 0
    for await (const chunk of readChunks(result)) {
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
    for await (const chunk of readChunks(result)) {
      const [keys = [], events = [], created = [], ...values] = chunk.getColumns()
      for (let row = 0; row < chunk.rowCount; row++) {
        const written = created[row] as number | null
        const cells = this.#features.map((feature, i) => {
          const value = values[i]?.[row]
          return [feature, this.#texts.has(feature) ? value : validateValue(view, feature, value)]
        })
        batch.push({
          entity: validateEntity(view, keys[row]),
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
 * Checks a source without reading its rows.
 * @throws LapidaryError `feature-source-columns` naming the columns it lacks and has,
 *   `no-feature-file`, and `feature-source-failed` with DuckDB's reason.
 */
export async function checkDuckDbSource(
  view: FeatureView,
  source: DuckDbSource,
  folder: string,
): Promise<void> {
  await withConnection(view, source, folder, undefined, async () => ({ keep: false, result: undefined }))
}

interface Connected {
  readonly instance: DuckDBInstance
  readonly connection: DuckDBConnection
  readonly origin: Origin
  /** Types of the source's columns by their names in lower case. */
  readonly types: ReadonlyMap<string, string>
}

/** Connects, checks the columns, and closes the connection unless `work` keeps it. */
async function withConnection<T>(
  view: FeatureView,
  source: DuckDbSource,
  folder: string,
  signal: AbortSignal | undefined,
  work: (connected: Connected) => Promise<{ readonly keep: boolean; readonly result: T }>,
): Promise<T> {
  const origin = findOrigin(view, source, folder)
  const { DuckDBInstance } = await import('@duckdb/node-api')
  // Extensions are downloaded: a query that needs one must fail at once instead of waiting for a
  // network.
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
    // without a cause, which would write the value, perhaps a person's name, into the log
    throw new LapidaryError('feature-source-failed', {
      view: view.name,
      source: origin.name,
      reason: formatReason(error),
    })
  } finally {
    signal?.removeEventListener('abort', interrupt)
    if (!kept) {
      connection.closeSync()
      instance.closeSync()
    }
  }
}

/**
 * Returns DuckDB's reason without the value that it could not read. Names of columns and files
 * stay.
 */
function formatReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [reason = ''] = message.split('\n\n')
  if (!/^(Conversion|Invalid Input|Out of Range) Error/.test(reason)) return reason.split('\n')[0] as string
  const hidden = reason.replace(/(?<= )(['"])(?:.*\1|.*$)/s, '…').replace(/(?<= value )\S+/, '…')
  return hidden.split('\n')[0] as string
}

function getFeatureColumn(index: number): string {
  return `feature_${index}`
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The source as SQL, and its name for people. */
interface Origin {
  readonly sql: string
  readonly name: string
  /** Its files as SQL, if they are Parquet. */
  readonly parquet?: string
}

function findOrigin(view: FeatureView, source: DuckDbSource, folder: string): Origin {
  if (source.kind === 'sql')
    return { sql: `(${source.query.trim().replace(/;$/, '')}\n) AS query`, name: 'SQL' }
  for (const pattern of source.files) {
    const files = matchFiles(pattern, folder)
    if (files.length === 0) continue
    const list = `[${files.map((file) => quoteSqlLiteral(escapePattern(resolve(folder, file)))).join(', ')}]`
    const parquet = /\.(parquet|pq)$/i.test(pattern)
    // Read as text, because a key such as 007 is no number, and every value is parsed by the type
    // that the view declares.
    return {
      sql: parquet ? `read_parquet(${list})` : `read_csv(${list}, header = true, all_varchar = true)`,
      name: files.join(', '),
      ...(parquet && { parquet: list }),
    }
  }
  throw new LapidaryError('no-feature-file', { view: view.name, files: source.files.join(', '), folder })
}

function checkColumns(
  view: FeatureView,
  source: DuckDbSource,
  name: string,
  columns: readonly string[],
): void {
  const there = new Set(columns.map((column) => column.toLowerCase()))
  const created = source.created === undefined ? [] : [source.created]
  const wanted = [view.joinKey, source.timestamp, ...created, ...Object.keys(view.features)]
  const missing = wanted.filter((column) => !there.has(column.toLowerCase()))
  if (missing.length === 0) return
  const nearest = missing.flatMap((column) =>
    findNearestNames(column, columns, 1).map((near) => `${column} ≈ ${near}`),
  )
  throw new LapidaryError('feature-source-columns', {
    view: view.name,
    source: name,
    missing: joinNames(missing),
    columns: joinNames(columns),
    nearest: formatNearNames(nearest),
  })
}

function buildSelect(
  view: FeatureView,
  source: DuckDbSource,
  {
    types,
    zones,
  }: { readonly types: ReadonlyMap<string, string>; readonly zones: ReadonlyMap<string, string> | undefined },
  texts: ReadonlySet<string>,
): string {
  const key = `${quoteIdentifier(view.joinKey)}::${(view.joinKeyType ?? 'string') === 'string' ? 'VARCHAR' : 'BIGINT'}`
  const features = Object.entries(view.features).map(([name, { type }], index) => {
    const sourceType = types.get(name.toLowerCase()) ?? 'VARCHAR'
    if (texts.has(name) || type === 'string') {
      return `${buildTextSql(quoteIdentifier(name), sourceType, zones?.get(name))} AS ${getFeatureColumn(index)}`
    }
    const isTime = type === 'unix_timestamp' && /TIME|DATE/.test(sourceType)
    const value = isTime ? `epoch(${quoteIdentifier(name)}::TIMESTAMPTZ)` : quoteIdentifier(name)
    return `${value}::${sqlTypes[type]} AS ${getFeatureColumn(index)}`
  })
  const created = source.created === undefined ? 'NULL::DOUBLE' : buildTime(source.created)
  return `SELECT ${[`${key} AS ${keyColumn}`, `${buildTime(source.timestamp)} AS ${eventColumn}`, `${created} AS ${createdColumn}`, ...features].join(', ')}`
}

/**
 * Builds the expression for milliseconds since 1970 with a fraction; a time without a zone is UTC.
 */
function buildTime(column: string): string {
  return `(epoch_us(${quoteIdentifier(column)}::TIMESTAMPTZ) / 1000)::DOUBLE`
}

/** Builds the condition that excludes rows without a key or a time. */
function buildWhere({ joinKey }: FeatureView, { timestamp }: DuckDbSource): string {
  return `WHERE ${quoteIdentifier(joinKey)} IS NOT NULL AND ${quoteIdentifier(timestamp)} IS NOT NULL`
}

async function* readChunks(result: {
  fetchChunk(): Promise<DuckDBDataChunk | null>
}): AsyncGenerator<DuckDBDataChunk> {
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  )
    yield chunk
}

/** Copies a column of doubles; null is NaN. The chunk's memory is released with the chunk. */
function copyNumbers(chunk: DuckDBDataChunk, column: number): Float64Array {
  const vector = chunk.getColumnVector(column)
  const numbers = new Float64Array(chunk.rowCount)
  for (let row = 0; row < numbers.length; row++)
    numbers[row] = (vector.getItem(row) as number | null) ?? Number.NaN
  return numbers
}

/**
 * Copies the rows `rows` of a chunk that begins at `start` into `columns` from `at` on; its first
 * column is no feature.
 */
function takeChunk(
  chunk: DuckDBDataChunk,
  columns: readonly ColumnData[],
  rows: Int32Array,
  start: number,
  at: number,
): void {
  for (const [i, column] of columns.entries()) {
    const vector = chunk.getColumnVector(i + 1)
    for (let k = 0; k < rows.length; k++) {
      const value = vector.getItem((rows[k] as number) - start)
      if (column.kind === 'number') column.values[at + k] = (value as number | null) ?? Number.NaN
      else if (column.kind === 'text') column.values[at + k] = value as string | null
    }
  }
}
