import type { Table } from '../dataset/table.ts'
import { storedColumns } from '../feature-store/offline/join-stored.ts'
import { mostProbable } from '../metric/confusion.ts'
import { logLossByRow } from '../metric/proper-score.ts'
import type { Model } from '../model/model.ts'
import type { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'

/** What a model is worth for those of whom the feature store knows nothing. */
export interface WithoutStored {
  readonly accuracy: number
  readonly log_loss: number
}

interface WithoutStoredInput {
  readonly project: Project
  readonly builder: FeatureBuilder
  readonly model: Model
  /** Held-out rows and their classes. */
  readonly table: Table
  readonly target: Uint8Array
}

/** Predicts held-out rows once more with every stored column missing; null when the project has none. */
export function withoutStored({ project, builder, model, table, target }: WithoutStoredInput): WithoutStored | null {
  const stored = [...storedColumns(project).values()].flat()
  if (stored.length === 0) return null
  const columns = new Map(table.columns)
  for (const name of stored) columns.delete(name)
  const probabilities = model.predict(builder.ofTable({ rowCount: table.rowCount, columns }))
  const predicted = mostProbable(probabilities, model.classes.length)
  const losses = logLossByRow(target, probabilities, model.classes.length)
  return {
    accuracy: target.filter((code, row) => code === predicted[row]).length / target.length,
    log_loss: losses.reduce((sum, loss) => sum + loss, 0) / target.length,
  }
}
