import { extname } from 'node:path'
import type { FastifyContextConfig } from 'fastify'
import { callerOf } from '../../guard/guard.ts'
import { ofRuns } from '../../guard/objects.ts'
import { setArtifactHeaders } from '../../guard/security-headers.ts'
import { sendContent } from '../../load/send-content.ts'
import type { Routes } from '../../route-context.ts'
import { fileBytes, page } from '../responses.ts'
import { pageQuery } from '../parameters.ts'
import { problemResponses } from '../problem.ts'
import { readRunDetail, toRunInfo } from './run-detail.ts'
import { artifactParams, runDetail, runInfo, runParams } from './schema.ts'

const tags = ['Runs']

const contentTypes: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
}

/** Lists runs, and serves their documents and files. */
export const runRoutes: Routes<'tracking' | 'runs' | 'grants' | 'log'> = (app, context) => {
  listRoute(app, context)
  detailRoutes(app, context)
}

const listRoute: Routes<'tracking' | 'grants'> = (app, { services: { tracking, grants } }) => {
  app.get(
    '/v1/runs',
    {
      config: { scope: 'read', object: 'handler' },
      schema: {
        tags,
        operationId: 'listRuns',
        summary: 'Trainings',
        querystring: pageQuery,
        response: { 200: page('runs', runInfo), ...problemResponses([400, 422]) },
      },
    },
    async (request) => {
      const visible = grants.visible(callerOf(request), 'experiment')
      const { items, nextCursor } = await tracking.list({ ...request.query, visible })
      return { items: items.map(toRunInfo), next_cursor: nextCursor }
    },
  )
}

const detailRoutes: Routes<'tracking' | 'runs' | 'log'> = (app, { services: { tracking, runs, log } }) => {
  const config = {
    scope: 'read',
    object: ({ params }) => ofRuns(runs, [(params as { readonly run_id: string }).run_id]),
  } satisfies FastifyContextConfig
  app.get(
    '/v1/runs/:run_id',
    {
      config,
      schema: {
        tags,
        operationId: 'getRun',
        summary: 'One training with its documents',
        params: runParams,
        response: { 200: runDetail, ...problemResponses([404, 422]) },
      },
    },
    async ({ params }) => await readRunDetail(await tracking.get(params.run_id), tracking),
  )
  app.get(
    '/v1/runs/:run_id/artifacts/*',
    {
      config,
      schema: {
        tags,
        operationId: 'getArtifact',
        summary: 'One file of a training',
        params: artifactParams,
        response: {
          200: { description: 'The bytes of the file.', content: { '*/*': { schema: fileBytes } } },
          ...problemResponses([404, 422]),
        },
      },
    },
    async (request, reply) => {
      const { run_id: id, '*': path } = request.params
      const file = await tracking.openArtifact(id, path)
      setArtifactHeaders(reply)
      reply.type(contentTypes[extname(path)] ?? 'application/octet-stream')
      return sendContent({ log }, request, reply, file)
    },
  )
}
