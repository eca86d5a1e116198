import type { TrainingTable } from './learner.ts'

/** Weight of a row of each class: 1, or so that all classes weigh the same and a row weighs 1 on average. */
export function classWeights(table: TrainingTable, kind: 'none' | 'balanced'): Float64Array {
  const weights = new Float64Array(table.classes.length).fill(1)
  if (kind === 'none') return weights
  const counts = new Float64Array(table.classes.length)
  for (const label of table.target) counts[label] = (counts[label] as number) + 1
  const present = counts.filter((count) => count > 0).length
  return weights.map((_, k) => (counts[k] === 0 ? 1 : table.rowCount / (present * (counts[k] as number))))
}
