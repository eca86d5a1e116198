import { LapidaryError, type SentError } from '../../base/errors/lapidary-error.ts'
import type { Materialized, MaterializeRequest } from '../../store/features/offline/materialize.ts'
import type { Logger } from '../../base/logger.ts'
import { startWorker, waitForWorkers } from '../../base/threads/start-worker.ts'
import type { LoadedProject } from '../../project/load-project.ts'
import type { Settings } from '../../base/settings/settings.ts'

type ServedProject = Pick<LoadedProject, 'folder' | 'sourceHash'>

/** What the thread receives when it starts. */
export interface MaterializeWorkerData {
  /** The thread loads the definition again, since functions cannot be sent. */
  readonly loaded: ServedProject
  readonly settings: Settings
  readonly request: Pick<MaterializeRequest, 'views' | 'from' | 'to' | 'incremental'>
}

/** What the thread sends: any number of warnings, then the result or the error. */
export type MaterializeMessage =
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'done'; readonly materialized: readonly Materialized[] }
  | { readonly kind: 'failed'; readonly error: SentError }

/**
 * Materializes in a thread that is started for it, with connections of its own to the stores:
 * reading the project's table and computing features takes seconds, for which a server's event loop
 * must not be held.
 */
export class MaterializeThread {
  readonly #loaded: ServedProject
  readonly #settings: Settings
  readonly #logger: Pick<Logger, 'warn'>
  readonly #closing = new AbortController()
  #running: Promise<unknown> = Promise.resolve()

  constructor({ folder, sourceHash }: ServedProject, settings: Settings, logger: Pick<Logger, 'warn'>) {
    this.#loaded = { folder, sourceHash }
    this.#settings = settings
    this.#logger = logger
  }

  /** @throws LapidaryError those of `materialize`, and `closing` when this is closed first */
  materialize({ views, from, to, incremental }: MaterializeRequest): Promise<readonly Materialized[]> {
    const request = { views, from, to, incremental }
    const result = this.#run({ loaded: this.#loaded, settings: this.#settings, request })
    this.#running = Promise.allSettled([this.#running, result])
    return result
  }

  /** Ends the thread. What it was about to write is written by the next call. */
  async close(): Promise<void> {
    this.#closing.abort(new LapidaryError('closing'))
    await this.#running
  }

  async #run(data: MaterializeWorkerData): Promise<readonly Materialized[]> {
    const { signal } = this.#closing
    signal.throwIfAborted()
    let last: Exclude<MaterializeMessage, { kind: 'warning' }> | undefined
    const onMessage = (message: MaterializeMessage): void => {
      if (message.kind === 'warning') this.#logger.warn({}, message.text)
      else last = message
    }
    await waitForWorkers([startWorker(import.meta.url, './materialize-worker', data)], onMessage, { signal })
    if (last === undefined) throw new TypeError('the thread ended without a result')
    if (last.kind === 'failed') throw LapidaryError.from(last.error)
    return last.materialized
  }
}
