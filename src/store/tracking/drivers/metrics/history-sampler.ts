import { type Kysely, type RawBuilder, sql } from 'kysely'
import { jsonList, jsonRows } from '../../../sql/json-rows.ts'
import type { SqlDialect } from '../../../sql/sql-database.ts'
import type { TrackingTables } from '../run-tables.ts'

type Point = Omit<TrackingTables['metric_point'], 'series'>

interface Range {
  /** First and last step. */
  readonly from: number
  readonly to: number
  readonly maxPoints: number
}

/** The last point of a series, and its size. */
interface Bounds extends Point {
  readonly series: number
  readonly first_step: number
  /** Number of points; of a long series one more than are read in full. */
  readonly points: number
}

/** A place in a series whose next point is read. */
type Target = readonly [series: number, step: number, time: number]
type BySeries = ReadonlyMap<number, readonly Point[]>

const columns = ['step', 'time_ms', 'value', 'is_nan'] as const

/**
 * Samples series of points. Short series are read in full and sampled by rank, as MLflow does. Of
 * long ones only the points next to evenly spaced steps are read, through the index; where many
 * points share few steps, those next to evenly spaced times of each step.
 */
export class HistorySampler {
  readonly #db: Kysely<TrackingTables>
  readonly #dialect: SqlDialect
  readonly #maxPoints: number
  /** Points of the longest series that is read in full. */
  readonly #maxRead: number
  readonly #isInRange: RawBuilder<unknown>

  constructor(db: Kysely<TrackingTables>, dialect: SqlDialect, { from, to, maxPoints }: Range) {
    this.#db = db
    this.#dialect = dialect
    this.#maxPoints = maxPoints
    this.#maxRead = Math.max(1000, 4 * maxPoints)
    this.#isInRange = sql`metric_point.step between ${from} and ${to}`
  }

  /** Resolves the points of each series that has any, in order. */
  async sample(series: readonly number[]): Promise<BySeries> {
    if (series.length === 0) return new Map()
    const bounds = await this.#readBounds(series)
    const [short, long] = [true, false].map((isShort) =>
      bounds.filter(({ points }) => points <= this.#maxRead === isShort),
    )
    return new Map([...(await this.#sampleShort(short ?? [])), ...(await this.#sampleLong(long ?? []))])
  }

  async #readBounds(series: readonly number[]): Promise<readonly Bounds[]> {
    const given = jsonRows(
      this.#dialect,
      { series: 'integer' },
      series.map((id) => [id]),
    )
    const points = sql`metric_point where metric_point.series = given.series and ${this.#isInRange}`
    const { rows } = await sql<Bounds>`select series, ${this.#pointOf(this.#isInRange, 'desc')},
      (select min(step) from ${points}) as first_step,
      (select count(*) from (select 1 from ${points} limit ${this.#maxRead + 1}) as counted) as points
      from ${given} as given`.execute(this.#db)
    return rows.filter(({ points: count }) => count > 0)
  }

  async #sampleShort(bounds: readonly Bounds[]): Promise<BySeries> {
    if (bounds.length === 0) return new Map()
    const ids = bounds.map(({ series }) => series)
    const rows = await sql<Point & { readonly series: number }>`select * from metric_point
      where series in ${jsonList(this.#dialect, 'integer', ids)} and ${this.#isInRange}
      order by series, step, time_ms, value, is_nan`.execute(this.#db)
    return mapSeries(rows.rows, (points) => {
      const sampled = spread(points.length, this.#maxPoints).map((rank) => points[rank] as Point)
      return this.#endWith(points.at(-1) as Point, sampled)
    })
  }

  async #sampleLong(bounds: readonly Bounds[]): Promise<BySeries> {
    const stepTargets = bounds.flatMap(({ series, first_step: first, step: last }) =>
      spread(last - first + 1, this.#maxPoints).map((offset): Target => [series, first + offset, 0]),
    )
    const byStep = await this.#seek(stepTargets, sql`metric_point.step >= given.step`)
    const timeTargets = bounds.flatMap((last) => {
      const points = byStep.get(last.series) ?? []
      const share = Math.floor(this.#maxPoints / points.length)
      return share < 2 ? [] : spreadTimes(last, points, share)
    })
    const isLaterInStep = sql`metric_point.step = given.step and metric_point.time_ms >= given.time_ms`
    const byTime = await this.#seek(timeTargets, isLaterInStep)
    return new Map(
      bounds.map((last) => [
        last.series,
        this.#endWith(last, byTime.get(last.series) ?? byStep.get(last.series) ?? []),
      ]),
    )
  }

  /** Reads the first point of a series that fulfils a condition, for each target. */
  async #seek(targets: readonly Target[], condition: RawBuilder<unknown>): Promise<BySeries> {
    if (targets.length === 0) return new Map()
    const places = { series: 'integer', step: 'integer', time_ms: 'integer' } as const
    const { rows } = await sql<Point & { readonly series: number }>`
      select series, ${this.#pointOf(condition, 'asc')} from ${jsonRows(this.#dialect, places, targets)} as given`.execute(
      this.#db,
    )
    // Targets between two points find the same one, and those after the last of a step none.
    const found = rows.filter(({ value }) => value !== null)
    return mapSeries(found, (points) => points.filter((point, i) => i === 0 || !isSame(point, points[i - 1])))
  }

  /** Columns of the first or last point of the series `given`; null if there is none. */
  #pointOf(condition: RawBuilder<unknown>, direction: 'asc' | 'desc'): RawBuilder<unknown> {
    const order = sql.join(columns.map((name) => sql`metric_point.${sql.ref(name)} ${sql.raw(direction)}`))
    return sql.join(
      columns.map(
        (name) => sql`(select metric_point.${sql.ref(name)} from metric_point
          where metric_point.series = given.series and ${condition} order by ${order} limit 1) as ${sql.ref(name)}`,
      ),
    )
  }

  /** Adds the last point, in place of the last sampled one if there are enough. */
  #endWith(last: Point, points: readonly Point[]): readonly Point[] {
    if (isSame(last, points.at(-1))) return points
    return [...points.slice(0, this.#maxPoints - 1), last]
  }
}

/** Returns at most `maxCount` of the numbers from 0 to below `size`: where equal parts begin. */
function spread(size: number, maxCount: number): readonly number[] {
  if (size <= maxCount) return Array.from({ length: size }, (_, i) => i)
  const [part, longer] = [Math.floor(size / maxCount), size % maxCount]
  return Array.from({ length: maxCount }, (_, i) => i * part + Math.min(i, longer))
}

/** Returns `share` targets in the step of each point, up to the time of the next step. */
function spreadTimes(last: Bounds, points: readonly Point[], share: number): readonly Target[] {
  return points.flatMap(({ step, time_ms: start }, i) => {
    const end = Math.max((points[i + 1] ?? last).time_ms, start)
    return spread(end - start + 1, share).map((offset): Target => [last.series, step, start + offset])
  })
}

function mapSeries<Row extends { readonly series: number }>(
  rows: readonly Row[],
  map: (rows: readonly Row[]) => readonly Point[],
): BySeries {
  return new Map([...Map.groupBy(rows, ({ series }) => series)].map(([series, own]) => [series, map(own)]))
}

function isSame(a: Point, b: Point | undefined): boolean {
  return columns.every((name) => a[name] === b?.[name])
}
