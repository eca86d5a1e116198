import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema } from 'fastify'
import type { Column } from '../../data/column.ts'
import { setOwn } from '../../base/own-property.ts'
import { requestColumns } from '../../project/define-project.ts'
import type { Project } from '../../project/project.ts'
import type { JsonSchema } from '../../project/json-schema.ts'
import type { ServerServices } from '../platform-services.ts'
import { modelExample } from '../api/models/schema.ts'
import { guardResponses } from '../api/problem.ts'
import { fieldSchema } from '../api/predict/request-schema.ts'
import { setDocsHeaders } from '../guard/security-headers.ts'

export const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: "A user's token, or an API key.",
  },
  basic: {
    type: 'http',
    scheme: 'basic',
    description: 'A username and its password; or the username `key` and an API key as the password.',
  },
  'x-api-key': {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
    description: 'Make one with `lapidary keys PROJECT create --name NAME --scopes predict`.',
  },
} as const

/** The schemes of which a guarded route needs one. */
export const guardSecurity = Object.keys(securitySchemes).map((name) => ({ [name]: [] }))

/**
 * `GET /openapi.json` and, offline, `GET /docs`. Must be registered before the routes that it
 * describes.
 */
export async function describeApi(
  app: FastifyInstance,
  { site, serving, version }: ServerServices,
): Promise<void> {
  const project = serving?.project ?? null
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: `${site.title.en} API`,
        description:
          `${site.description?.en ?? ''}\n\nSend your key in the header \`x-api-key\`, or the token of a user in \`Authorization: Bearer\`. Every error is a problem of RFC 9457, ` +
          'in English or Brazilian Portuguese by `Accept-Language`.',
        version,
      },
      components: { securitySchemes },
    },
    transformObject: (parts) => {
      const document = 'openapiObject' in parts ? parts.openapiObject : parts.swaggerObject
      return project === null ? document : withProtoField(document, project)
    },
    transform: ({ schema: own, url, route }) => {
      const schema = namedRest(withModel(own, project?.model ?? 'my-model'))
      return {
        schema: {
          ...schema,
          // HEAD is GET without the body, and MLflow's routes have a document of their own.
          ...((route.method === 'HEAD' || route.config?.isMlflow === true) && { hide: true }),
          ...(isGuarded(route.config?.scope) && {
            response: { ...guardResponses, ...(schema.response as object | undefined) },
            security: guardSecurity,
            'x-scope': route.config?.scope,
          }),
        },
        url: url.replace('*', ':path'),
      }
    },
    refResolver: { buildLocalReference: (json) => json['$id'] as string },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: { title: `${site.title.en} API` },
    uiConfig: { tryItOutEnabled: true, displayRequestDuration: true, persistAuthorization: false },
    uiHooks: {
      onRequest: (_request, reply, next) => {
        setDocsHeaders(reply)
        next()
      },
    },
  })
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(app.swagger()),
  )
}

/**
 * Lists a field `__proto__` where readers look for fields: the schemas that validate have it as a
 * pattern, see `requestSchema`.
 */
function withProtoField<Document extends object>(document: Document, project: Project): Document {
  if (!requestColumns(project).includes('__proto__')) return document
  const { components } = document as { components?: { schemas?: Record<string, Record<string, unknown>> } }
  for (const name of [project.requestSchema, `${project.requestSchema}Features`]) {
    const schema = components?.schemas?.[name]
    if (schema === undefined) continue
    schema['additionalProperties'] = false
    setOwn(
      schema['properties'] as Record<string, JsonSchema>,
      '__proto__',
      fieldSchema('__proto__', project.columns['__proto__'] as Column),
    )
  }
  return document
}

function isGuarded(scope: string | undefined): boolean {
  return scope !== undefined && scope !== 'open'
}

/**
 * Returns a schema whose examples name the model that is served here, so that trying them succeeds.
 */
function withModel(schema: FastifySchema, model: string): FastifySchema {
  const text = JSON.stringify(schema ?? {})
  return JSON.parse(
    text.replaceAll(JSON.stringify(modelExample), () => JSON.stringify(model)),
  ) as FastifySchema
}

/** Names the rest of an address, which is `*` to the router: OpenAPI has no such parameter. */
function namedRest(schema: FastifySchema): FastifySchema {
  const params = schema.params as { properties?: Record<string, unknown> } | undefined
  if (params?.properties?.['*'] === undefined) return schema
  const { '*': path, ...properties } = params.properties
  return { ...schema, params: { ...params, properties: { ...properties, path } } }
}
