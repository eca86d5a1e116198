import type { Static } from 'typebox'
import { requestColumns } from '../../../project/define-project.ts'
import { createExampleRequest } from '../../../project/example-request.ts'
import { choice, list, nullable, number, object, text } from '../../../project/json-schema.ts'
import type { Project } from '../../../project/project.ts'
import { type Reason, reasons } from '../../../report/reasons.ts'
import { classesOf } from './request-schema.ts'

/**
 * Returns the schema of the reasons for a prediction. Their example is made by the code that makes
 * the reasons.
 */
export function reasonsInfo(project: Project) {
  return list('The largest contributions, largest first; at most four.', reasonInfo(exampleReason(project)))
}

function reasonInfo(example: Reason) {
  return object('One reason.', {
    column: text('The field that contributed.', example.column),
    label: text('Its name for people, in the language of `Accept-Language`.', example.label),
    value: {
      ...nullable(text('The value that was sent, with its unit; null when missing.', '')),
      examples: [example.value],
    },
    contribution: number(
      'Change of the probability of the predicted class, or of its log-odds: `scale` says which.',
      example.contribution,
    ),
    scale: choice('The scale of `contribution`.', example.scale, ['probability', 'log_odds']),
    text: text('The whole sentence; with a policy it is about the positive class.', example.text),
  })
}
export type ReasonInfo = Static<ReturnType<typeof reasonInfo>>

/** Returns the reason that a column of the example request gives for the first class. */
function exampleReason(project: Project): Reason {
  const row = createExampleRequest(project)
  const names = requestColumns(project).filter((name) => project.columns[name]?.personal !== true)
  const column = names.find((name) => row[name] !== null) ?? names[0]
  if (column === undefined) throw new TypeError(`Project ${project.name} has no column that can be a reason`)
  const classes = classesOf(project)
  const model = {
    features: [{ name: column, kind: 'number' as const, columns: [column] }],
    classes,
  }
  const attributions = Float64Array.of(0.12)
  const [prediction = ''] = classes
  const [reason] = reasons({
    project,
    model,
    row,
    attributions,
    scale: 'probability',
    prediction,
    language: 'en',
  })
  return reason as Reason
}
