/**
 * Runs the shipper in a separate thread with its own connection to the spool, so that creating
 * documents and the communication with MongoDB do not block predictions. It ends on a message; a
 * process that is killed loses nothing.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { LapidaryError, type SentError } from '../../base/errors/lapidary-error.ts'
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

/** What the thread sends: `null` after a success, or the error. */
export type ShipReport = SentError | null

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
      : new LapidaryError(
          'mongo-unavailable',
          { place: store.place, reason: String(found) },
          { cause: found },
        )
  const sent: ShipReport = known === null ? null : known.toSent()
  parentPort?.postMessage(sent, [])
}
const shipper = new Shipper({
  spool: new SqliteSpool(database),
  store,
  now: Date.now,
  random: Math.random,
  report,
})
await shipper.run(stop.signal)
await store.close()
database.close()
