import { extname } from 'node:path'
import { LapidaryError } from '../../errors.ts'
import type { Run } from '../../tracking/store.ts'
import type { PlatformServices } from '../platform-services.ts'
import type { DatasetInfo, RunDetail, RunInfo } from '../schema/api.ts'
import { page, pageQuery } from '../schema/describe.ts'
import { problemResponses } from '../schema/problem.ts'
import { artifactParams, datasetInfo, runDetail, runInfo, runParams } from '../schema/runs.ts'
import { setArtifactHeaders } from '../security-headers.ts'
import type { Routes } from './route-context.ts'

const about = { tags: ['Runs'] }
type PageQuery = { readonly limit: number; readonly cursor?: string }

const contentTypes: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
}

export const runRoutes: Routes = (app, { services }) => {
  const { tracking } = services
  app.get<{ Querystring: PageQuery }>(
    '/v1/runs',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        operationId: 'listRuns',
        summary: 'Trainings',
        querystring: pageQuery(),
        response: { 200: page('runs', runInfo), ...problemResponses([400, 401, 403, 422, 429]) },
      },
    },
    async ({ query }) => {
      const { items, nextCursor } = await tracking.list(query)
      return { items: items.map(runInfoOf), next_cursor: nextCursor }
    },
  )
  app.get<{ Params: { run_id: string } }>(
    '/v1/runs/:run_id',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        operationId: 'getRun',
        summary: 'One training with all it kept',
        params: runParams,
        response: { 200: runDetail, ...problemResponses([401, 403, 404, 422, 429]) },
      },
    },
    async ({ params }) => runDetailOf(await tracking.get(params.run_id), tracking),
  )
  app.get<{ Params: { run_id: string; '*': string } }>(
    '/v1/runs/:run_id/artifacts/*',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        operationId: 'getArtifact',
        summary: 'One file of a training',
        params: artifactParams,
        response: {
          200: { description: 'Its bytes.', content: { '*/*': { schema: { type: 'string', format: 'binary' } } } },
          ...problemResponses([401, 403, 404, 422, 429]),
        },
      },
    },
    async ({ params }, reply) => {
      const bytes = await tracking.readArtifact(params.run_id, params['*'])
      setArtifactHeaders(reply)
      return reply.type(contentTypes[extname(params['*'])] ?? 'application/octet-stream').send(Buffer.from(bytes))
    },
  )
  app.get<{ Querystring: PageQuery }>(
    '/v1/datasets',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['Datasets'],
        operationId: 'listDatasets',
        summary: 'Tables that were trained on',
        querystring: pageQuery(),
        response: { 200: page('datasets', datasetInfo), ...problemResponses([400, 401, 403, 422, 429]) },
      },
    },
    async ({ query }) => {
      const { items, nextCursor } = await tracking.list(query)
      return { items: items.flatMap(datasetOf), next_cursor: nextCursor }
    },
  )
}

function runInfoOf({ id, experiment, name, status, startedAt, endedAt, params, metrics, tags }: Run): RunInfo {
  return { run_id: id, experiment, name, status, started_at: startedAt, ended_at: endedAt, params, metrics, tags }
}

async function runDetailOf(run: Run, tracking: PlatformServices['tracking']): Promise<RunDetail> {
  const read = async (path: string): Promise<string | null> => {
    try {
      return new TextDecoder().decode(await tracking.readArtifact(run.id, path))
    } catch (error) {
      // A run that failed early has none; one that is damaged is an error.
      if (error instanceof LapidaryError && error.code === 'run-artifact-not-found') return null
      throw error
    }
  }
  const json = async <T>(path: string): Promise<T | null> => JSON.parse((await read(path)) ?? 'null') as T | null
  const [en, pt] = [await read('model/model-card.md'), await read('model/model-card.pt-BR.md')]
  return {
    ...runInfoOf(run),
    artifacts: (await tracking.artifacts(run.id)).map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
    evaluation: await json('evaluation.json'),
    importance: await json('importance.json'),
    data_report: await json('data-report.json'),
    leak_checks: await json('leak-checks.json'),
    model_card: en === null || pt === null ? null : { en, 'pt-BR': pt },
  }
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
      files: (tags['data.files'] ?? '').split(' ').filter((name) => name !== ''),
      created_at: startedAt,
    },
  ]
}
