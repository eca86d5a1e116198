import { ensureReserve } from '../../base/files/disk-space.ts'
import type { Poller } from '../../base/poller.ts'
import type { Settings } from '../../base/settings/settings.ts'
import type { LoadedProject } from '../../project/load-project.ts'
import type { ChampionKeeper } from '../../serve/champion.ts'
import type { Scorer } from '../../serve/scorer.ts'
import { ThresholdKeeper } from '../../serve/threshold-keeper.ts'
import type { FeatureStore } from '../../store/features/feature-store.ts'
import type { PredictionLog } from '../../store/predictions/store.ts'
import { MaterializeThread } from '../materialize/materialize-thread.ts'
import { featureCheck, type FeatureOptions, openFeatures } from '../open-features.ts'
import { openPredictions } from '../open-predictions.ts'
import { openServer, type ServerAccess } from './open-server.ts'
import { openScoring, type Scoring, type ScoringParts } from '../open-scoring.ts'
import {
  addProjectStores,
  dataDirOf,
  type ProjectPlatform,
  type PlatformEffects,
  type PlatformOverrides,
} from '../platform.ts'
import type { Parts } from '../parts.ts'

/** What a server needs in addition: the only writer of the prediction log, and the champion. */
export interface ServingPlatform extends ProjectPlatform, ServerAccess {
  readonly predictionLog: PredictionLog
  readonly scorer: Scorer
  readonly champion: Pick<ChampionKeeper, 'current' | 'problem' | 'absence'>
  readonly thresholds: ThresholdKeeper
  /** Null when the project declares no feature views. */
  readonly featureStore: FeatureStore | null
  /** What follows changes that other processes make in the stores. */
  readonly pollers: readonly Pick<Poller, 'status'>[]
}

/** Replacements for single parts of a server, for tests. */
export interface ServingOverrides extends PlatformOverrides {
  readonly openScoring?: ((parts: ScoringParts) => Scoring) | undefined
  /** How feature views are materialized. Default: in a thread, which loads the project again. */
  readonly features?: FeatureOptions | undefined
}

/**
 * Opens what serving needs, and loads the champion if there is one.
 *
 * @throws LapidaryError what `openServer`, `openProjectPlatform` and `ChampionKeeper.open` throw.
 */
export async function openServingPlatform(
  loaded: LoadedProject,
  given: Settings,
  effects: PlatformEffects,
  overrides: ServingOverrides = {},
): Promise<ServingPlatform> {
  const dataDir = dataDirOf(loaded.folder, given)
  return await openServer(dataDir, given, effects, async (parts, settings) => {
    const platform = await addProjectStores(parts, loaded, settings, effects, overrides)
    return { ...platform, ...(await addServices(parts, platform, loaded, effects, overrides)) }
  })
}

/** Adds the prediction log, the feature store and what scores to `parts`. */
async function addServices(
  parts: Parts,
  platform: ProjectPlatform,
  loaded: LoadedProject,
  { now, logger }: PlatformEffects,
  overrides: ServingOverrides,
): Promise<
  Omit<ServingPlatform, keyof ProjectPlatform | keyof ServerAccess> & Pick<ProjectPlatform, 'storeChecks'>
> {
  const { project, registry, tracking, settings, dataDir } = platform
  const predictionLog = await openPredictions(platform, logger, { asServer: true })
  parts.add({ name: 'predictions', start: () => ensureReserve(dataDir), close: () => predictionLog.close() })
  const featureStore = await addFeatures(parts, platform, loaded, logger, overrides)
  const thresholds = new ThresholdKeeper({ project, registry, logger, now: () => now().getTime() })
  parts.add({ name: 'threshold', start: () => thresholds.open(), drain: () => thresholds.poller?.close() })
  const scoring = (overrides.openScoring ?? openScoring)({
    loaded,
    settings,
    registry,
    tracking,
    predictionLog,
    thresholds,
    featureStore,
    logger,
    now,
  })
  for (const part of scoring.parts) parts.add(part)
  return {
    predictionLog,
    scorer: scoring.scorer,
    champion: scoring.champion,
    thresholds,
    featureStore,
    pollers: thresholds.poller === null ? scoring.pollers : [...scoring.pollers, thresholds.poller],
    storeChecks:
      featureStore === null ? platform.storeChecks : [...platform.storeChecks, featureCheck(featureStore)],
  }
}

async function addFeatures(
  parts: Parts,
  platform: ProjectPlatform,
  loaded: LoadedProject,
  logger: PlatformEffects['logger'],
  { features }: ServingOverrides,
): Promise<FeatureStore | null> {
  const thread = new MaterializeThread(loaded, platform.settings, logger)
  const store = await openFeatures(
    platform,
    logger,
    features ?? { materialize: (request) => thread.materialize(request) },
  )
  if (store === null) return null
  parts.add({ name: 'features', close: () => store.close() })
  parts.add({ name: 'materialization', drain: () => thread.close() })
  return store
}
