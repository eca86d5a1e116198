/**
 * Runs the shipper in a separate thread with its own connection to the spool, so that creating
 * documents and the communication with MongoDB do not block predictions. It ends on a message; a
 * process that is killed loses nothing.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { LapidaryError, type ErrorCode } from '../../base/errors/lapidary-error.ts'
import { toStorageError } from '../../base/files/storage-error.ts'
import { openDatabase } from '../sql/open-database.ts'
import { MongoPredictions, type MongoOptions } from './drivers/mongodb.ts'
import { SqliteSpool } from './drivers/sqlite-spool.ts'
import { predictionLogMigrations } from './drivers/sqlite-tables.ts'
import { Shipper } from './shipper.ts'

export interface ShipWorkerData {
  readonly path: string
  readonly durability: 'process' | 'power'
  readonly mongo: MongoOptions
}

/** Message of the thread: null if all is well, or the error as code and values. */
export type ShipReport = { readonly code: ErrorCode; readonly values: Readonly<Record<string, unknown>> } | null

const { path, durability, mongo } = workerData as ShipWorkerData
const database = openDatabase(path, [predictionLogMigrations], { durability })
const store = await MongoPredictions.open(mongo)
const stop = new AbortController()
parentPort?.once('message', () => stop.abort())
const report = (error: unknown): void => {
  const found = error === null ? null : toStorageError(error, path) // an error of the spool, such as a full disk
  const known =
    found === null || found instanceof LapidaryError
      ? found
      : new LapidaryError('mongo-unavailable', { place: store.place, reason: String(found) }, { cause: found })
  const message: ShipReport = known === null ? null : { code: known.code, values: known.values }
  parentPort?.postMessage(message, [])
}
const shipper = new Shipper({ spool: new SqliteSpool(database), store, now: Date.now, random: Math.random, report })
await shipper.run(stop.signal)
await store.close()
database.close()
