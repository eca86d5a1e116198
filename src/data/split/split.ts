import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { Columns } from '../column.ts'
import {
  defaultTimeShare,
  holdOutFolds,
  isByTime,
  isLeaking,
  type SplitKind,
  type TimeSplit,
} from './split-kind.ts'
import {
  findCutTime,
  expandingWindows,
  isBefore,
  findRows,
  type Split,
  cutTimeSpans,
  type TimeOrder,
} from './time-order.ts'
import type { RowSplit } from './row-split.ts'
import { type TimeScale, createTimeScale } from './time-scale.ts'
import { type Units, unitsOf } from './units.ts'
import { cellValue, type Table } from '../table.ts'
import { timesOf } from '../times.ts'

/** The parts of a definition that a split reads. */
export interface SplitSchema {
  readonly columns: Columns
  readonly entity?: string | undefined
  readonly target: string
}

export interface SplitOptions {
  readonly kind: SplitKind
  /** Seed by which rows without an entity are dealt; entities never move. */
  readonly seed: number
  /** Required by the kinds `time` and `entity-time`. */
  readonly time?: TimeSplit | undefined
}

const defaultWindows = 4

/**
 * Splits a table into rows to train on and rows to hold out. The sides depend on the rows, not on
 * their order.
 *
 * @throws LapidaryError `split-without-time`, `split-time-unreadable`, `split-without-entity`. With
 *   few entities or times a side may be empty.
 */
export function splitRows(table: Table, schema: SplitSchema, options: SplitOptions): RowSplit {
  const { units, groups } = findUnitsToDeal(table, schema, options)
  const { copies } = units
  if (!isByTime(options.kind)) {
    const folds = units.folds(holdOutFolds)
    const sides = {
      train: findRows(table.rowCount, (row) => folds[row] !== 0),
      heldOut: findRows(table.rowCount, (row) => folds[row] === 0),
    }
    return { ...sides, leftOut: new Int32Array(), groups, copies, time: null }
  }
  return { groups, copies, ...splitByTime(table, schema, options, units) }
}

/**
 * Splits a table several times for cross-validation. By entity and by rows each row is held out
 * once; by time each window is held out once, and the rows before it train. Splits with an empty
 * side are left out.
 *
 * @throws LapidaryError like `splitRows`
 */
export function createCrossSplits(
  table: Table,
  schema: SplitSchema,
  options: SplitOptions,
  folds: number,
): Split[] {
  const { units } = findUnitsToDeal(table, schema, options)
  const dealt = options.kind === 'time' ? null : units.folds(folds)
  if (isByTime(options.kind))
    return expandingWindows(getTimeOrder(table, schema, options.time).order, folds, dealt)
  const sides = Array.from({ length: folds }, (_, fold) => ({
    train: findRows(table.rowCount, (row) => dealt?.[row] !== fold),
    heldOut: findRows(table.rowCount, (row) => dealt?.[row] === fold),
  }))
  return sides.filter(({ train, heldOut }) => train.length > 0 && heldOut.length > 0)
}

/**
 * Returns the units that are dealt, and the groups that intervals resample: these are entities even
 * if single rows are dealt.
 */
function findUnitsToDeal(
  table: Table,
  { columns, entity, target }: SplitSchema,
  { kind, seed }: SplitOptions,
) {
  if (kind === 'entity-time' && entity === undefined) throw new LapidaryError('split-without-entity')
  // The values from a feature store change from day to day.
  const ignored = Object.keys(columns).filter((name) => columns[name]?.stored === true)
  const together = unitsOf(table, { entity, target, ignored, seed })
  if (!isLeaking(entity, kind)) return { units: together, groups: together.groups }
  return { units: unitsOf(table, { entity: undefined, target, ignored, seed }), groups: together.groups }
}

/**
 * Returns the times of a table and the scale that they are on. @throws LapidaryError
 * `split-without-time`, `split-time-unreadable`
 */
function getTimeOrder(
  table: Table,
  { columns }: SplitSchema,
  time: TimeSplit | undefined,
): { order: TimeOrder; scale: TimeScale } {
  const column = time === undefined ? undefined : columns[time.time]
  const data = time === undefined ? undefined : table.columns.get(time.time)
  if (time === undefined || column === undefined || data === undefined)
    throw new LapidaryError('split-without-time')
  const scale = createTimeScale(column)
  const values = timesOf(data)
  if (scale === null || values.every(Number.isNaN)) {
    throw new LapidaryError('split-time-unreadable', { column: time.time })
  }
  return { order: { values, gap: scale.parseGap(time.gap ?? 0) ?? 0 }, scale }
}

function splitByTime(
  table: Table,
  schema: SplitSchema,
  { kind, time }: SplitOptions,
  units: Units,
): Omit<RowSplit, 'groups' | 'copies'> {
  const { order, scale } = getTimeOrder(table, schema, time)
  const {
    heldOut: share = defaultTimeShare,
    from,
    windows = defaultWindows,
    time: column,
  } = time as TimeSplit
  const { values, gap } = order
  const cut = from === undefined ? findCutTime(values, share) : (scale.parse(from) ?? Number.NaN)
  const folds = kind === 'entity-time' ? units.folds(holdOutFolds) : null
  const timeOf = (row: number): number => values[row] as number
  const isHeld = (row: number): boolean => timeOf(row) >= cut && (folds === null || folds[row] === 0)
  const isTrain = (row: number): boolean =>
    isBefore(timeOf(row), cut, gap) && (folds === null || folds[row] !== 0)
  const heldOut = findRows(table.rowCount, isHeld)
  const leftOut = findRows(table.rowCount, (row) => !isHeld(row) && !isTrain(row))
  const missing = leftOut.filter((row) => Number.isNaN(timeOf(row))).length
  const inGap = leftOut.filter((row) => timeOf(row) < cut && !isBefore(timeOf(row), cut, gap)).length
  const spans = cutTimeSpans(Float64Array.from(heldOut, timeOf), windows)
  return {
    train: findRows(table.rowCount, isTrain),
    heldOut,
    leftOut,
    time: {
      ...order,
      column,
      from: Number.isNaN(cut) ? '' : scale.label(cut),
      windows: spans.map((span) => ({
        from: scale.label(span.from),
        to: scale.label(span.to),
        rows: heldOut.filter((row) => timeOf(row) >= span.from && timeOf(row) <= span.to),
      })),
      leftOut: { gap: inGap, missing, otherEntities: leftOut.length - missing - inGap },
    },
  }
}

/**
 * Returns the number of each row's entity, from 0 in order of appearance; a row without an entity
 * is a group of its own.
 */
export function groupsOf(table: Table, entity: string | undefined): Int32Array {
  const groups = new Int32Array(table.rowCount)
  const column = entity === undefined ? undefined : table.columns.get(entity)
  const known = new Map<unknown, number>()
  let next = 0
  for (let row = 0; row < table.rowCount; row++) {
    const value = column === undefined ? null : cellValue(column, row)
    const key = Array.isArray(value) ? value.join('\u001f') : value
    let group = key === null ? undefined : known.get(key)
    if (group === undefined) {
      group = next++
      if (key !== null) known.set(key, group)
    }
    groups[row] = group
  }
  return groups
}
