import type { FastifyInstance } from 'fastify'
import { handleErrors } from '../problems.ts'
import type { ServerServices } from '../platform-services.ts'
import type { RouteContext } from '../route-context.ts'
import { datasetRoutes } from './datasets/routes.ts'
import { sendMlflowError } from './errors.ts'
import { experimentRoutes } from './experiments/routes.ts'
import { loggedModelRoutes } from './logged-models/routes.ts'
import { metricRoutes } from './metrics/routes.ts'
import { parseBodies } from './request-body.ts'
import { downloadRoutes } from './artifacts/download-routes.ts'
import { artifactRoutes } from './artifacts/routes.ts'
import { uploadRoutes } from './artifacts/upload-routes.ts'
import { modelVersionRoutes } from './model-versions/routes.ts'
import { registeredModelAliasRoutes } from './registered-models/alias-routes.ts'
import { registeredModelRoutes } from './registered-models/routes.ts'
import { runRoutes } from './runs/routes.ts'
import { runValueRoutes } from './runs/value-routes.ts'
import { serverRoutes } from './server/routes.ts'
import { traceArtifactRoute } from './traces/artifact-route.ts'
import { assessmentRoutes } from './traces/assessment-routes.ts'
import { traceChangeRoutes } from './traces/change-routes.ts'
import { oldTraceRoutes } from './traces/old-trace-routes.ts'
import { traceRoutes } from './traces/trace-routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'

const groups = [
  serverRoutes,
  experimentRoutes,
  runRoutes,
  runValueRoutes,
  metricRoutes,
  loggedModelRoutes,
  datasetRoutes,
  artifactRoutes,
  downloadRoutes,
  uploadRoutes,
  registeredModelRoutes,
  registeredModelAliasRoutes,
  modelVersionRoutes,
  traceRoutes,
  oldTraceRoutes,
  traceChangeRoutes,
  traceArtifactRoute,
  assessmentRoutes,
  webhookRoutes,
]

/**
 * Registers the routes that clients of MLflow call. A plugin of Fastify, which a server registers
 * once whatever its projects; the server provides the guard.
 */
export async function mlflowApi(
  app: FastifyInstance,
  {
    services,
    metrics,
    nextTurn,
  }: Pick<RouteContext<keyof ServerServices>, 'services' | 'metrics' | 'nextTurn'>,
): Promise<void> {
  parseBodies(app, nextTurn)
  // The schemas of these routes are documentation: `messageReader` reads the parameters.
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (body) => JSON.stringify(body))
  handleErrors(app, services, metrics, { send: sendMlflowError })
  for (const routes of groups) routes(app, { services, nextTurn })
}
