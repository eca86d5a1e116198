import type { Static } from 'typebox'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { anything, list, object, record, text } from '../../project/json-schema.ts'
import { createExampleRequest } from '../../project/example-request.ts'
import type { Project } from '../../project/project.ts'
import { mlflowErrorBody } from '../mlflow/errors.ts'
import type { Routes } from '../route-context.ts'
import { fromColumns, fromSplit, type UncheckedRow } from './columns-to-rows.ts'
import { outputsOf, toOutputs } from './model-columns.ts'
import { inferenceErrors, rowScorer, type ScoringServices } from './score-rows.ts'

/**
 * Serves the route of MLflow's scoring server (`mlflow models serve`) for the model of the project:
 * clients of it need a key and no other change.
 */
export const mlflowScoringRoutes: Routes<ScoringServices> = (app, context) => {
  const { project } = context.services
  const score = rowScorer(context)
  app.post(
    '/invocations',
    {
      config: { scope: 'predict' },
      schema: {
        tags: ['Predictions'],
        operationId: 'invoke',
        summary: 'Predict the rows of a table in a form of MLflow',
        description:
          'The body has exactly one of the four tables. Each prediction has `label` and `probability_<class>`.',
        body: tableBody(project),
        response: {
          200: predictionsBody(project),
          ...inferenceErrors({ 'application/json': { schema: mlflowErrorBody } }),
        },
      },
    },
    async (request) => ({ predictions: (await score(request, rowsOf(request.body))).map(toOutputs) }),
  )
}

function tableBody(project: Project) {
  const example = createExampleRequest(project)
  const names = Object.keys(example)
  const row = record('One row.', anything('The cell of a column.', names[0] ?? null), example)
  return object(
    'A table.',
    {
      dataframe_split: object(
        'Names of columns, and the cells of each row in their order.',
        {
          columns: list('Names of the columns.', text('Name of a column.', names[0] ?? '')),
          data: list('Rows.', list('Cells of a row.', anything('A cell.', null))),
          index: anything('Labels of the rows, which are ignored.', [0]),
        },
        ['index'],
      ),
      dataframe_records: list('Rows.', row),
      instances: list('Rows.', row),
      inputs: record('The cells of each column.', list('Cells of a column.', anything('A cell.', null)), {}),
      params: anything('Parameters of inference. The model has none.', {}),
    },
    ['dataframe_split', 'dataframe_records', 'instances', 'inputs', 'params'],
  )
}

/** @throws LapidaryError `table-forms` unless the body has exactly one table */
function rowsOf(body: Static<ReturnType<typeof tableBody>>): readonly UncheckedRow[] {
  const { dataframe_split: split, dataframe_records: records, instances, inputs } = body
  const given = [split, records, instances, inputs].filter((table) => table !== undefined)
  if (given.length !== 1) throw new LapidaryError('table-forms', { seen: given.length })
  if (split !== undefined) return fromSplit(split.columns, split.data)
  return inputs === undefined ? (records ?? instances ?? []) : fromColumns(inputs)
}

function predictionsBody(project: Project) {
  const example = Object.fromEntries(
    outputsOf(project).map(({ name, type }) => [name, type === 'BYTES' ? 'A' : 0.5]),
  )
  const row = record(
    'One prediction.',
    anything<string | number>('The label or a probability.', 0.5),
    example,
  )
  return object('Predictions.', { predictions: list('In the order of the rows.', row) })
}
