import type { Routes } from '../../route-context.ts'
import { page } from '../responses.ts'
import { pageQuery } from '../parameters.ts'
import { problemResponses } from '../problem.ts'
import { auditInfo } from './schema.ts'

/** Lists who changed what, and who signed in. */
export const auditRoutes: Routes<'audit'> = (app, { services: { audit } }) => {
  app.get(
    '/v1/audit',
    {
      config: { scope: 'admin' },
      schema: {
        tags: ['Users'],
        operationId: 'listAudit',
        summary: 'Who changed what, and who signed in',
        querystring: pageQuery,
        response: { 200: page('changes', auditInfo), ...problemResponses([400, 422]) },
      },
    },
    async (request) => {
      const { items: entries, nextCursor } = await audit.list(request.query)
      const items = entries.map(({ at, by, action, subject, address, count }) => ({
        at,
        by,
        action,
        subject,
        address,
        count,
      }))
      return { items, next_cursor: nextCursor }
    },
  )
}
