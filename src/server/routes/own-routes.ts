import type { FastifyRequest } from 'fastify'
import type { ProjectRoute, RouteSchemas, RouteServices } from '../../project/route.ts'
import { noQuery, reasonsQuery, routeSchemas } from '../schema/predictions.ts'
import { problemResponses } from '../schema/problem.ts'
import { WrongFields } from '../validators.ts'
import { predictRows, type RouteContext, type Routes } from './route-context.ts'

type Body = Readonly<Record<string, unknown>>

/** The routes that the project owes to others: guarded, limited, validated and documented like the platform's. */
export const ownRoutes: Routes = (app, context) => {
  const schemas = routeSchemas(context.services.project)
  for (const route of context.services.project.routes ?? []) {
    const body = route.body?.(schemas)
    const servicesFor = routeServices(context, route, body === schemas.request, schemas)
    app.route<{ Body: Body }>({
      method: route.method,
      url: route.path,
      config: { scope: route.scope },
      schema: {
        tags: ['Project'],
        operationId: route.path.slice(1).replace(/\W+/g, '_'),
        summary: route.summary,
        ...(route.description !== undefined && { description: route.description }),
        querystring: route.reasons === true ? reasonsQuery : noQuery,
        ...(body !== undefined && { body }),
        response: {
          200: { description: 'The answer.', ...route.response(schemas) },
          ...problemResponses([400, 401, 403, 413, 415, 422, 429, 503]),
        },
      },
      handler: (request) => route.handler(request.body, servicesFor(request)),
    })
  }
}

/** A route whose body is the row itself has been validated; any other makes its row, which is validated here. */
function routeServices(
  context: RouteContext,
  route: ProjectRoute,
  validated: boolean,
  schemas: RouteSchemas,
): (request: FastifyRequest) => RouteServices {
  return (request) => ({
    predict: async (row) => {
      if (!validated) {
        const validate = context.validators.body(schemas.request)
        if (!validate(row)) throw new WrongFields(validate.errors ?? [])
      }
      const [scored] = await predictRows(context, request, [row])
      if (scored === undefined) throw new TypeError(`${route.path}: a row was not scored`)
      return scored
    },
  })
}
