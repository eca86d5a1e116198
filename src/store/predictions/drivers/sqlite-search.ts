import { setImmediate as nextTurn } from 'node:timers/promises'
import type SqliteDatabase from 'better-sqlite3'
import { parseCursor, getFirstId } from '../prediction-id.ts'
import type { PredictionQuery } from '../store.ts'
import {
  afterAllIds,
  type Entry,
  toIdBytes,
  fromIdBytes,
  type IndexName,
  indexColumns,
  type SqliteIndex,
  hashText,
} from './sqlite-index.ts'
import type { TableRow } from './sqlite-tables.ts'

/** Rows that one statement reads to compare them one by one: about 5 ms. */
const rowsPerScan = 1000
/** Lookups in an index between two turns of the event loop: a few milliseconds. */
const lookupsPerTurn = 200

type Value = string | number
type Filters = Partial<Record<'entity' | 'caller' | 'model_version' | 'prediction', Value>>
/** Filters as hashes, as the indexes have them. */
type HashedFilters = Partial<Record<keyof Filters, number>>

/** Ids from `least` on, below `below`. */
interface IdRange {
  readonly least: string
  readonly below: string
}

/** Rows with equal values in all columns of an index, in the order of their ids. */
type Run = readonly number[]

/** Ids that were read from a source, newest first, with the next one. */
interface Head {
  ids: string[]
  next: number
  /** Reads at most `limit` ids below `below`. */
  readonly more: (below: string, limit: number) => string[]
}

/** Finds predictions, newest first, without reading the rows that do not match. */
export class SqliteSearch {
  readonly #sqlite: SqliteDatabase.Database
  readonly #index: SqliteIndex
  readonly #statements = new Map<string, SqliteDatabase.Statement>()
  #lookups = 0

  constructor(sqlite: SqliteDatabase.Database, index: SqliteIndex) {
    this.#sqlite = sqlite
    this.#index = index
  }

