import type { FastifySchemaCompiler } from 'fastify'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { FeatureStore } from '../../store/features/feature-store.ts'
import { parseTime } from '../../base/time/date-time.ts'
import type { Project } from '../../project/project.ts'
import { feastResponse } from './response.ts'
import {
  materializeBody,
  materializeIncrementalBody,
  onlineFeaturesResponse,
  onlineFeaturesBody,
  pushBody,
  pushBodyOf,
} from './schema.ts'
import { noQuery } from '../api/parameters.ts'
import { problemResponses } from '../api/problem.ts'
import { noContent } from '../api/responses.ts'
import { typed } from '../../project/json-schema.ts'
import type { Validators } from '../body/validators.ts'
import type { App, Routes } from '../route-context.ts'

const tags = ['Feast']
const refusals = [400, 404, 413, 415, 422] as const
const jsonType = 'application/json; charset=utf-8'
/** Clients of Feast parse the body of every response, so that an empty one would fail. */
const jsonNull = {
  description: 'Done.',
  content: { 'application/json': { schema: typed<'null'>({ type: 'null' }) } },
}

/**
 * Serves the routes of Feast's Python feature server (`feast serve`) for a project with feature
 * views. Clients of Feast need a key and no other change.
 */
export const feastRoutes: Routes<'project' | 'featureStore'> = (app, { services, validators }) => {
  const { project } = services
  if ((project.featureViews ?? []).length === 0) return
  const store = (): FeatureStoreOfRoutes => services.featureStore as FeatureStoreOfRoutes
  onlineFeaturesRoute(app, store)
  pushRoute(app, store, pushValidator(project, validators))
  materializeRoutes(app, store)
}

type FeatureStoreOfRoutes = Pick<FeatureStore, 'views' | 'getOnlineFeatures' | 'push' | 'materialize'>

function onlineFeaturesRoute(app: App, store: () => FeatureStoreOfRoutes): void {
  app.post(
    '/get-online-features',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        operationId: 'getOnlineFeatures',
        summary: 'Features of entities as they hold now',
        querystring: noQuery,
        body: onlineFeaturesBody,
        // The body is sent as text: see `feastResponse`.
        response: { 200: typed<string>(onlineFeaturesResponse), ...problemResponses(refusals) },
      },
    },
    async ({ body }, reply) => {
      const { features = [], feature_service: seen, entities, full_feature_names: fullNames = false } = body
      if (typeof seen === 'string') {
        throw new LapidaryError('no-feature-service', {
          seen: seen.slice(0, 100),
          example: exampleOf(store()),
        })
      }
      const columns = await store().getOnlineFeatures({ features, entities, fullNames })
      const views = body.include_feature_view_version_metadata === true ? viewsOf(features) : null
      return reply.type(jsonType).send(feastResponse(columns, views))
    },
  )
}

/**
 * Validates a body against the view that it names. For an unknown view only the shape is checked:
 * the store rejects the name.
 */
function pushValidator(project: Project, { either }: Validators): FastifySchemaCompiler<unknown> {
  const bodies = new Map(project.featureViews?.map((view) => [view.name, pushBodyOf(project, view)]))
  return either(
    (body) => bodies.get((body as { push_source_name?: string } | null)?.push_source_name ?? '') ?? pushBody,
  )
}

function pushRoute(
  app: App,
  store: () => FeatureStoreOfRoutes,
  validatorCompiler: FastifySchemaCompiler<unknown>,
): void {
  app.post(
    '/push',
    {
      config: { scope: 'operate' },
      schema: {
        tags,
        operationId: 'pushFeatures',
        summary: 'Write features of entities, where they are newer than what is there',
        description:
          'A value that a request may not carry in the column of that name is refused (422), and so is a time more than 5 minutes in the future. Nothing is written then.',
        querystring: noQuery,
        body: pushBody,
        response: { 200: noContent('Written.'), ...problemResponses(refusals) },
      },
      validatorCompiler,
    },
    async ({ body: { push_source_name: view, df } }, reply) => {
      await store().push(view, df)
      return reply.code(200).send()
    },
  )
}

function materializeRoutes(app: App, store: () => FeatureStoreOfRoutes): void {
  const about = {
    tags,
    querystring: noQuery,
    response: { 200: jsonNull, ...problemResponses([...refusals, 409]) },
  }
  app.post(
    '/materialize',
    {
      config: { scope: 'operate' },
      schema: {
        ...about,
        operationId: 'materialize',
        summary: 'Bring the online store up to date from the sources',
        body: materializeBody,
      },
    },
    async ({ body: { start_ts, end_ts, feature_views: views } }, reply) => {
      const from = timeOf(start_ts, start_ts, end_ts)
      await store().materialize({
        views: views ?? undefined,
        from,
        to: timeOf(end_ts, start_ts, end_ts),
        incremental: false,
      })
      return reply.type(jsonType).send('null')
    },
  )
  app.post(
    '/materialize-incremental',
    {
      config: { scope: 'operate' },
      schema: {
        ...about,
        operationId: 'materializeIncremental',
        summary: 'Bring the online store up to date with what came since the last time',
        body: materializeIncrementalBody,
      },
    },
    async ({ body: { end_ts, feature_views: views } }, reply) => {
      const to = timeOf(end_ts, undefined, end_ts)
      await store().materialize({ views: views ?? undefined, from: undefined, to, incremental: true })
      return reply.type(jsonType).send('null')
    },
  )
}

function timeOf(text: string, from: string | undefined, to: string): Date {
  const time = parseTime(text)
  if (time === null)
    throw new LapidaryError('bad-materialize-window', {
      from: JSON.stringify(from ?? null),
      to: JSON.stringify(to),
    })
  return new Date(time)
}

/** Returns the views of the requested features, each once, in the order of the request. */
function viewsOf(features: readonly string[]): string[] {
  return [...new Set(features.map((reference) => reference.slice(0, reference.indexOf(':'))))]
}

function exampleOf({ views }: FeatureStoreOfRoutes): string {
  const [view] = views
  return view === undefined ? '' : `${view.name}:${Object.keys(view.features)[0]}`
}
