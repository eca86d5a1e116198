/** Rows of a feature view: an entity's values from a time on. Times are milliseconds since 1970. */
export interface HistoryRows {
  /** Number of each row's entity, from 0; below 0 is none. */
  readonly entities: Int32Array
  /** Event time of each row. */
  readonly events: Float64Array
  /** Created time of each row; if NaN or absent, it is the event time. */
  readonly created: Float64Array | null
}

/** Rows with the times of their decisions. */
export interface DecisionRows {
  /** Number of each row's entity, as in the history; below 0 is none. */
  readonly entities: Int32Array
  /** Time of each decision; NaN is unknown. */
  readonly times: Float64Array
}

/** The history in search order. */
interface OrderedHistory {
  /**
   * Rows of entity `e`: `rows[offsets[e]] .. rows[offsets[e + 1]]`, by event time, then created,
   * then place in the source.
   */
  readonly offsets: Int32Array
  readonly rows: Int32Array
  readonly events: Float64Array
  readonly created: Float64Array | null
  /**
   * Earliest created time from the start of the entity to here: if it is too late, no earlier row
   * was visible.
   */
  readonly firstCreated: Float64Array | null
}

/**
 * Finds the values of each row's entity at the time of its decision: the row with the latest event
 * time, and of these the last created one, with neither time after the decision. Both ends are
 * inclusive: an event at the time of the decision is known, and one exactly `ttl` before it is
 * still valid. Feast's default join ignores created times; here a row that was written later is
 * never used.
 *
 * @param ttl milliseconds for which a row is valid, from its event time
 * @returns index of the history's row for each decision, -1 for none
 */
export function pointInTimeJoin(decisions: DecisionRows, history: HistoryRows, ttl = Infinity): Int32Array {
  const ordered = orderHistory(history)
  const { offsets, rows, events, created, firstCreated } = ordered
  const found = new Int32Array(decisions.entities.length).fill(-1)
  for (let i = 0; i < found.length; i++) {
    const entity = decisions.entities[i] as number
    const time = decisions.times[i] as number
    if (entity < 0 || entity >= offsets.length - 1 || Number.isNaN(time)) continue
    const start = offsets[entity] as number
    let at = findLastUpTo(events, start, offsets[entity + 1] as number, time)
    if (created !== null && firstCreated !== null) {
      while (at >= start && (created[at] as number) > time)
        at = (firstCreated[at] as number) > time ? -1 : at - 1
    }
    if (at >= start && (events[at] as number) >= time - ttl) found[i] = rows[at] as number
  }
  return found
}

/**
 * Finds the last of the ascending `events[start .. end]` that is not after `time`; `start - 1` if
 * all are.
 */
function findLastUpTo(events: Float64Array, start: number, end: number, time: number): number {
  let low = start
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((events[middle] as number) <= time) low = middle + 1
    else high = middle
  }
  return low - 1
}

function orderHistory({ entities, events, created }: HistoryRows): OrderedHistory {
  const { offsets, rows } = groupByEntity(entities)
  const writtenAt = (row: number): number => {
    const time = created?.[row]
    return time === undefined || Number.isNaN(time) ? (events[row] as number) : time
  }
  const inOrder = (a: number, b: number): number => {
    return (
      (events[a] as number) - (events[b] as number) ||
      (created === null ? 0 : writtenAt(a) - writtenAt(b)) ||
      a - b
    )
  }
  for (let entity = 0; entity + 1 < offsets.length; entity++) {
    const own = rows.subarray(offsets[entity], offsets[entity + 1])
    for (let i = 1; i < own.length; i++) {
      if (inOrder(own[i - 1] as number, own[i] as number) <= 0) continue
      own.sort(inOrder)
      break
    }
  }
  const orderedEvents = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) orderedEvents[i] = events[rows[i] as number] as number
  if (created === null) return { offsets, rows, events: orderedEvents, created: null, firstCreated: null }
  const orderedCreated = new Float64Array(rows.length)
  const firstCreated = new Float64Array(rows.length)
  for (let entity = 0; entity + 1 < offsets.length; entity++) {
    let first = Infinity
    for (let i = offsets[entity] as number; i < (offsets[entity + 1] as number); i++) {
      const time = writtenAt(rows[i] as number)
      first = Math.min(first, time)
      orderedCreated[i] = time
      firstCreated[i] = first
    }
  }
  return { offsets, rows, events: orderedEvents, created: orderedCreated, firstCreated }
}

/**
 * Groups the rows by entity in the order of the source, by counting; rows without an entity are
 * left out.
 */
function groupByEntity(entities: Int32Array): { offsets: Int32Array; rows: Int32Array } {
  let count = 0
  for (const entity of entities) if (entity >= count) count = entity + 1
  const offsets = new Int32Array(count + 1)
  for (const entity of entities) if (entity >= 0) offsets[entity + 1] = (offsets[entity + 1] as number) + 1
  for (let e = 0; e < count; e++) offsets[e + 1] = (offsets[e + 1] as number) + (offsets[e] as number)
  const next = offsets.slice()
  const rows = new Int32Array(offsets[count] as number)
  for (let row = 0; row < entities.length; row++) {
    const entity = entities[row] as number
    if (entity < 0) continue
    const place = next[entity] as number
    rows[place] = row
    next[entity] = place + 1
  }
  return { offsets, rows }
}
