import { setImmediate as nextTurn } from 'node:timers/promises'
import type SqliteDatabase from 'better-sqlite3'
import { cursorOf, firstIdOf } from '../prediction-id.ts'
import type { PredictionQuery } from '../store.ts'
import { type IndexName, indexColumns } from './sqlite-indexes.ts'
import type { TableRow } from './sqlite-tables.ts'

/** Rows that one statement reads when they are compared one by one: about 5 ms. */
const rowsPerScan = 1000
/** Lookups in an index between two turns of the event loop: about 5 ms. */
const lookupsPerTurn = 1000

type Filters = Partial<Record<'entity' | 'caller' | 'model_version' | 'prediction', string | number>>

/** Ids from `least` on, below `below`. */
interface IdRange {
  readonly least: string
  readonly below: string
}

/** Rows that agree in all columns of an index, in the order of their ids. */
type Run = readonly (string | number)[]

/** Finds predictions, newest first, without reading the rows that do not match. */
export class SqliteSearch {
  readonly #sqlite: SqliteDatabase.Database
  readonly #isIndexed: boolean
  readonly #statements = new Map<string, SqliteDatabase.Statement>()
  #lookups = 0

  constructor(sqlite: SqliteDatabase.Database, isIndexed: boolean) {
    this.#sqlite = sqlite
    this.#isIndexed = isIndexed
  }

  /** @returns at most `limit` rows. @throws LapidaryError `bad-cursor` */
  async find(query: PredictionQuery, limit: number): Promise<readonly TableRow[]> {
    const range = rangeOf(query)
    const filters = filtersOf(query)
    if (Object.keys(filters).length === 0)
      return this.#all('SELECT * FROM prediction WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?', [
        range.least,
        range.below,
        limit,
      ])
    if (!this.#isIndexed) return await this.#scan(filters, range, limit, Number.POSITIVE_INFINITY)
    if (filters.entity !== undefined) return await this.#merge('prediction_entity', filters, range, limit)
    if (filters.caller !== undefined) return await this.#merge('prediction_caller', filters, range, limit)
    // There may be as many runs as callers: what is found in every few rows is found sooner by reading them.
    const recent = await this.#scan(filters, range, limit, 1)
    const last = recent.at(-1)
    if (recent.length === limit) return recent
    const older = last === undefined ? range : { ...range, below: last.id }
    return [...recent, ...(await this.#merge('prediction_caller', filters, older, limit - recent.length))]
  }

  /** Compares row by row, at most `maxScans` times `rowsPerScan`. */
  async #scan(filters: Filters, range: IdRange, limit: number, maxScans: number): Promise<TableRow[]> {
    const conditions = Object.keys(filters).map((column) => `AND ${column} = ?`)
    const select = `SELECT * FROM prediction WHERE id >= ? AND id < ? ${conditions.join(' ')} ORDER BY id DESC LIMIT ?`
    const edgeOf = this.#prepare('SELECT id FROM prediction WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1 OFFSET ?')
    const found: TableRow[] = []
    let { below } = range
    for (let scan = 0; scan < maxScans && found.length < limit; scan++) {
      if (scan > 0) await nextTurn()
      const edge = edgeOf.pluck().get(range.least, below, rowsPerScan - 1) as string | undefined
      found.push(...this.#all(select, [edge ?? range.least, below, ...Object.values(filters), limit - found.length]))
      if (edge === undefined) break
      below = edge
    }
    return found
  }

  /** Merges the runs of an index that match, from their newest ids on. */
  async #merge(index: IndexName, filters: Filters, range: IdRange, limit: number): Promise<TableRow[]> {
    const heads: { id: string; run: Run }[] = []
    for await (const run of this.#runs(index, filters, [])) {
      const id = this.#newest(index, run, range)
      if (id !== null) heads.push({ id, run })
    }
    heads.sort((a, b) => (a.id < b.id ? -1 : 1))
    const byId = this.#prepare('SELECT * FROM prediction WHERE id = ?')
    const found: TableRow[] = []
    for (let head = heads.pop(); head !== undefined && found.length < limit; head = heads.pop()) {
      const row = byId.get(head.id) as TableRow | undefined // none when it was erased meanwhile
      if (row !== undefined) found.push(row)
      const id = this.#newest(index, head.run, { ...range, below: head.id })
      if (id !== null) insertSorted(heads, { id, run: head.run })
      await this.#pause()
    }
    return found
  }

  /** Every run of the index that matches the filters, and begins with `prefix`. */
  async *#runs(index: IndexName, filters: Filters, prefix: Run): AsyncGenerator<Run> {
    const column = indexColumns[index][prefix.length]
    if (column === undefined) {
      yield prefix
      return
    }
    const wanted = filters[column]
    for (
      let value = this.#nextValue(index, prefix, wanted, null);
      value !== null;
      value = this.#nextValue(index, prefix, wanted, value)
    ) {
      await this.#pause()
      yield* this.#runs(index, filters, [...prefix, value])
    }
  }

  /** The least value of the column after `prefix` that is above `after`; where one is wanted, that one or none. */
  #nextValue(
    index: IndexName,
    prefix: Run,
    wanted: string | number | undefined,
    after: string | number | null,
  ): string | number | null {
    if (wanted !== undefined && after !== null) return null
    const column = indexColumns[index][prefix.length] as string
    const conditions = [
      ...equalities(index, prefix),
      ...(wanted === undefined ? [] : [`${column} = ?`]),
      ...(after === null ? [] : [`${column} > ?`]),
    ]
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
    const select = this.#prepare(`SELECT min(${column}) FROM prediction INDEXED BY ${index} ${where}`)
    const values = [...prefix, ...(wanted === undefined ? [] : [wanted]), ...(after === null ? [] : [after])]
    return select.pluck().get(...values) as string | number | null
  }

  #newest(index: IndexName, run: Run, { least, below }: IdRange): string | null {
    const where = [...equalities(index, run), 'id >= ?', 'id < ?'].join(' AND ')
    const select = this.#prepare(`SELECT max(id) FROM prediction INDEXED BY ${index} WHERE ${where}`)
    return select.pluck().get(...run, least, below) as string | null
  }

  async #pause(): Promise<void> {
    if (++this.#lookups % lookupsPerTurn === 0) await nextTurn()
  }

  #all(sql: string, values: readonly unknown[]): TableRow[] {
    return this.#prepare(sql).all(...values) as TableRow[]
  }

  #prepare(sql: string): SqliteDatabase.Statement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#sqlite.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }
}

function equalities(index: IndexName, values: Run): string[] {
  return values.map((_, position) => `${indexColumns[index][position]} = ?`)
}

function insertSorted(heads: { id: string; run: Run }[], head: { id: string; run: Run }): void {
  let [low, high] = [0, heads.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((heads[middle] as { id: string }).id < head.id) low = middle + 1
    else high = middle
  }
  heads.splice(low, 0, head)
}

function rangeOf({ cursor, from, to }: PredictionQuery): IdRange {
  const ends = [...(cursor === undefined ? [] : [cursorOf(cursor)]), ...(to === undefined ? [] : [firstIdOf(to)])]
  // hexadecimal digits are all below "g"
  return { least: from === undefined ? '' : firstIdOf(from), below: ends.sort()[0] ?? 'g' }
}

function filtersOf({ caller, entity, modelVersion, prediction }: PredictionQuery): Filters {
  const filters = { entity, caller, model_version: modelVersion, prediction }
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined))
}
