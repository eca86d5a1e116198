import type { Run } from '../../../store/tracking/store.ts'
import type { DatasetInfo } from '../types.ts'
import { page, pageQuery } from '../../openapi/describe.ts'
import { problemResponses } from '../problem.ts'
import { datasetInfo } from './schema.ts'
import type { Routes } from '../../route-context.ts'

type PageQuery = { readonly limit: number; readonly cursor?: string }

/** Tables are known by the runs that were trained on them. */
export const datasetRoutes: Routes = (app, { services: { tracking } }) => {
  app.get<{ Querystring: PageQuery }>(
    '/v1/datasets',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['Datasets'],
        operationId: 'listDatasets',
        summary: 'Tables that were trained on',
        querystring: pageQuery(),
        response: { 200: page('datasets', datasetInfo), ...problemResponses([400, 422]) },
      },
    },
    async ({ query }) => {
      const { items, nextCursor } = await tracking.list(query)
      return { items: items.flatMap(datasetOf), next_cursor: nextCursor }
    },
  )
}

function datasetOf({ id, startedAt, tags, metrics }: Run): DatasetInfo[] {
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
