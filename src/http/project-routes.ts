import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Caller, hasScope } from '../store/access/caller.ts'
import { userId, usernameOf } from '../store/access/users/user-caller.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import type { PredictionRecord } from '../store/predictions/store.ts'
import type { KeptPrediction, ProjectRoute, RouteSchemas, RouteServices } from '../project/route.ts'
import { parseForm } from './body/form.ts'
import { callerOf } from './guard/guard.ts'
import { pagePaths } from './page.ts'
import { noQuery, reasonsQuery, routeSchemas } from './api/predict/schema.ts'
import { problemResponses } from './api/problem.ts'
import { timeBounds } from './time-bounds.ts'
import { WrongFields } from './body/validators.ts'
import { predictRows, type RouteContext, type Routes } from './route-context.ts'

type Body = Readonly<Record<string, unknown>>

/** Bytes of a form at most. */
const formLimit = 16_384

/** The routes that the project owes to others: guarded, limited, validated and documented like the platform's. */
export const ownRoutes: Routes = (app, context) => {
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
      { parseAs: 'buffer', bodyLimit: formLimit },
      async (request: FastifyRequest, body: Buffer) => parseForm(request, body),
    )
    for (const route of forms) declare(scope, context, route, schemas)
  })
}

function declare(app: FastifyInstance, context: RouteContext, route: ProjectRoute, schemas: RouteSchemas): void {
  const body = route.body?.(schemas)
  const servicesFor = routeServices(context, body === schemas.request, schemas)
  const { status = 200, form = false, scope, method, path } = route
  const shared = context.services.webRoot !== null && method === 'GET' && pagePaths.has(path.split('/')[1] ?? '')
  app.route<{ Body: Body; Querystring: Body }>({
    method,
    url: path,
    config: { scope, ...(shared && { sharedWithPage: true }), ...(form && { accepts: 'application/x-www-form-urlencoded' }) },
    schema: {
      tags: ['Project'],
      operationId: `${method.toLowerCase()}_${path.slice(1).replace(/\W+/g, '_')}`,
      summary: route.summary,
      ...(route.description !== undefined && { description: route.description }),
      querystring: route.query ?? (route.reasons === true ? reasonsQuery : noQuery),
      ...(body !== undefined && { body }),
      ...(form && { consumes: ['application/x-www-form-urlencoded'] }),
      response: {
        [status]: { description: 'The answer.', ...route.response(schemas) },
        ...problemResponses([400, 401, 403, 413, 415, 422, 429, 503]),
      },
    },
    handler: async (request, reply) => {
      const linkNext = (cursor: string): void => void reply.header('link', `<${withCursor(request.url, cursor)}>; rel="next"`)
      const answer = await route.handler({ body: request.body, query: request.query, linkNext }, servicesFor(request, reply))
      reply.code(status)
      return answer
    },
  })
}

/** The same address with another `cursor`. */
function withCursor(url: string, cursor: string): string {
  const [path = '', search = ''] = url.split('?', 2)
  const query = new URLSearchParams(search)
  query.set('cursor', cursor)
  return `${path}?${query}`
}

/** What a route may do, in the name of who asks. A route whose body is the row itself has been validated; any other makes its rows, which are validated here. */
function routeServices(
  context: RouteContext,
  validated: boolean,
  schemas: RouteSchemas,
): (request: FastifyRequest, reply: FastifyReply) => RouteServices {
  const { services, validators } = context
  const { scorer, thresholds, accounts, predictionLog, featureStore } = services
  return (request, reply) => ({
    served: scorer.served,
    now: services.now,
    predict: async (rows, where) => {
      if (!validated) {
        const validate = validators.body(schemas.request)
        for (const row of rows) if (!validate(row)) throw new WrongFields(validate.errors ?? [])
      }
      return await predictRows(context, request, rows, where)
    },
    threshold: () => {
      if (thresholds.current === null) throw new LapidaryError('no-policy', { project: services.project.name })
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

/** A person's name, or the id of the key. */
function userOf(callerId: Caller['id']): string {
  return usernameOf({ id: callerId }) ?? callerId
}

/** The way back: ids of keys are 12 hexadecimal digits, and `environment` is API_KEY. */
function callerIdOf(user: string): Caller['id'] {
  return user === 'environment' || /^[0-9a-f]{12}$/.test(user) ? user : userId(user)
}

function keptPrediction({ id, at, caller, entity, inputs, prediction, probabilities }: PredictionRecord): KeptPrediction {
  return { predictionId: id, timestamp: at, user: userOf(caller), entity, inputs, prediction, probabilities }
}