  /**
   * Finds rows.
   *
   * @returns at most `limit` rows
   * @throws LapidaryError `bad-cursor`
   */
  async find(query: PredictionQuery, limit: number): Promise<readonly TableRow[]> {
    const range = getRange(query)
    const filters = getFilters(query)
    if (Object.keys(filters).length === 0)
      return this.#all('SELECT * FROM prediction WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?', [
        range.least,
        range.below,
        limit,
      ])
    const unindexed = this.#index.getUnindexedBelow()
    const found = await this.#merge(filters, range, limit)
    if (unindexed === null) return found
    const earlier = { ...range, below: unindexed < range.below ? unindexed : range.below }
    const scanned = await this.#scan(filters, earlier, limit)
    const byId = new Map([...found, ...scanned].map((row) => [row.id, row]))
    return [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)
  }

  /** Scans the rows of a file of an earlier version that are not indexed yet. */
  async #scan(filters: Filters, range: IdRange, limit: number): Promise<TableRow[]> {
    const conditions = Object.keys(filters).map((column) => `AND ${column} = ?`)
    const select = `SELECT * FROM prediction WHERE id >= ? AND id < ? ${conditions.join(' ')} ORDER BY id DESC LIMIT ?`
    const edgeOf = this.#prepare(
      'SELECT id FROM prediction WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1 OFFSET ?',
    )
    const found: TableRow[] = []
    let { below } = range
    while (found.length < limit) {
      const edge = edgeOf.pluck().get(range.least, below, rowsPerScan - 1) as string | undefined
      found.push(
        ...this.#all(select, [edge ?? range.least, below, ...Object.values(filters), limit - found.length]),
      )
      if (edge === undefined) break
      below = edge
      await nextTurn()
    }
    return found
  }

  /** Merges the pending entries and the runs of an index that match, from their newest ids on. */
  async #merge(filters: Filters, { least, below }: IdRange, limit: number): Promise<TableRow[]> {
    const oldest = this.#index.getOldestId() ?? afterAllIds
    const range = { below, least: least > oldest ? least : oldest } // entries below it are of deleted rows
    // Pending entries come first: entries that are moved meanwhile are found in both places, never
    // in neither.
    const heads = [this.#pendingHead(filters, range)]
    // A filter by class or version alone skips through the callers, of which there are few.
    const name: IndexName = filters.entity === undefined ? 'prediction_by_caller' : 'prediction_by_entity'
    const wanted = hashFilters(filters)
    for (const part of this.#index.getParts()) {
      for await (const run of this.#runs(name, wanted, [part])) {
        const more = (edge: string, count: number): string[] =>
          this.#ids(name, run, { ...range, below: edge }, count)
        heads.push({ ids: more(below, 1), next: 0, more })
      }
    }
    return await this.#take(
      heads.filter(({ ids }) => ids.length > 0),
      filters,
      limit,
    )
  }

  async #take(heads: Head[], filters: Filters, limit: number): Promise<TableRow[]> {
    heads.sort((a, b) => (getHeadId(a) < getHeadId(b) ? -1 : 1))
    const byId = this.#prepare('SELECT * FROM prediction WHERE id = ?')
    const found: TableRow[] = []
    for (let head = heads.pop(); head !== undefined && found.length < limit; head = heads.pop()) {
      const id = getHeadId(head)
      if (found.at(-1)?.id !== id) {
        const row = byId.get(id) as TableRow | undefined // undefined if it was deleted
        if (row !== undefined && matches(row, filters)) found.push(row)
      }
      if (++head.next === head.ids.length) {
        head.ids = head.more(id, Math.min(limit - found.length, head.ids.length * 4))
        head.next = 0
      }
      if (head.ids.length > 0) insertSorted(heads, head)
      await this.#pause()
    }
    return found
  }

  #pendingHead(filters: Filters, { least, below }: IdRange): Head {
    const hash = hashFilters(filters).entity
    const matching = this.#index
      .getPending()
      .filter((entry) => entry[0] >= least && matchesEntry(entry, filters, hash))
    const ids = matching
      .map(([id]) => id)
      .sort()
      .toReversed()
    const more = (edge: string): string[] => ids.filter((id) => id < edge)
    return { ids: more(below), next: 0, more }
  }

  /** Yields every run of the index that matches the filters and begins with `prefix`. */
  async *#runs(index: IndexName, filters: HashedFilters, prefix: Run): AsyncGenerator<Run> {
    const column = indexColumns[index][prefix.length]
    if (column === undefined) {
      yield prefix
      return
    }
    const wanted = column === 'part' ? undefined : filters[column]
    for (
      let value = this.#nextValue(index, prefix, wanted, null);
      value !== null;
      value = this.#nextValue(index, prefix, wanted, value)
    ) {
      await this.#pause()
      yield* this.#runs(index, filters, [...prefix, value])
    }
  }

  /**
   * Finds the smallest value of the column after `prefix` that is above `after`; if a value is
   * wanted, that one or none.
   */
  #nextValue(index: IndexName, prefix: Run, wanted: number | undefined, after: number | null): number | null {
    if (wanted !== undefined && after !== null) return null
    const bound = wanted === undefined ? (after === null ? '' : '>') : '='
    const select = this.#statement(`${index} ${prefix.length} ${bound}`, () => {
      const column = indexColumns[index][prefix.length] as string
      const conditions = [
        ...equalities(index, prefix.length),
        ...(bound === '' ? [] : [`${column} ${bound} ?`]),
      ]
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
      return `SELECT min(${column}) FROM ${index} ${where}`
    })
    const edge = wanted ?? after
    return (edge === null ? select.get(...prefix) : select.get(...prefix, edge)) as number | null
  }

  /** Reads ids of a run, newest first. */
  #ids(index: IndexName, run: Run, { least, below }: IdRange, limit: number): string[] {
    const select = this.#statement(`${index} ids`, () => {
      const where = [...equalities(index, run.length), 'id >= ?', 'id < ?'].join(' AND ')
      return `SELECT id FROM ${index} WHERE ${where} ORDER BY id DESC LIMIT ?`
    })
    return (select.all(...run, toIdBytes(least), toIdBytes(below), limit) as Buffer[]).map(fromIdBytes)
  }

  /** Prepares a statement that returns one column. */
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

function hashFilters(filters: Filters): HashedFilters {
  const hashed = Object.entries(filters).map(([name, value]) => [
    name,
    typeof value === 'string' ? hashText(value) : value,
  ])
  return Object.fromEntries(hashed) as HashedFilters
}

function matches(row: TableRow, filters: Filters): boolean {
  return Object.entries(filters).every(([column, value]) => row[column as keyof Filters] === value)
}

function matchesEntry(
  [, entity, caller, modelVersion, prediction]: Entry,
  filters: Filters,
  hash: number | undefined,
): boolean {
  const values = { entity, caller, model_version: modelVersion, prediction }
  return Object.entries({ ...filters, ...(hash !== undefined && { entity: hash }) }).every(
    ([column, value]) => values[column as keyof Filters] === value,
  )
}

function equalities(index: IndexName, columns: number): string[] {
  return indexColumns[index].slice(0, columns).map((column) => `${column} = ?`)
}

function getHeadId({ ids, next }: Head): string {
  return ids[next] as string
}

function insertSorted(heads: Head[], head: Head): void {
  const id = getHeadId(head)
  let [low, high] = [0, heads.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (getHeadId(heads[middle] as Head) < id) low = middle + 1
    else high = middle
  }
  heads.splice(low, 0, head)
}

function getRange({ cursor, from, to }: PredictionQuery): IdRange {
  const ends = [
    ...(cursor === undefined ? [] : [parseCursor(cursor)]),
    ...(to === undefined ? [] : [getFirstId(to)]),
  ]
  return { least: from === undefined ? '' : getFirstId(from), below: ends.sort()[0] ?? afterAllIds }
}

function getFilters({ caller, entity, modelVersion, prediction }: PredictionQuery): Filters {
  const filters = { entity, caller, model_version: modelVersion, prediction }
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined))
}
