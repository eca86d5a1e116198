import type { Visible } from '../sql/visible.ts'

export type RunStatus = 'scheduled' | 'running' | 'finished' | 'failed' | 'interrupted'

export interface Run {
  readonly id: string
  readonly experiment: string
  readonly name: string
  readonly status: RunStatus
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly endedAt: string | null
  readonly params: Readonly<Record<string, string>>
  readonly metrics: Readonly<Record<string, number>>
  readonly tags: Readonly<Record<string, string>>
}

/** A file of a run: its path inside the run, and where its bytes are. */
export interface RunArtifact {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
}

export interface RunPage {
  readonly items: readonly Run[]
  readonly nextCursor: string | null
}

export interface TrackingStore {
  /** Creates the experiment too if it is new. @throws LapidaryError `experiment-deleted` */
  createRun(run: Run): Promise<void>
  /**
   * Adds or replaces params, metrics and tags by name, and sets status and end when given. One
   * transaction.
   */
  updateRun(
    id: string,
    change: Partial<Pick<Run, 'status' | 'endedAt' | 'params' | 'metrics' | 'tags' | 'name'>>,
  ): Promise<void>
  getRun(id: string): Promise<Run | null>
  /**
   * Those of them that are there, in any order: in a number of queries that does not grow with
   * theirs.
   */
  getRuns(ids: readonly string[]): Promise<readonly Run[]>
  /** Trainings, newest first; without those that were deleted, unless `view` is `all`. */
  listRuns(query: {
    readonly experiment?: string
    readonly view?: 'active' | 'all'
    /** The experiments whose runs are listed. Default: all. */
    readonly visible?: Visible | null
    readonly limit: number
    readonly cursor?: string
  }): Promise<RunPage>
  addArtifacts(runId: string, artifacts: readonly RunArtifact[]): Promise<void>
  /** SHA-256 of every file of any run but the given ones, each once. */
  artifactsOfAllBut(runIds: ReadonlySet<string>): Promise<ReadonlySet<string>>
  /**
   * Removes a run with its values and its list of files, unless its status is now another than the
   * given ones.
   */
  removeRun(id: string, statuses: readonly RunStatus[]): Promise<boolean>
  listArtifacts(runId: string): Promise<readonly RunArtifact[]>
}
