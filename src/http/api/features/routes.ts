import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { EntityView, FeatureStoreAbout } from '../../../store/features/feature-store.ts'
import { featuresOf, type FeatureView } from '../../../project/feature-view.ts'
import type { Routes } from '../../route-context.ts'
import { noQuery } from '../parameters.ts'
import { problemResponses } from '../problem.ts'
import {
  type EntityFeaturesInfo,
  entityFeaturesInfo,
  entityParams,
  type FeatureViewsInfo,
  featureViewsInfo,
} from './schema.ts'

const tags = ['Features']

/** Shows what the feature store holds. */
export const featureRoutes: Routes<'featureStore' | 'project'> = (app, { services }) => {
  app.get(
    '/v1/features',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        operationId: 'listFeatureViews',
        summary: 'Feature views of the project',
        querystring: noQuery,
        response: { 200: featureViewsInfo, ...problemResponses([400, 422]) },
      },
    },
    async () => {
      return services.featureStore === null
        ? { store: null, views: [] }
        : toFeatureViewsInfo(await services.featureStore.about())
    },
  )

  app.get(
    '/v1/features/:entity',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        operationId: 'getEntityFeatures',
        summary: 'What the online store holds of one entity',
        params: entityParams,
        querystring: noQuery,
        response: { 200: entityFeaturesInfo, ...problemResponses([400, 404, 422]) },
      },
    },
    async ({ params: { entity } }) => {
      if (services.featureStore === null)
        throw new LapidaryError('no-feature-views', { project: services.project.name })
      return { entity, views: (await services.featureStore.entityFeatures(entity)).map(toEntityView) }
    },
  )
}

function toFeatureViewsInfo({ kind, reachable, views }: FeatureStoreAbout): FeatureViewsInfo {
  return {
    store: { kind, reachable },
    views: views.map(({ view, materializedUntil, lastMaterialized }) => ({
      name: view.name,
      entity: view.entity,
      join_key: view.joinKey,
      ttl: view.ttl ?? null,
      features: toFeatures(view),
      materialized_until: materializedUntil,
      last_materialized: lastMaterialized,
    })),
  }
}

function toFeatures(view: FeatureView): FeatureViewsInfo['views'][number]['features'] {
  return Object.entries(featuresOf(view)).map(([name, { type, label }]) => {
    const words = name.replaceAll('_', ' ')
    return { name, type, label: label ?? { en: words, 'pt-BR': words } }
  })
}

function toEntityView({
  view,
  since,
  ageSeconds,
  expired,
  features,
}: EntityView): EntityFeaturesInfo['views'][number] {
  const values = features.map(({ name, value, isUnusable }) => ({
    name,
    value,
    ...(isUnusable && { unusable: true }),
  }))
  return { view: view.name, since, age_seconds: ageSeconds, expired, features: values }
}
