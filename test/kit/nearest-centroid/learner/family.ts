import type { LearnerFamily } from '../../../../src/learner/learner-family.ts'
import { moments } from '../../../../src/learner/logistic-regression/design.ts'
import { numberParam } from '../../../../src/learner/param.ts'
import { NearestCentroidModel, nearestCentroidKind } from '../model/family.ts'

interface NearestCentroidOptions {
  /** Share by which the mean of each class moves towards the mean of all. */
  readonly shrinkage?: number
}

export const nearestCentroidFamily: LearnerFamily<NearestCentroidOptions> = {
  kind: nearestCentroidKind,
  summary: { en: 'The class whose mean is nearest.', 'pt-BR': 'A classe cuja média é a mais próxima.' },
  params: {
    shrinkage: numberParam({
      min: 0,
      max: 1,
      default: 0,
      help: { en: 'Moves the means towards the mean of all.', 'pt-BR': 'Aproxima as médias da média geral.' },
    }),
  },
  fit: async ({ shrinkage }, table, { progress }) => {
    const { specs, classes, values } = table
    const all = values.map(moments)
    const centroids = classes.flatMap((_, k) => {
      return values.map((column, f) => {
        const own = moments(column.filter((__, row) => table.target[row] === k)).mean
        return own + shrinkage * ((all[f]?.mean ?? 0) - own)
      })
    })
    progress?.(1)
    const scales = Float64Array.from(all, ({ deviation }) => (deviation > 0 ? 1 / deviation : 0))
    return new NearestCentroidModel({ features: specs, classes }, Float64Array.from(centroids), scales)
  },
}
