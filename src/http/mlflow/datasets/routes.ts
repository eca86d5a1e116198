import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { list, text } from '../../../project/json-schema.ts'
import { visibleAmong } from '../../../store/sql/visible.ts'
import { callerOf } from '../../guard/guard.ts'
import { experimentId } from '../experiments/schema.ts'
import { message } from '../fields.ts'
import type { FieldErrors } from '../read-message.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'

const errors: FieldErrors = { missing: 'no-dataset-experiment', tooMany: 'too-many-dataset-experiments' }
const searchRequest = message(
  'Which datasets are listed.',
  { experiment_ids: list('Ids of the experiments.', experimentId, { maxItems: 20, 'x-errors': errors }) },
  ['experiment_ids'],
)
const summary = message(
  'A dataset.',
  {
    experiment_id: experimentId,
    name: text('Its name.', 'train'),
    digest: text('Digest of its content.', 'e26a4c92'),
    context: text('What it was used for.', 'train'),
  },
  ['experiment_id', 'name', 'digest'],
)
const searchResponse = message('Datasets.', { dataset_summaries: list('The datasets.', summary) })

/** Lists the datasets that runs read. */
export const datasetRoutes: MlflowRoutes<'runs' | 'grants'> = (app, { services: { runs, grants } }) => {
  mlflowRoute(app, {
    method: 'POST',
    path: '/mlflow/experiments/search-datasets',
    onlyAjax: true,
    scope: 'read',
    tag: 'Datasets',
    object: 'handler',
    operationId: 'searchDatasets',
    summary: 'Datasets that the runs of experiments read',
    request: searchRequest,
    response: searchResponse,
    handler: async ({ experiment_ids: ids }, request) => {
      if (ids.length === 0) throw new LapidaryError('no-dataset-experiment')
      const visible = grants.visible(callerOf(request), 'experiment')
      const found = await runs.searchDatasets(visibleAmong(ids, visible))
      if (found.length === 0) return {}
      return {
        dataset_summaries: found.map(({ experimentId: id, name, digest, context }) => ({
          experiment_id: id,
          name,
          digest,
          ...(context !== null && { context }),
        })),
      }
    },
  })
}
