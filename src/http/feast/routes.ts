import type { FastifyInstance, FastifySchemaCompiler } from 'fastify'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { FeatureStore } from '../../store/features/feature-store.ts'
import type { Frame } from '../../store/features/push.ts'
import { parseTime } from '../../base/time/date-time.ts'
import type { Project } from '../../project/project.ts'
import { feastAnswer } from './response.ts'
import {
  materializeBody,
  materializeIncrementalBody,
  onlineFeaturesAnswer,
  onlineFeaturesBody,
  pushBody,
  pushBodyOf,
} from '../api/features/schema.ts'
import { noQuery } from '../api/predict/schema.ts'
import { problemResponses } from '../api/problem.ts'
import type { Validators } from '../body/validators.ts'
import type { Routes } from '../route-context.ts'

interface OnlineFeaturesBody {
  readonly features?: readonly string[]
  readonly feature_service?: string | null
  readonly entities: Readonly<Record<string, readonly unknown[]>>
  readonly full_feature_names?: boolean
  readonly include_feature_view_version_metadata?: boolean
}

interface MaterializeBody {
  readonly start_ts?: string
  readonly end_ts: string
  readonly feature_views?: readonly string[] | null
}

const tags = ['Feast']
const refusals = [400, 404, 413, 415, 422] as const

/** The routes of Feast's Python feature server (`feast serve`), for a project with feature views: its clients need no change but a key. */
export const feastRoutes: Routes = (app, { services, validators }) => {
  const { project } = services
  if ((project.featureViews ?? []).length === 0) return
  const store = (): FeatureStoreOfRoutes => services.featureStore as FeatureStoreOfRoutes
  onlineFeaturesRoute(app, store)
  pushRoute(app, store, pushValidator(project, validators))
  materializeRoute(app, store, '/materialize', false)
  materializeRoute(app, store, '/materialize-incremental', true)
  // A project may owe this address to others.
  if (project.routes?.some(({ method, path }) => method === 'GET' && path === '/health') !== true) healthRoute(app)
}

type FeatureStoreOfRoutes = Pick<FeatureStore, 'views' | 'getOnlineFeatures' | 'push' | 'materialize'>

function onlineFeaturesRoute(app: FastifyInstance, store: () => FeatureStoreOfRoutes): void {
  app.post<{ Body: OnlineFeaturesBody }>(
    '/get-online-features',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        operationId: 'getOnlineFeatures',
        summary: 'Features of entities as they hold now',
        querystring: noQuery,
        body: onlineFeaturesBody,
        response: { 200: onlineFeaturesAnswer, ...problemResponses(refusals) },
      },
    },
    async ({ body }, reply) => {
      const { features = [], feature_service: seen, entities, full_feature_names: fullNames = false } = body
      if (typeof seen === 'string') {
        throw new LapidaryError('no-feature-service', { seen: seen.slice(0, 100), example: exampleOf(store()) })
      }
      const columns = await store().getOnlineFeatures({ features, entities, fullNames })
      const views = body.include_feature_view_version_metadata === true ? viewsOf(features) : null
      return reply.type('application/json; charset=utf-8').send(feastAnswer(columns, views))
    },
  )
}

/** A body is checked by the view that it names; of an unknown view only its shape is, and the store says that there is none. */
function pushValidator(project: Project, { either }: Validators): FastifySchemaCompiler<unknown> {
  const bodies = new Map(project.featureViews?.map((view) => [view.name, pushBodyOf(project, view)]))
  return either((body) => bodies.get((body as { push_source_name?: string } | null)?.push_source_name ?? '') ?? pushBody)
}

function pushRoute(
  app: FastifyInstance,
  store: () => FeatureStoreOfRoutes,
  validatorCompiler: FastifySchemaCompiler<unknown>,
): void {
  app.post<{ Body: { readonly push_source_name: string; readonly df: Frame } }>(
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
        response: { 200: { description: 'Written.', type: 'null' }, ...problemResponses(refusals) },
      },
      validatorCompiler,
    },
    async ({ body: { push_source_name: view, df } }, reply) => {
      await store().push(view, df)
      return reply.send()
    },
  )
}

function materializeRoute(
  app: FastifyInstance,
  store: () => FeatureStoreOfRoutes,
  path: '/materialize' | '/materialize-incremental',
  incremental: boolean,
): void {
  const since = incremental ? 'with what came since the last time' : 'from the sources'
  app.post<{ Body: MaterializeBody }>(
    path,
    {
      config: { scope: 'operate' },
      schema: {
        tags,
        operationId: incremental ? 'materializeIncremental' : 'materialize',
        summary: `Bring the online store up to date ${since}`,
        querystring: noQuery,
        body: incremental ? materializeIncrementalBody : materializeBody,
        response: { 200: { description: 'Done.', type: 'null' }, ...problemResponses([...refusals, 409]) },
      },
    },
    async ({ body: { start_ts, end_ts, feature_views: views } }, reply) => {
      const to = timeOf(end_ts, start_ts, end_ts)
      const from = start_ts === undefined ? undefined : timeOf(start_ts, start_ts, end_ts)
      await store().materialize({ views: views ?? undefined, from, to, incremental })
      return reply.type('application/json; charset=utf-8').send('null')
    },
  )
}

function healthRoute(app: FastifyInstance): void {
  app.get(
    '/health',
    {
      schema: {
        tags,
        operationId: 'feastHealth',
        summary: 'The process answers',
        querystring: noQuery,
        response: { 200: { description: 'It does.', type: 'null' } },
      },
    },
    async (_request, reply) => reply.send(),
  )
}

function timeOf(text: string, from: string | undefined, to: string): Date {
  const time = parseTime(text)
  if (time === null)
    throw new LapidaryError('bad-materialize-window', { from: JSON.stringify(from ?? null), to: JSON.stringify(to) })
  return new Date(time)
}

/** Each view that is asked for, once, in the order in which they are. */
function viewsOf(features: readonly string[]): string[] {
  return [...new Set(features.map((reference) => reference.slice(0, reference.indexOf(':'))))]
}

function exampleOf({ views }: FeatureStoreOfRoutes): string {
  const [view] = views
  return view === undefined ? '' : `${view.name}:${Object.keys(view.features)[0]}`
}
