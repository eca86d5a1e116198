import type { TrainingTable } from './learner.ts'
import { choiceParam } from './param.ts'

/** How the rows of a class weigh in a fit. */
export type ClassWeight = 'none' | 'balanced'

/** The param of every family that weighs classes. */
export const classWeightParam = choiceParam<ClassWeight>({
  choices: ['none', 'balanced'],
  default: 'none',
  help: {
    en: "Weight of a row: 1, or the inverse of its class's share.",
    'pt-BR': 'Peso de uma linha: 1, ou o inverso da proporção da sua classe.',
  },
})

/**
 * Computes the weight of a row of each class: 1, or such that all classes weigh the same and a row
 * weighs 1 on average.
 */
export function classWeights(table: TrainingTable, kind: ClassWeight): Float64Array {
  const weights = new Float64Array(table.classes.length).fill(1)
  if (kind === 'none') return weights
  const counts = new Float64Array(table.classes.length)
  for (const label of table.target) counts[label] = (counts[label] as number) + 1
  const present = counts.filter((count) => count > 0).length
  return weights.map((_, k) => (counts[k] === 0 ? 1 : table.rowCount / (present * (counts[k] as number))))
}
