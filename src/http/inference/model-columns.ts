import type { Column } from '../../data/column.ts'
import { requestColumns } from '../../project/define-project.ts'
import type { Project } from '../../project/project.ts'
import type { ScoredRow } from '../../project/route.ts'
import { classesOf } from '../api/predict/request-schema.ts'

/** A type of a tensor of the Open Inference Protocol. */
export type TensorType = 'FP64' | 'INT64' | 'BYTES'

/** A column that a model takes or returns, as other systems describe it. */
export interface ModelColumn {
  readonly name: string
  readonly type: TensorType
}

/** Returns the columns of a request of the project, with the field that names its entity. */
export function inputsOf(project: Project): ModelColumn[] {
  const { entityField } = project
  const columns = requestColumns(project).map((name) => ({ name, type: typeOf(project.columns[name]) }))
  return entityField === undefined ? columns : [{ name: entityField.name, type: 'BYTES' }, ...columns]
}

/** Returns the columns of a prediction, named as `model.onnx` names its outputs. */
export function outputsOf(project: Project): ModelColumn[] {
  return [
    { name: 'label', type: 'BYTES' },
    ...classesOf(project).map((name) => ({ name: `probability_${name}`, type: 'FP64' as const })),
  ]
}

/** Returns a prediction by the names of `outputsOf`. */
export function toOutputs({ prediction, probabilities }: ScoredRow): Record<string, string | number> {
  return {
    label: prediction,
    ...Object.fromEntries(
      Object.entries(probabilities).map(([name, share]) => [`probability_${name}`, share]),
    ),
  }
}

function typeOf(column: Column | undefined): TensorType {
  if (column?.type === 'number') return 'FP64'
  return column?.type === 'integer' ? 'INT64' : 'BYTES'
}
