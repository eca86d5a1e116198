import { extname } from 'node:path'
import { problemResponses } from '../problem.ts'
import { artifactParams } from './schema.ts'
import { setArtifactHeaders } from '../../guard/security-headers.ts'
import type { Routes } from '../../route-context.ts'

const about = { tags: ['Runs'] }

const contentTypes: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
}

export const artifactRoutes: Routes = (app, { services: { tracking } }) => {
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
          ...problemResponses([404, 422]),
        },
      },
    },
    async ({ params }, reply) => {
      const bytes = await tracking.readArtifact(params.run_id, params['*'])
      setArtifactHeaders(reply)
      return reply
        .type(contentTypes[extname(params['*'])] ?? 'application/octet-stream')
        .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    },
  )
}
