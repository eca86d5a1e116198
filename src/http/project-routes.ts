import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyTypeProviderDefault } from 'fastify'
import { type Caller, hasScope } from '../store/access/caller.ts'
import { userId, usernameOf } from '../store/access/users/user-caller.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import type { PredictionRecord } from '../store/predictions/store.ts'
import type {
  KeptPrediction,
  ProjectRoute,
  RouteRequest,
  RouteSchemas,
  RouteServices,
} from '../project/route.ts'
import type { Project } from '../project/project.ts'
import { joinEntity } from '../project/valid-row.ts'
import { parseForm } from './body/form.ts'
import { callerOf } from './guard/guard.ts'
import { pagePaths } from './page.ts'
import { noQuery } from './api/parameters.ts'
import { reasonsQuery, routeSchemas } from './api/predict/schema.ts'
import { problemResponses } from './api/problem.ts'
import { timeBounds } from './time-bounds.ts'
import { predictRows, type RouteContext, type Routes } from './route-context.ts'

type ProjectRouteServices =
  | 'project'
  | 'webRoot'
  | 'scorer'
  | 'thresholds'
  | 'accounts'
  | 'predictionLog'
  | 'featureStore'
  | 'log'
  | 'now'
type Context = RouteContext<ProjectRouteServices>

/** Largest form, in bytes. */
const maxFormBytes = 16_384

/**
 * Registers the routes of the project: guarded, limited, validated and documented like the
 * platform's.
 */
export const ownRoutes: Routes<ProjectRouteServices> = (typedApp, context) => {
  // The schemas are those of the project: their types are known to `defineRoute` only.
  const app = typedApp.withTypeProvider<FastifyTypeProviderDefault>()
  const { project } = context.services
  const schemas = routeSchemas(project)
  const routes = project.routes ?? []
  for (const route of routes) if (route.form !== true) declare(app, context, route, schemas)
  const forms = routes.filter(({ form }) => form === true)
  if (forms.length === 0) return
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit: maxFormBytes },
      async (request: FastifyRequest, body: Buffer) => parseForm(request, body),
    )
    for (const route of forms) declare(scope, context, route, schemas)
  })
}

/** Returns whether a project has a route of its own at an address: it replaces the server's. */
export function declaresRoute(
  { routes = [] }: Pick<Project, 'routes'>,
  method: ProjectRoute['method'],
  path: string,
): boolean {
  return routes.some((route) => route.method === method && route.path === path)
}

function declare(app: FastifyInstance, context: Context, route: ProjectRoute, schemas: RouteSchemas): void {
  const body = route.body?.(schemas)
  const servicesFor = routeServices(context, schemas)
  const { status = 200, form = false, scope, method, path } = route
  const shared =
    context.services.webRoot !== null && method === 'GET' && pagePaths.has(path.split('/')[1] ?? '')
  app.route<{ Body: RouteRequest['body']; Querystring: RouteRequest['query'] }>({
    method,
    url: path,
    config: {
      scope,
      ...(shared && { sharedWithPage: true }),
      ...(form && { accepts: 'application/x-www-form-urlencoded' }),
    },
    schema: {
      tags: ['Project'],
      operationId: `${method.toLowerCase()}_${path.slice(1).replace(/\W+/g, '_')}`,
      summary: route.summary,
      ...(route.description !== undefined && { description: route.description }),
      querystring: route.query ?? (route.reasons === true ? reasonsQuery : noQuery),
      ...(body !== undefined && { body }),
      ...(form && { consumes: ['application/x-www-form-urlencoded'] }),
      response: {
        [status]: { description: 'The response.', ...route.response(schemas) },
        ...problemResponses([400, 401, 403, 413, 415, 422, 429, 503]),
      },
    },
    handler: async (request, reply) => {
      const linkNext = (cursor: string): void =>
        void reply.header('link', `<${withCursor(request.url, cursor)}>; rel="next"`)
      const { body, query } = request
      reply.code(status)
      return await route.handler({ body, query, linkNext }, servicesFor(request, reply))
    },
  })
}

/** Returns the same address with another `cursor`. */
function withCursor(url: string, cursor: string): string {
  const [path = '', search = ''] = url.split('?', 2)
  const query = new URLSearchParams(search)
  query.set('cursor', cursor)
  return `${path}?${query}`
}

/** Returns a function that makes the services for a request, which act on behalf of its caller. */
function routeServices(
  context: Context,
  schemas: RouteSchemas,
): (request: FastifyRequest, reply: FastifyReply) => RouteServices {
  const { services, validators } = context
  const { project, scorer, thresholds, accounts, predictionLog, featureStore } = services
  return (request, reply) => ({
    served: scorer.served,
    now: services.now,
    predict: async (rows, where) => await predictRows(context, request, rows, where),
    validate: (row) => validators.accept(schemas.request, row),
    joinEntity: (features, entity) => joinEntity(project, features, entity),
    threshold: () => {
      if (thresholds.current === null) throw new LapidaryError('no-policy', { project: project.name })
      return thresholds.current
    },
    setThreshold: async (threshold) => await thresholds.set(threshold, callerOf(request).id),
    register: async (person) => void (await accounts.register(person, { address: request.ip })),
    signIn: async (person) => await accounts.signIn(person, { address: request.ip }),
    predictions: async ({ user, ...query }) => {
      const caller = callerOf(request)
      const own = !hasScope(caller, 'operate')
      if (own && user !== undefined && user !== userOf(caller.id)) return { items: [], nextCursor: null }
      const { items, nextCursor, complete } = await predictionLog.list({
        ...query,
        ...timeBounds(query, true),
        ...(own ? { caller: caller.id } : user !== undefined && { caller: callerIdOf(user) }),
      })
      reply.header('x-log-complete', String(complete))
      return { items: items.map(keptPrediction), nextCursor }
    },
    onlineKeys: async (limit) => {
      if (featureStore === null) return []
      try {
        return await featureStore.keys(limit)
      } catch (error) {
        services.log.warn({ err: error }, 'the online store cannot be reached: no keys are shown')
        return []
      }
    },
  })
}

/** Returns the name of a user, or the id of a key. */
function userOf(callerId: Caller['id']): string {
  return usernameOf({ id: callerId }) ?? callerId
}

/**
 * Returns the caller of a name that `userOf` returned. Ids of keys have 12 hexadecimal digits;
 * `environment` is API_KEY.
 */
function callerIdOf(user: string): Caller['id'] {
  return user === 'environment' || /^[0-9a-f]{12}$/.test(user) ? user : userId(user)
}

function keptPrediction({
  id,
  at,
  caller,
  entity,
  inputs,
  prediction,
  probabilities,
}: PredictionRecord): KeptPrediction {
  return { predictionId: id, timestamp: at, user: userOf(caller), entity, inputs, prediction, probabilities }
}
