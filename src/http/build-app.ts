import { type FastifyInstance, fastify } from 'fastify'
import { respondToBrokenRequest } from './body/broken-request.ts'
import { capConnections } from './load/connection-cap.ts'
import { maxEntityIdLength } from '../project/entity-id.ts'
import { drainOnClose } from './load/drain.ts'
import { reduceForwardedFor } from './guard/forwarded-address.ts'
import { guard } from './guard/guard.ts'
import { Metrics } from './metrics.ts'
import { describeApi } from './openapi/openapi.ts'
import { mlflowApi } from './mlflow/mlflow-api.ts'
import { describeMlflowApi } from './mlflow/openapi.ts'
import { otlpApi } from './otlp/routes.ts'
import { servePage } from './page.ts'
import type { ServerServices } from './platform-services.ts'
import { handleFrameworkError, handleErrors } from './problems.ts'
import { accountRoutes } from './api/account/routes.ts'
import { aliasRoutes } from './api/aliases/routes.ts'
import { auditRoutes } from './api/audit/routes.ts'
import { datasetRoutes } from './api/datasets/routes.ts'
import { grantRoutes } from './api/grants/routes.ts'
import { healthRoutes } from './api/health/routes.ts'
import { keyRoutes } from './api/keys/routes.ts'
import { modelRoutes } from './api/models/routes.ts'
import { oidcRoutes } from './api/session/oidc-routes.ts'
import { projectApi } from './project-api.ts'
import { registerPlainRoutes } from './route-context.ts'
import { runRoutes } from './api/runs/routes.ts'
import { sessionRoutes } from './api/session/routes.ts'
import { statusRoutes } from './api/status/routes.ts'
import { userRoutes } from './api/users/routes.ts'
import { webhookRoutes } from './api/webhooks/routes.ts'
import { problemSchema } from './api/problem.ts'
import { bodyText, refuseUnreadableHeaders, refuseUnreadableRequests } from './body/request-text.ts'
import { parseStrictJson } from './body/strict-json.ts'
import { largeBody, Turns } from './load/turns.ts'
import { createValidators } from './body/validators.ts'

/** Requests slower than this are logged. */
const slowMilliseconds = 1000

/**
 * Builds the HTTP server of a platform: its API, with that of its project if it has one, its
 * documentation and its page. Call `listen` on it, or `inject` in tests. `close` finishes the
 * requests that are under way; `/health/ready` returns 503 from that moment.
 */
export async function buildApp(services: ServerServices): Promise<FastifyInstance> {
  const validators = createValidators([])
  const metrics = new Metrics()
  const turns = new Turns()
  const app = bareApp(services, turns)
  capConnections(app.server, services.settings, () => metrics.connectionRefused())
  app.setValidatorCompiler(validators.compiler)
  app.addSchema(problemSchema)
  handleErrors(app, services, metrics)
  spread(app, turns)
  refuseUnreadableHeaders(app)
  if (services.settings.TRUST_PROXY) reduceForwardedFor(app)
  guard(app, services)
  measure(app, services, metrics)
  await servePage(app, services)
  refuseUnreadableRequests(app)
  await describeApi(app, services)
  await describeMlflowApi(app, services)
  const context = {
    services,
    metrics,
    validators,
    isClosing: drainOnClose(app),
    nextTurn: () => turns.wait(),
  }
  const { serving } = services
  if (serving !== null) await app.register(projectApi, { ...context, services: { ...services, ...serving } })
  await app.register(mlflowApi, context)
  await app.register(otlpApi, context)
  await registerPlainRoutes(app, context, serverRoutes)
  await app.ready()
  return app
}

/** The routes of every server: its users, keys and health, and the runs and models it records. */
const serverRoutes = [
  sessionRoutes,
  accountRoutes,
  oidcRoutes,
  userRoutes,
  keyRoutes,
  auditRoutes,
  grantRoutes,
  webhookRoutes,
  healthRoutes,
  statusRoutes,
  runRoutes,
  datasetRoutes,
  modelRoutes,
  aliasRoutes,
]

/** Creates a Fastify instance with our limits, whose only bodies are JSON. */
function bareApp({ settings }: ServerServices, turns: Turns): FastifyInstance {
  const app = fastify({
    // Successful requests are not logged, and the error handler logs failures: requests need no
    // logger of their own.
    logger: false,
    bodyLimit: settings.MAX_BODY_BYTES,
    requestTimeout: settings.REQUEST_TIMEOUT,
    keepAliveTimeout: 65_000,
    http: {
      headersTimeout: Math.min(settings.REQUEST_TIMEOUT, 15_000),
      // The interval at which Node closes requests that exceed their time.
      connectionsCheckingInterval: Math.min(settings.REQUEST_TIMEOUT / 2, 5000),
      maxHeaderSize: 16_384,
      // The guard rejects a request without a host with a problem.
      requireHostHeader: false,
    },
    // Only the nearest proxy is trusted, because callers can write the earlier entries of the
    // header.
    trustProxy: settings.TRUST_PROXY && ((_address: string, hop: number) => hop === 0),
    return503OnClosing: false,
    // The limit is in UTF-16 units, of which a character of an entity's id may have two.
    routerOptions: { maxParamLength: 2 * maxEntityIdLength },
    clientErrorHandler: respondToBrokenRequest,
    // Clients that join an address ending in a slash and a path send two, never more.
    rewriteUrl: ({ url = '/' }) => (/^\/\/(?!\/)/.test(url) ? url.slice(1) : url),
    frameworkErrors: handleFrameworkError,
  })
  app.server.maxConnections = settings.MAX_CONNECTIONS
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const parse = (): void => {
      try {
        done(null, parseStrictJson(bodyText(request, body)))
      } catch (error) {
        done(error as Error)
      }
    }
    // Parsing and validating a large body takes long, and its last byte may arrive together with
    // those of many others.
    if (body.length < largeBody) parse()
    else turns.take(parse)
  })
  return app
}

/**
 * Delays requests while the event loop is busy with others, except the probe: a late response to it
 * would take a healthy server out of service.
 */
function spread(app: FastifyInstance, turns: Turns): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.url === '/health/live') done()
    else turns.take(done)
  })
}

/**
 * Measures requests when their response is sent, not when it has arrived: a listener on each
 * response would cost more.
 */
function measure(app: FastifyInstance, { serving, log }: ServerServices, metrics: Metrics): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    const { url: route = 'unknown' } = request.routeOptions
    const milliseconds = performance.now() - request.startedAt
    metrics.responded(route, serving?.scorer.served?.version, reply.statusCode, milliseconds)
    if (milliseconds > slowMilliseconds && request.routeOptions.config.isUpload !== true)
      log.warn({ request: request.id, route, milliseconds }, 'slow request')
    done()
  })
}
