import { readContent } from '../artifacts/read-content.ts'
import type { ArtifactStore, OpenContent } from '../artifacts/store.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { largestPage } from '../sql/cursor.ts'
import type { RunLock, RunLocks } from './run-locks.ts'
import type { Run, RunArtifact, RunPage, TrackingStore } from './store.ts'

/** Values that a run records while it runs or at its end. */
export type RunValues = Partial<Pick<Run, 'params' | 'metrics' | 'tags'>>

interface Effects {
  readonly now: () => Date
  /** Returns a new run id. */
  readonly newId: () => string
}

/**
 * Records runs with their files. A run that this process started is held by a lock that the system
 * releases when the process ends in any way, so that `markInterrupted` finds the runs that no
 * process works on.
 */
export class Tracking {
  readonly #store: TrackingStore
  readonly #artifacts: ArtifactStore
  readonly #runLocks: RunLocks
  readonly #effects: Effects
  readonly #locks = new Map<string, RunLock>()

  constructor(store: TrackingStore, artifacts: ArtifactStore, runLocks: RunLocks, effects: Effects) {
    this.#store = store
    this.#artifacts = artifacts
    this.#runLocks = runLocks
    this.#effects = effects
  }

  /**
   * Starts a run with status `running`. It must end in `finish`, `fail` or `interrupt`.
   * @throws LapidaryError `experiment-deleted`
   */
  async start(run: { readonly experiment: string; readonly name: string } & RunValues): Promise<Run> {
    const { experiment, name, params = {}, metrics = {}, tags = {} } = run
    const id = this.#effects.newId()
    const startedAt = this.#effects.now().toISOString()
    const started: Run = {
      id,
      experiment,
      name,
      status: 'running',
      startedAt,
      endedAt: null,
      params,
      metrics,
      tags,
    }
    const lock = await this.#runLocks.take(id) // before the run exists, so that no process marks it as interrupted
    if (lock !== null) this.#locks.set(id, lock)
    try {
      await this.#store.createRun(started)
    } catch (error) {
      await this.#release(id)
      throw error
    }
    return started
  }

  /** Adds or replaces params, metrics and tags by name. @throws LapidaryError `run-not-found` */
  async log(id: string, values: RunValues): Promise<void> {
    await this.#store.updateRun(id, values)
  }

  /**
   * Stores files of a run, by path inside the run such as `model/model.json`. A path that exists is
   * replaced.
   */
  async addArtifacts(id: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
    const stored: RunArtifact[] = []
    for (const [path, content] of Object.entries(files)) {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
      stored.push({ path, ...(await this.#artifacts.put(bytes)) })
    }
    await this.#store.addArtifacts(id, stored)
  }

  /** @throws LapidaryError `run-artifact-not-found`, `artifact-missing`, `artifact-corrupted` */
  async readArtifact(id: string, path: string): Promise<Uint8Array> {
    return await readContent(await this.openArtifact(id, path))
  }

  /** Opens a file of a run. @throws LapidaryError `run-artifact-not-found`, `artifact-missing` */
  async openArtifact(id: string, path: string): Promise<OpenContent> {
    const artifact = (await this.#store.listArtifacts(id)).find((each) => each.path === path)
    if (artifact === undefined) throw new LapidaryError('run-artifact-not-found', { run: id, path })
    return await this.#artifacts.open(artifact.sha256)
  }

  async finish(id: string, values: RunValues = {}): Promise<void> {
    await this.#end(id, 'finished', values)
  }

  /** Ends a run as failed; the tag `error` has the error's message. */
  async fail(id: string, error: unknown): Promise<void> {
    await this.#end(id, 'failed', { tags: { error: error instanceof Error ? error.message : String(error) } })
  }

  async interrupt(id: string): Promise<void> {
    await this.#end(id, 'interrupted', {})
  }

  /** @throws LapidaryError `run-not-found` */
  async get(id: string): Promise<Run> {
    const run = await this.#store.getRun(id)
    if (run === null) throw new LapidaryError('run-not-found', { run: id })
    return run
  }

  /** Resolves the existing runs of these ids, by id. */
  async getMany(ids: readonly string[]): Promise<ReadonlyMap<string, Run>> {
    return new Map((await this.#store.getRuns(ids)).map((run) => [run.id, run]))
  }

  /** Newest first. */
  async list(query: Parameters<TrackingStore['listRuns']>[0]): Promise<RunPage> {
    return await this.#store.listRuns(query)
  }

  /** By path. @throws LapidaryError `run-not-found` */
  async artifacts(id: string): Promise<readonly RunArtifact[]> {
    await this.get(id)
    return await this.#store.listArtifacts(id)
  }

  /**
   * Marks the runs that a process left `running` when it was killed as `interrupted`; returns their
   * ids. Called when the stores are opened. Runs of other replicas that are still worked on are
   * left alone. One that cannot be marked now, as on a full disk, is marked by a later call.
   */
  async markInterrupted(): Promise<readonly string[]> {
    const marked: string[] = []
    for (const id of await this.#runLocks.candidates()) {
      const lock = await this.#runLocks.take(id)
      if (lock === null) continue // another process works on it
      try {
        const run = await this.#store.getRun(id) // read under the lock: it may have ended meanwhile
        if (run?.status === 'running') {
          await this.interrupt(id)
          marked.push(id)
        }
      } catch (error) {
        await lock.abandon()
        throw error
      }
      await lock.release()
    }
    return marked
  }

  /** Yields every training, newest first. */
  async *all(): AsyncGenerator<Run> {
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: RunPage = await this.#store.listRuns({
        limit: largestPage,
        view: 'all',
        ...(cursor === undefined ? {} : { cursor }),
      })
      yield* page.items
      cursor = page.nextCursor
    }
  }

  /** Resolves the SHA-256 of every file of all runs but the given ones. */
  async artifactsOfAllBut(runIds: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    return await this.#store.artifactsOfAllBut(runIds)
  }

  /**
   * Removes a run that failed or was interrupted, unless a process works on it; returns whether it
   * was removed.
   */
  async remove(id: string): Promise<boolean> {
    const lock = await this.#runLocks.take(id)
    if (lock === null) return false
    try {
      return await this.#store.removeRun(id, ['failed', 'interrupted'])
    } finally {
      await lock.release()
    }
  }

  async #end(id: string, status: 'finished' | 'failed' | 'interrupted', values: RunValues): Promise<void> {
    await this.#store.updateRun(id, { ...values, status, endedAt: this.#effects.now().toISOString() })
    await this.#release(id)
  }

  async #release(id: string): Promise<void> {
    const lock = this.#locks.get(id)
    this.#locks.delete(id)
    await lock?.release()
  }
}
