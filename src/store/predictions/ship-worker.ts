/**
 * The shipper in a thread of its own, with a connection of its own to the spool: making documents of rows and speaking with MongoDB
 * takes nothing from the thread that answers predictions. Ends when told to; a process that is killed loses nothing.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { LapidaryError, type SentError } from '../../base/errors/lapidary-error.ts'
import { storageError } from '../../base/files/storage-error.ts'
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

/** What the thread sends: `null` after a success, or the error. */
export type ShipReport = SentError | null

const { path, durability, mongo } = workerData as ShipWorkerData
const database = openDatabase(path, [predictionLogMigrations], { durability })
const store = await MongoPredictions.open(mongo)
const stop = new AbortController()
parentPort?.once('message', () => stop.abort())
const report = (error: unknown): void => {
  const found = error === null ? null : storageError(error, path) // of the spool, as when its disk is full
  const known =
    found === null || found instanceof LapidaryError
      ? found
      : new LapidaryError('mongo-unavailable', { place: store.place, reason: String(found) }, { cause: found })
  const sent: ShipReport = known === null ? null : known.toSent()
  parentPort?.postMessage(sent, [])
}
const shipper = new Shipper({ spool: new SqliteSpool(database), store, now: Date.now, random: Math.random, report })
await shipper.run(stop.signal)
await store.close()
database.close()
