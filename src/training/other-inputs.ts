import { fillColumns, filledColumns } from '../dataset/fill.ts'
import { type Table, takeRows } from '../dataset/table.ts'
import { storedColumns } from '../feature-store/offline/join-stored.ts'
import { mostProbable } from '../metric/confusion.ts'
import { logLossByRow } from '../metric/proper-score.ts'
import type { Model } from '../model/model.ts'
import type { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'

/**
 * What a model is worth when held-out rows come in another way than as single requests, in which the metrics have them.
 * `without_stored`: the feature store knows nothing of them. `as_file`: scored as a file, which fills the gaps of an entity's rows
 * from its other rows.
 */
export interface OtherInput {
  readonly input: 'without_stored' | 'as_file'
  readonly accuracy: number
  readonly log_loss: number
}

interface OtherInputsInput {
  readonly project: Project
  readonly builder: FeatureBuilder
  readonly model: Model
  /** Held-out rows as requests carry them, and their classes. */
  readonly table: Table
  readonly target: Uint8Array
}

/** Predicts held-out rows once more in each other way that the project has. */
export function otherInputs({ project, builder, model, table, target }: OtherInputsInput): OtherInput[] {
  const measure = (input: OtherInput['input'], changed: Table): OtherInput => {
    const probabilities = model.predict(builder.ofTable(changed))
    const predicted = mostProbable(probabilities, model.classes.length)
    const losses = logLossByRow(target, probabilities, model.classes.length)
    return {
      input,
      accuracy: target.filter((code, row) => code === predicted[row]).length / target.length,
      log_loss: losses.reduce((sum, loss) => sum + loss, 0) / target.length,
    }
  }
  const stored = [...storedColumns(project).values()].flat()
  const found: OtherInput[] = []
  if (stored.length > 0) found.push(measure('without_stored', without(table, stored)))
  if (filledColumns([...table.columns.keys()], project).length > 0) {
    const copy = takeRows(
      table,
      Int32Array.from({ length: table.rowCount }, (_, row) => row),
    )
    fillColumns(copy, project)
    found.push(measure('as_file', copy))
  }
  return found
}

function without(table: Table, names: readonly string[]): Table {
  const columns = new Map(table.columns)
  for (const name of names) columns.delete(name)
  return { rowCount: table.rowCount, columns }
}
