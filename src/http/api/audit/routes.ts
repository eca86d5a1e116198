import type { AuditInfo, Page } from '../types.ts'
import { page, pageQuery } from '../../openapi/describe.ts'
import { problemResponses } from '../problem.ts'
import { auditInfo } from '../users/schema.ts'
import type { Routes } from '../../route-context.ts'

/** Who changed what, and who signed in. */
export const auditRoutes: Routes = (app, { services: { audit } }) => {
  app.get<{ Querystring: { limit: number; cursor?: string } }>(
    '/v1/audit',
    {
      config: { scope: 'admin' },
      schema: {
        tags: ['Users'],
        operationId: 'listAudit',
        summary: 'Who changed what, and who signed in',
        querystring: pageQuery(),
        response: { 200: page('changes', auditInfo), ...problemResponses([400, 422]) },
      },
    },
    async (request): Promise<Page<AuditInfo>> => {
      const { items: entries, nextCursor } = await audit.list(request.query)
      const items = entries.map(({ at, by, action, subject, address, count }) => ({ at, by, action, subject, address, count }))
      return { items, next_cursor: nextCursor }
    },
  )
}
