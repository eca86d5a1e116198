import type { Table } from '../dataset/table.ts'
import { storedColumns } from '../feature-store/offline/join-stored.ts'
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
  const classes = model.classes.length
  let right = 0
  let loss = 0
  for (let row = 0; row < target.length; row++) {
    const own = probabilities.subarray(row * classes, (row + 1) * classes)
    const share = own[target[row] as number] as number
    if (own.indexOf(Math.max(...own)) === target[row]) right++
    loss -= Math.log(Math.max(share, 1e-15))
  }
  return { accuracy: right / target.length, log_loss: loss / target.length }
}
