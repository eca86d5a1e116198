import type { LocalizedText } from '../../base/text/localized-text.ts'
import type { Columns } from '../column.ts'
import { getColumnLabel } from '../labels.ts'
import type { RowSplit } from './row-split.ts'
import type { SplitKind } from './split-kind.ts'

/** Result of a split, for people: `split.json` of a run. */
export interface SplitReport {
  readonly kind: SplitKind
  /** Name of the entity for people; null for a project without one. */
  readonly entity: LocalizedText | null
  readonly train: SideSize
  readonly held_out: SideSize
  /** Share of each class on both sides, 0..1. */
  readonly classes: readonly { readonly class: string; readonly train: number; readonly held_out: number }[]
  /**
   * Rows without an entity that equal others in all columns but the target, and so were kept on one
   * side.
   */
  readonly copies: number
  /** Null for a split that does not order rows in time. */
  readonly time: {
    readonly column: string
    readonly label: LocalizedText
    readonly from: string
    readonly left_out: { readonly gap: number; readonly missing: number; readonly other_entities: number }
  } | null
}

interface SideSize {
  readonly rows: number
  readonly entities: number
}

/**
 * Describes both sides of a split.
 *
 * @param target class of each row of the table
 */
export function createSplitReport(
  { columns, entity }: { readonly columns: Columns; readonly entity?: string | undefined },
  kind: SplitKind,
  split: RowSplit,
  { target, classes }: { readonly target: Uint8Array; readonly classes: readonly string[] },
): SplitReport {
  const sizeOf = (rows: Int32Array): SideSize => {
    return { rows: rows.length, entities: new Set(rows.map((row) => split.groups[row] as number)).size }
  }
  const shares = (rows: Int32Array): Float64Array => {
    const counts = new Float64Array(classes.length)
    for (const row of rows) counts[target[row] as number] = (counts[target[row] as number] as number) + 1
    return counts.map((count) => count / rows.length)
  }
  const [train, heldOut] = [shares(split.train), shares(split.heldOut)]
  const { time } = split
  return {
    kind,
    entity: entity === undefined ? null : getColumnLabel(columns[entity], entity),
    train: sizeOf(split.train),
    held_out: sizeOf(split.heldOut),
    classes: classes.map((name, k) => ({
      class: name,
      train: train[k] as number,
      held_out: heldOut[k] as number,
    })),
    copies: split.copies,
    time: time === null ? null : describeTime(time, columns),
  }
}

function describeTime(
  { column, from, leftOut }: NonNullable<RowSplit['time']>,
  columns: Columns,
): SplitReport['time'] {
  const { gap, missing, otherEntities } = leftOut
  return {
    column,
    label: getColumnLabel(columns[column], column),
    from,
    left_out: { gap, missing, other_entities: otherEntities },
  }
}

/** Returns the class whose shares on both sides lie furthest apart. */
export function classWithLargestGap({ classes }: SplitReport): SplitReport['classes'][number] | undefined {
  const apart = ({ train, held_out: heldOut }: SplitReport['classes'][number]): number =>
    Math.abs(train - heldOut)
  return classes.toSorted((a, b) => apart(b) - apart(a))[0]
}
