import type { RowSplit } from '../../data/split/row-split.ts'
import { evaluateRepeats, takeMeans } from '../../task/classification/evaluate-repeats.ts'
import type { WindowMetrics } from '../../task/classification/window-metrics.ts'

export interface WindowsInput {
  readonly sides: RowSplit
  readonly classes: readonly string[]
  /** Class of each row of the table. */
  readonly target: Uint8Array
  /** Row-major probabilities of the held-out rows, in their order. */
  readonly probabilities: Float64Array
  readonly seed: number
}

/**
 * Measures each window of the held-out period separately. Returns none for a split that does not
 * order rows in time.
 */
export function measureWindows({
  sides,
  classes,
  target,
  probabilities,
  seed,
}: WindowsInput): WindowMetrics[] {
  const places = new Int32Array(target.length)
  sides.heldOut.forEach((row, place) => (places[row] = place))
  return (sides.time?.windows ?? []).map(({ from, to, rows }) => {
    const own = new Float64Array(rows.length * classes.length)
    rows.forEach((row, i) => {
      const at = (places[row] as number) * classes.length
      own.set(probabilities.subarray(at, at + classes.length), i * classes.length)
    })
    const measured = evaluateRepeats({
      classes,
      target: Uint8Array.from(rows, (row) => target[row] as number),
      groups: rows.map((row) => sides.groups[row] as number),
      repeats: [own],
      seed,
    })
    return { from, to, rows: rows.length, entities: measured.entities, metrics: takeMeans(measured) }
  })
}
