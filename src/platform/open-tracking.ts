import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createUuid7Generator } from '../base/uuid7.ts'
import type { ArtifactStore } from '../store/artifacts/store.ts'
import { FolderRunLocks } from '../store/tracking/drivers/folder-locks.ts'
import { SqlTrackingStore } from '../store/tracking/drivers/sql.ts'
import { SqlExperimentStore } from '../store/tracking/drivers/sql-experiments.ts'
import { SqlRunStore } from '../store/tracking/drivers/sql-runs.ts'
import { Experiments } from '../store/tracking/experiments.ts'
import type { RunLocks } from '../store/tracking/run-locks.ts'
import { Runs } from '../store/tracking/runs.ts'
import { LoggedModels } from '../store/tracking/logged-models/logged-models.ts'
import { SqlLoggedModelStore } from '../store/tracking/logged-models/sql-store.ts'
import { createRandomName } from '../store/tracking/random-name.ts'
import { Tracking } from '../store/tracking/tracking.ts'
import { Assessments } from '../store/traces/assessments.ts'
import { SqlAssessmentStore } from '../store/traces/drivers/sql-assessments.ts'
import { SqlTraceStore } from '../store/traces/drivers/sql-traces.ts'
import { Traces } from '../store/traces/traces.ts'
import type { SharedDatabase } from './open-database.ts'

/** Experiments, and the runs, models and traces that trainings and clients record in them. */
export interface TrackingServices {
  readonly tracking: Tracking
  readonly experiments: Experiments
  readonly runs: Runs
  readonly loggedModels: LoggedModels
  readonly traces: Traces
  readonly assessments: Assessments
}

/** Opens experiments, runs, logged models and traces. */
export async function openTracking(
  dataDir: string,
  shared: SharedDatabase,
  artifacts: ArtifactStore,
  now: () => Date,
): Promise<TrackingServices> {
  const newId = createUuid7Generator(() => now().getTime(), randomBytes)
  const locks = await openRunLocks(dataDir, shared)
  const experiments = new Experiments(new SqlExperimentStore(shared.database), now)
  const getExperiment = async (id: string) => await experiments.get(id)
  return {
    tracking: new Tracking(new SqlTrackingStore(shared.database), artifacts, locks, { now, newId }),
    runs: new Runs(new SqlRunStore(shared.database), {
      now,
      newId: () => newId().replaceAll('-', ''),
      newName: () => createRandomName(randomInt),
    }),
    experiments,
    loggedModels: new LoggedModels(new SqlLoggedModelStore(shared.database), {
      now,
      newId: () => randomUUID().replaceAll('-', ''),
      newName: () => createRandomName(randomInt),
      getExperiment,
    }),
    traces: new Traces(new SqlTraceStore(shared.database), { findExperiment: getExperiment, wait }),
    assessments: new Assessments(new SqlAssessmentStore(shared.database), now),
  }
}

async function openRunLocks(dataDir: string, shared: SharedDatabase): Promise<RunLocks> {
  if (shared.kind === 'sqlite') return new FolderRunLocks(join(dataDir, 'locks'))
  const { PostgresRunLocks } = await import('../store/tracking/drivers/postgres-locks.ts')
  return new PostgresRunLocks(shared.database)
}
