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

type Value = string | number
type Filters = Partial<Record<'entity' | 'caller' | 'model_version' | 'prediction', Value>>

/** Ids from `least` on, below `below`. */
interface IdRange {
  readonly least: string
  readonly below: string
}

/** Rows that agree in all columns of an index, in the order of their ids. */
type Run = readonly Value[]

/** What was read of a run, and which id of it comes next. */
interface Head {
  readonly run: Run
  ids: string[]
  next: number
}

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
    // What is found in every few rows is found sooner by reading them: there may be as many runs as callers.
    const recent = await this.#scan(filters, range, limit, 1)
    const last = recent.at(-1)
    if (recent.length === limit) return recent
    const older = last === undefined ? range : { ...range, below: last.id }
    const index = filters.entity === undefined ? 'prediction_caller' : 'prediction_entity'
    return [...recent, ...(await this.#merge(index, filters, older, limit - recent.length))]
  }

  /** Compares row by row, at most `maxScans` times `rowsPerScan`. */
  async #scan(filters: Filters, range: IdRange, limit: number, maxScans: number): Promise<TableRow[]> {
    // the plus keeps SQLite from sorting all that an index has of the value
    const conditions = Object.keys(filters).map((column) => `AND +${column} = ?`)
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
    const heads: Head[] = []
    for await (const run of this.#runs(index, filters, [])) {
      const ids = this.#ids(index, run, range, 1)
      if (ids.length > 0) heads.push({ run, ids, next: 0 })
    }
    heads.sort((a, b) => (headId(a) < headId(b) ? -1 : 1))
    const byId = this.#prepare('SELECT * FROM prediction WHERE id = ?')
    const found: TableRow[] = []
    for (let head = heads.pop(); head !== undefined && found.length < limit; head = heads.pop()) {
      const id = headId(head)
      const row = byId.get(id) as TableRow | undefined // none when it was erased meanwhile
      if (row !== undefined) found.push(row)
      if (++head.next === head.ids.length) {
        head.ids = this.#ids(index, head.run, { ...range, below: id }, Math.min(limit - found.length, head.ids.length * 4))
        head.next = 0
      }
      if (head.ids.length > 0) insertSorted(heads, head)
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
  #nextValue(index: IndexName, prefix: Run, wanted: Value | undefined, after: Value | null): Value | null {
    if (wanted !== undefined && after !== null) return null
    const bound = wanted === undefined ? (after === null ? '' : '>') : '='
    const select = this.#statement(`${index} ${prefix.length} ${bound}`, () => {
      const column = indexColumns[index][prefix.length] as string
      const conditions = [...equalities(index, prefix.length), ...(bound === '' ? [] : [`${column} ${bound} ?`])]
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
      return `SELECT min(${column}) FROM prediction INDEXED BY ${index} ${where}`
    })
    const edge = wanted ?? after
    return (edge === null ? select.get(...prefix) : select.get(...prefix, edge)) as Value | null
  }

  /** Newest first. */
  #ids(index: IndexName, run: Run, { least, below }: IdRange, limit: number): string[] {
    const select = this.#statement(`${index} ids`, () => {
      const where = [...equalities(index, run.length), 'id >= ?', 'id < ?'].join(' AND ')
      return `SELECT id FROM prediction INDEXED BY ${index} WHERE ${where} ORDER BY id DESC LIMIT ?`
    })
    return select.all(...run, least, below, limit) as string[]
  }

  /** A statement that returns one column. */
  #statement(key: string, sql: () => string): SqliteDatabase.Statement {
    let statement = this.#statements.get(key)
    if (statement === undefined) {
      statement = this.#sqlite.prepare(sql()).pluck()
      this.#statements.set(key, statement)
    }
    return statement
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

function equalities(index: IndexName, columns: number): string[] {
  return indexColumns[index].slice(0, columns).map((column) => `${column} = ?`)
}

function headId({ ids, next }: Head): string {
  return ids[next] as string
}

function insertSorted(heads: Head[], head: Head): void {
  const id = headId(head)
  let [low, high] = [0, heads.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (headId(heads[middle] as Head) < id) low = middle + 1
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
