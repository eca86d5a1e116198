/** One point of the history of a metric of a run. */
export interface MetricPoint {
  readonly key: string
  /** May be NaN or infinite. */
  readonly value: number
  /** Milliseconds since 1970. */
  readonly timestamp: number
  /** May be negative. */
  readonly step: number
  /**
   * The logged model that was measured, and the data that it was measured on. Only the last point
   * of a metric keeps them; the history does not.
   */
  readonly modelId?: string | undefined
  readonly dataset?: { readonly name: string; readonly digest: string } | undefined
}

/**
 * Compares two points of a metric: by step, then by time, then by value. As in MLflow, NaN counts
 * as 0; it comes after 0.
 * @returns a positive number if `a` is later than `b`.
 */
export function comparePoints(a: MetricPoint, b: MetricPoint): number {
  return a.step - b.step || a.timestamp - b.timestamp || compareValues(a.value, b.value)
}

function compareValues(a: number, b: number): number {
  const [first, second] = [Number.isNaN(a) ? 0 : a, Number.isNaN(b) ? 0 : b]
  if (first !== second) return first < second ? -1 : 1
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
}

/** Returns the last point of each metric. */
export function lastPoints(points: readonly MetricPoint[]): readonly MetricPoint[] {
  const last = new Map<string, MetricPoint>()
  for (const point of points) {
    const known = last.get(point.key)
    if (known === undefined || comparePoints(point, known) > 0) last.set(point.key, point)
  }
  return [...last.values()]
}
