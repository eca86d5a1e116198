/** Materializes once, as the command line does, and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Logger } from '../../base/logger.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { openFeatures } from '../open-features.ts'
import { openProjectPlatform } from '../platform.ts'
import { loadServedProject } from '../../project/load-project.ts'
import type { MaterializeMessage, MaterializeWorkerData } from './materialize-thread.ts'

const { loaded, settings, request } = workerData as MaterializeWorkerData

function send(message: MaterializeMessage): void {
  parentPort?.postMessage(message, [])
}

function warn(fields: Readonly<Record<string, unknown>>, message: string): void {
  const error = fields['err']
  send({ kind: 'warning', text: error === undefined ? message : `${message} (${String(error)})` })
}

const logger: Logger = { warn, error: warn, info: () => undefined }

async function run(): Promise<void> {
  const platform = await openProjectPlatform(await loadServedProject(loaded), settings, {
    now: () => new Date(),
    logger,
  })
  try {
    const store = await openFeatures(platform, logger)
    if (store === null) throw new TypeError('the project declares no feature views')
    try {
      send({ kind: 'done', materialized: await store.materialize(request) })
    } finally {
      await store.close()
    }
  } finally {
    await platform.close()
  }
}

try {
  await run()
} catch (error) {
  // Any other error is a mistake of the program or of the project's functions, and is thrown where
  // this was started.
  if (!(error instanceof LapidaryError)) throw error
  send({ kind: 'failed', error: error.toSent() })
}
