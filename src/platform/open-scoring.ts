import { randomBytes } from 'node:crypto'
import type { Logger } from '../base/logger.ts'
import type { Poller } from '../base/poller.ts'
import type { Settings } from '../base/settings/settings.ts'
import { createUuid7Generator } from '../base/uuid7.ts'
import { FeatureBuilder } from '../project/feature-builder.ts'
import type { LoadedProject } from '../project/load-project.ts'
import { ChampionKeeper } from '../serve/champion.ts'
import { ChampionScorer } from '../serve/champion-scorer.ts'
import { Explainer } from '../serve/explainer.ts'
import { FileProcesses } from '../serve/file/file-processes.ts'
import type { Scorer } from '../serve/scorer.ts'
import { StoredFeatures } from '../serve/stored-features.ts'
import type { ThresholdKeeper } from '../serve/threshold-keeper.ts'
import type { FeatureStore } from '../store/features/feature-store.ts'
import type { PredictionLog } from '../store/predictions/store.ts'
import type { Registry } from '../store/registry/registry.ts'
import type { Tracking } from '../store/tracking/tracking.ts'
import type { Part } from './parts.ts'

/** What scores the requests of a server. */
export interface Scoring {
  readonly scorer: Scorer
  readonly champion: Pick<ChampionKeeper, 'current' | 'problem' | 'absence'>
  readonly pollers: readonly Poller[]
  readonly parts: readonly Part[]
}

export interface ScoringParts {
  readonly loaded: LoadedProject
  readonly settings: Pick<
    Settings,
    'MAX_REASON_ROWS' | 'FILE_MEMORY_MIB' | 'MAX_FILE_BYTES' | 'MAX_FILE_ROWS'
  >
  readonly registry: Registry
  readonly tracking: Tracking
  readonly predictionLog: PredictionLog
  readonly thresholds: ThresholdKeeper
  /** Null when the project declares no feature views. */
  readonly featureStore: FeatureStore | null
  readonly logger: Logger
  readonly now: () => Date
}

/** Maximum requests of MAX_REASON_ROWS that a caller may have waiting. */
const maxWaitingRequests = 4
/** Widest file to score: its columns, and the bytes of a row. */
const fileShape = { maxColumns: 10_000, maxRowBytes: 1 << 20 }

/** Opens the champion and what scores with it. The champion is loaded when its part starts. */
export function openScoring(parts: ScoringParts): Scoring {
  const { loaded, settings, registry, tracking, predictionLog, thresholds, featureStore, logger } = parts
  const { project, folder, sourceHash } = loaded
  const now = (): number => parts.now().getTime()
  const builder = new FeatureBuilder(project)
  const champion = new ChampionKeeper({ project, builder, registry, tracking, logger, now })
  const explainer = new Explainer(settings.MAX_REASON_ROWS * maxWaitingRequests)
  const limits = { maxBytes: settings.MAX_FILE_BYTES, maxRows: settings.MAX_FILE_ROWS, ...fileShape }
  const files = new FileProcesses({ folder, sourceHash, memoryMib: settings.FILE_MEMORY_MIB, limits })
  const scorer = new ChampionScorer({
    project,
    builder,
    keeper: champion,
    thresholds,
    stored: new StoredFeatures(project, featureStore),
    log: predictionLog,
    // After the newest stored id: a clock that was set back, also while no server ran, does not
    // change their order.
    newId: createUuid7Generator(now, randomBytes, predictionLog.newestId()),
    now,
    explainer,
    maxReasonRows: settings.MAX_REASON_ROWS,
    files,
  })
  return {
    scorer,
    champion,
    pollers: [champion.poller],
    parts: [
      { name: 'champion', start: () => champion.open(), drain: () => champion.poller.close() },
      { name: 'explainer', close: () => explainer.close() },
      { name: 'files', close: () => files.close() },
    ],
  }
}
