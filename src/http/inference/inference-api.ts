import type { FastifyInstance } from 'fastify'
import { sendMlflowError } from '../mlflow/errors.ts'
import { handleErrors } from '../problems.ts'
import { type RouteContext, registerPlainRoutes } from '../route-context.ts'
import { mlflowScoringRoutes } from './mlflow-scoring.ts'
import { openInferenceRoutes, sendInferenceError } from './open-inference.ts'

/** Registers the routes by which other systems request predictions of the project's model. */
export async function inferenceApi(app: FastifyInstance, context: RouteContext): Promise<void> {
  const { services, metrics } = context
  const { columns } = services.project
  await app.register(async (scope) => {
    handleErrors(scope, services, metrics, { columns, send: sendMlflowError })
    await registerPlainRoutes(scope, context, [mlflowScoringRoutes])
  })
  await app.register(async (scope) => {
    handleErrors(scope, services, metrics, { columns, send: sendInferenceError })
    await registerPlainRoutes(scope, context, [openInferenceRoutes])
  })
}
