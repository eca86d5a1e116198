import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { guardSecurity, securitySchemes } from '../openapi/openapi.ts'
import type { ServerServices } from '../platform-services.ts'

declare module 'fastify' {
  interface FastifyInstance {
    mlflowSwagger: FastifyInstance['swagger']
  }
}

/**
 * Serves `GET /openapi-mlflow.json`, the document of MLflow's routes only. Must be registered
 * before the routes that it describes.
 */
export async function describeMlflowApi(
  app: FastifyInstance,
  { version }: Pick<ServerServices, 'version'>,
): Promise<void> {
  await app.register(swagger, {
    decorator: 'mlflowSwagger',
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'MLflow API of Lapidary',
        description:
          "The routes that MLflow's client calls. Each address that begins with `/api` has a twin that begins with `/ajax-api`. " +
          'Errors have `error_code` and `message`.',
        version,
      },
      components: { securitySchemes },
    },
    // Schemas that a project shares are those of its own routes.
    transformObject: (parts) => {
      const document = 'openapiObject' in parts ? parts.openapiObject : parts.swaggerObject
      return { ...document, components: { securitySchemes } }
    },
    transform: ({ schema, url, route }) => {
      const scope = route.config?.scope
      return {
        schema: {
          ...schema,
          ...((route.method === 'HEAD' || route.config?.isMlflow !== true) && { hide: true }),
          ...(scope !== undefined && { security: guardSecurity, 'x-scope': scope }),
        },
        url: url.replace('*', ':path'),
      }
    },
  })
  app.get('/openapi-mlflow.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(app.mlflowSwagger()),
  )
}
