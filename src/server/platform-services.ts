import type { FastifyBaseLogger } from 'fastify'
import type { Access } from '../access/access.ts'
import type { PredictionLog } from '../prediction-log/store.ts'
import type { Project } from '../project/project.ts'
import type { Registry } from '../registry/registry.ts'
import type { RouteServices } from '../project/route.ts'
import type { Scorer } from '../serving/scorer.ts'
import type { ThresholdKeeper } from '../serving/threshold-keeper.ts'
import type { Settings } from '../settings.ts'
import type { Tracking } from '../tracking/tracking.ts'

/** What the server takes from the platform: the services, and no more of each than routes call. */
export interface PlatformServices {
  readonly project: Project
  readonly settings: Settings
  readonly scorer: Scorer
  readonly thresholds: Pick<ThresholdKeeper, 'current' | 'set'>
  /** Users with passwords. */
  readonly accounts: {
    register(person: Parameters<RouteServices['register']>[0], from: { readonly address: string }): Promise<void>
    signIn(
      person: Parameters<RouteServices['signIn']>[0],
      from: { readonly address: string },
    ): ReturnType<RouteServices['signIn']>
  } | null
  /** Null when the project declares no feature views. */
  readonly featureStore: { keys(limit: number): Promise<readonly string[]> } | null
  readonly access: Pick<Access, 'recent' | 'verify' | 'verifySession' | 'openSession' | 'closeSession'>
  readonly registry: Pick<
    Registry,
    'listModels' | 'getModel' | 'listVersions' | 'getVersion' | 'promote' | 'rollback' | 'thresholdHistory'
  >
  readonly tracking: Pick<Tracking, 'get' | 'list' | 'artifacts' | 'readArtifact'>
  readonly predictionLog: Pick<PredictionLog, 'list'>
  readonly log: FastifyBaseLogger
  /** Folder of the built page; null when it was not built. */
  readonly webRoot: string | null
  /** Folder for uploads, inside DATA_DIR. Emptied at start. */
  readonly uploadFolder: string
  readonly now: () => Date
  /** Of this program, for the documentation. */
  readonly version: string
}
