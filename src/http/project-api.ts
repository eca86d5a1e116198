import type { FastifyInstance } from 'fastify'
import { featureRoutes } from './api/features/routes.ts'
import { predictFileRoutes } from './api/files/routes.ts'
import { outcomeRoutes } from './api/outcomes/routes.ts'
import { featuresSchema, requestSchema } from './api/predict/request-schema.ts'
import { predictRoutes } from './api/predict/routes.ts'
import { predictionRoutes } from './api/predictions/routes.ts'
import { projectRoutes } from './api/project/routes.ts'
import { thresholdRoutes } from './api/thresholds/routes.ts'
import { createValidators } from './body/validators.ts'
import { feastRoutes } from './feast/routes.ts'
import { inferenceApi } from './inference/inference-api.ts'
import { handleErrors } from './problems.ts'
import { ownRoutes } from './project-routes.ts'
import { type RouteContext, registerPlainRoutes } from './route-context.ts'

const plainRoutes = [
  projectRoutes,
  thresholdRoutes,
  predictionRoutes,
  outcomeRoutes,
  featureRoutes,
  feastRoutes,
]

/**
 * Registers the routes of a project: its part of `/v1`, Feast's and its own. A plugin of Fastify: a
 * server can register it for several projects, each with a `prefix` and `metrics` of its own. The
 * server provides the guard and `problemSchema`.
 */
export async function projectApi(
  app: FastifyInstance,
  server: Omit<RouteContext, 'validators'>,
): Promise<void> {
  const { services, metrics } = server
  const { project } = services
  const shared = [
    requestSchema(project),
    ...(project.entityField === undefined ? [] : [featuresSchema(project)]),
  ]
  const validators = createValidators(shared)
  for (const schema of shared) app.addSchema(schema)
  app.setValidatorCompiler(validators.compiler)
  handleErrors(app, services, metrics, { columns: project.columns })
  const context: RouteContext = { ...server, validators }
  ownRoutes(app, context)
  predictRoutes(app, context)
  await app.register(async (scope) => predictFileRoutes(scope, context))
  await registerPlainRoutes(app, context, plainRoutes)
  await app.register(async (scope) => inferenceApi(scope, context))
}
