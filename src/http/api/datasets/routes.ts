import type { Run } from '../../../store/tracking/store.ts'
import { callerOf } from '../../guard/guard.ts'
import type { Routes } from '../../route-context.ts'
import { page } from '../responses.ts'
import { pageQuery } from '../parameters.ts'
import { problemResponses } from '../problem.ts'
import { type DatasetInfo, datasetInfo } from './schema.ts'

/**
 * Lists the datasets of runs: a dataset is identified by the hash of its files, which each run
 * records.
 */
export const datasetRoutes: Routes<'tracking' | 'grants'> = (app, { services: { tracking, grants } }) => {
  app.get(
    '/v1/datasets',
    {
      config: { scope: 'read', object: 'handler' },
      schema: {
        tags: ['Datasets'],
        operationId: 'listDatasets',
        summary: 'Tables that were trained on',
        querystring: pageQuery,
        response: { 200: page('datasets', datasetInfo), ...problemResponses([400, 422]) },
      },
    },
    async (request) => {
      const visible = grants.visible(callerOf(request), 'experiment')
      const { items, nextCursor } = await tracking.list({ ...request.query, visible })
      return { items: items.flatMap(toDatasetInfos), next_cursor: nextCursor }
    },
  )
}

function toDatasetInfos({ id, startedAt, tags, metrics }: Run): DatasetInfo[] {
  const sha256 = tags['data.sha256']
  if (sha256 === undefined) return []
  const rows = (metrics['rows_train'] ?? 0) + (metrics['rows_held_out'] ?? 0)
  return [
    {
      id: sha256,
      run_id: id,
      rows,
      synthetic: tags['synthetic'] === 'true',
      files: JSON.parse(tags['data.files'] ?? '[]') as string[],
      created_at: startedAt,
    },
  ]
}
