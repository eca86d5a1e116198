import { hash } from 'node:crypto'
import type { Collection, Document, Filter, MongoBulkWriteError, MongoClient } from 'mongodb'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { importOptional } from '../../../base/import-optional.ts'
import { readUuid7Time } from '../../../base/uuid7.ts'
import { cursorOf, firstIdOf } from '../prediction-id.ts'
import type { KnownPredictions, Outcome, OutcomeSubjects, PredictionQuery, PredictionRecord } from '../store.ts'
import {
  type DocumentNames,
  type ErasureDocument,
  type OutcomeDocument,
  outcomeDocument,
  outcomeOf,
  type PredictionDocument,
  predictionDocument,
  predictionRecord,
} from './mongo-document.ts'
import { mongoError } from './mongo-errors.ts'
import type { Erasure } from './sqlite-spool.ts'

export interface MongoOptions extends DocumentNames {
  /** Never shown, it may hold a password. */
  readonly uri: string
  readonly database: string
}

/** Milliseconds until a server is held to be away. */
const patience = 5000
/** Milliseconds until a batch that was sent is given up on; it may arrive all the same. */
const writePatience = 15_000
/** Ids in one request, which may have 16 MB. */
const maxErasedAtOnce = 5000
const duplicate = 11_000

/** The first and the last id of an entity's predictions. */
interface EntityIds {
  readonly _id: string
  readonly first: string | null
  readonly last: string | null
}

interface Collections {
  readonly predictions: Collection<PredictionDocument>
  readonly outcomes: Collection<OutcomeDocument>
  readonly erasures: Collection<ErasureDocument>
}

/** Predictions and outcomes in MongoDB: what the spool is sent to, and all replicas read. Every error is a `LapidaryError`. */
export class MongoPredictions {
  readonly #makeClient: () => MongoClient
  readonly #database: string
  readonly #names: DocumentNames
  /** A client that has reached its server finds it again by itself; one that never has is of no more use, and another takes its place. */
  #client: MongoClient | null
  #connected: Promise<Collections> | null = null
  /** Hosts, for messages. */
  readonly place: string

  /** @throws LapidaryError `package-missing` without the driver, `bad-setting` when MONGO_URI is none. Does not wait for the server. */
  static async open({ uri, database, entityField, positive }: MongoOptions): Promise<MongoPredictions> {
    const { MongoClient: Client } = await importOptional('mongodb', 'MONGO_URI', () => import('mongodb'))
    const makeClient = (): MongoClient => {
      return new Client(uri, {
        appName: 'lapidary',
        writeConcern: { w: 'majority', journal: true },
        readPreference: 'primary',
        serverSelectionTimeoutMS: 2000,
        connectTimeoutMS: patience,
        socketTimeoutMS: writePatience,
        maxPoolSize: 8,
      })
    }
    try {
      return new MongoPredictions(makeClient, database, { entityField, positive })
    } catch (cause) {
      const hint = 'The value is not shown, it may hold a password.'
      const expected = 'mongodb://... or mongodb+srv://...'
      throw new LapidaryError('bad-setting', { name: 'MONGO_URI', seen: '(secret)', expected, hint }, { cause })
    }
  }

  private constructor(makeClient: () => MongoClient, database: string, names: DocumentNames) {
    this.#makeClient = makeClient
    this.#client = makeClient()
    this.#database = database
    this.#names = names
    const { hosts, srvHost } = this.#client.options
    this.place = srvHost ?? hosts.map(String).join(',')
  }

  /** Makes the indexes unless they are there. `_id` orders by time. */
  async prepare(): Promise<void> {
    const { entityField } = this.#names
    await this.#asking(async ({ predictions, outcomes, erasures }) => {
      // The members after `_id` are compared in the index, so that no document is read for other filters.
      const others = { model_version: 1, class: 1 } as const
      await predictions.createIndexes([
        { key: { [entityField]: 1, _id: -1, caller: 1, ...others } },
        { key: { caller: 1, _id: -1, ...others } },
        { key: { model_version: 1, class: 1, _id: -1 } },
        { key: { class: 1, _id: -1 } },
        { key: { model_version: 1, _id: -1 } },
        { key: { timestamp: 1 } },
      ])
      await outcomes.createIndexes([{ key: { prediction_id: 1, timestamp: -1, _id: -1 } }, { key: { [entityField]: 1 } }])
      await erasures.createIndexes([{ key: { at: 1 } }])
    })
  }

  /** @returns ids that are there now, those that were before too. */
  async insert(records: readonly PredictionRecord[]): Promise<readonly string[]> {
    const documents = records.map((record) => predictionDocument(record, this.#names))
    return await this.#asking(async ({ predictions }) => await insertOnce(predictions, documents))
  }

  async insertOutcomes(outcomes: readonly Outcome[]): Promise<readonly string[]> {
    const documents = outcomes.map((outcome) => outcomeDocument(outcome, this.#names))
    return await this.#asking(async ({ outcomes }) => await insertOnce(outcomes, documents))
  }

  /** Newest first. @throws LapidaryError `bad-cursor`, `mongo-unavailable`, `mongo-refused`. */
  async list(query: PredictionQuery, limit: number): Promise<PredictionRecord[]> {
    const { caller, entity, modelVersion, prediction, from, to, cursor } = query
    const upper = [...(cursor === undefined ? [] : [cursorOf(cursor)]), ...(to === undefined ? [] : [firstIdOf(to)])].sort()[0]
    const range = { ...(from !== undefined && { $gte: firstIdOf(from) }), ...(upper !== undefined && { $lt: upper }) }
    // $eq: what people ask for is a value, never an operator
    const filter: Document = {
      ...(Object.keys(range).length > 0 && { _id: range }),
      ...(caller !== undefined && { caller: { $eq: caller } }),
      ...(entity !== undefined && { [this.#names.entityField]: { $eq: entity } }),
      ...(prediction !== undefined && { class: { $eq: prediction } }),
      ...(modelVersion !== undefined && { model_version: { $eq: modelVersion } }),
    }
    return await this.#read(async ({ predictions }, signal) => {
      const found = predictions.find(filter as Filter<PredictionDocument>, { signal })
      const documents = await found.sort({ _id: -1 }).limit(limit).toArray()
      return documents.map((document) => predictionRecord(document as PredictionDocument, this.#names))
    })
  }

  /** The newest outcome of each of these predictions, and all of these entities. */
  async outcomesAbout({ predictionIds, entities }: OutcomeSubjects): Promise<readonly Outcome[]> {
    const newest: Document[] = [
      { $match: { prediction_id: { $in: predictionIds } } },
      { $sort: { prediction_id: 1, timestamp: -1, _id: -1 } },
      { $group: { _id: '$prediction_id', newest: { $first: '$$ROOT' } } },
      { $replaceRoot: { newRoot: '$newest' } },
    ]
    return await this.#read(async ({ outcomes }, signal) => {
      const ofPredictions = predictionIds.length === 0 ? [] : await outcomes.aggregate(newest, { signal }).toArray()
      const theirs = { [this.#names.entityField]: { $in: entities } }
      const ofEntities = entities.length === 0 ? [] : await outcomes.find(theirs as Filter<OutcomeDocument>, { signal }).toArray()
      return [...ofPredictions, ...ofEntities].map((document) => outcomeOf(document as OutcomeDocument, this.#names))
    })
  }

  /** See `KnownPredictions`. @param visibleTo id of the caller whose predictions alone are counted; null counts all */
  async knownPredictions({ predictionIds, entities }: OutcomeSubjects, visibleTo: string | null): Promise<KnownPredictions> {
    const { entityField } = this.#names
    const visible = visibleTo === null ? {} : { caller: { $eq: visibleTo } }
    const own = visibleTo === null ? '$_id' : { $cond: [{ $eq: ['$caller', { $literal: visibleTo }] }, '$_id', null] }
    const group = { _id: `$${entityField}`, first: { $min: own }, last: { $max: '$_id' } }
    return await this.#read(async ({ predictions }, signal) => {
      const wanted = { _id: { $in: predictionIds }, ...visible } as Filter<PredictionDocument>
      const found = await predictions.find(wanted, { signal, projection: { _id: 1 } }).toArray()
      const steps = [{ $match: { [entityField]: { $in: entities } } }, { $group: group }]
      const groups = entities.length === 0 ? [] : await predictions.aggregate<EntityIds>(steps, { signal }).toArray()
      const times = (of: 'first' | 'last'): Map<string, string> => {
        return new Map(
          groups.flatMap(({ _id, [of]: id }) => (id === null ? [] : [[_id, readUuid7Time(id).toISOString()] as const])),
        )
      }
      return { ids: new Set(found.map(({ _id }) => _id)), firstOf: times('first'), lastOf: times('last'), complete: true }
    })
  }

  /** Deletes one entity's rows, after it has left word for the other replicas. @returns how many predictions there were. */
  async erase({ id, entity, at }: Erasure): Promise<number> {
    const until = new Date(at)
    const { entityField } = this.#names
    return await this.#asking(async ({ predictions, outcomes, erasures }) => {
      const word: ErasureDocument = { _id: id, entity_sha256: entityHash(entity), at: until }
      await erasures.replaceOne({ _id: id }, word, { upsert: true })
      const theirs = { [entityField]: { $eq: entity }, timestamp: { $lte: until } }
      await outcomes.deleteMany(theirs as Filter<OutcomeDocument>)
      for (let rows = 0; ; ) {
        const found = predictions.find(theirs as Filter<PredictionDocument>, { projection: { _id: 1 } })
        const ids = (await found.limit(maxErasedAtOnce).toArray()).map(({ _id }) => _id)
        if (ids.length === 0) return rows
        await outcomes.deleteMany({ prediction_id: { $in: ids } })
        rows += (await predictions.deleteMany({ _id: { $in: ids } })).deletedCount
      }
    })
  }

  /** Of rows that have just been sent: deletes those whom a replica erased meanwhile. */
  async eraseAgain(rows: readonly (PredictionRecord | Outcome)[]): Promise<void> {
    const named = rows.filter(({ entity }) => entity !== null)
    if (named.length === 0) return
    const first = named.reduce((least, { at }) => (at < least ? at : least), named[0]?.at ?? '')
    await this.#asking(async ({ predictions, outcomes, erasures }) => {
      const words = await erasures.find({ at: { $gte: new Date(first) } }).toArray()
      if (words.length === 0) return
      const until = new Map<string, string>()
      for (const { entity_sha256, at } of words) {
        const time = at.toISOString()
        if (time > (until.get(entity_sha256) ?? '')) until.set(entity_sha256, time)
      }
      const gone = named.filter(({ entity, at }) => at <= (until.get(entityHash(entity ?? '')) ?? ''))
      if (gone.length === 0) return
      const ids = gone.map(({ id }) => id)
      await predictions.deleteMany({ _id: { $in: ids } })
      await outcomes.deleteMany({ $or: [{ _id: { $in: ids } }, { prediction_id: { $in: ids } }] })
    })
  }

  async purge(before: Date): Promise<number> {
    return await this.#asking(async ({ predictions, outcomes }) => {
      // As the file does: by id, and by the time where the clock was set back and ids went on.
      const older = { $or: [{ _id: { $lt: firstIdOf(before.toISOString()) } }, { timestamp: { $lt: before } }] }
      const gone = await predictions.deleteMany(older as Filter<PredictionDocument>)
      return gone.deletedCount + (await outcomes.deleteMany({ timestamp: { $lt: before } })).deletedCount
    })
  }

  async ping(): Promise<void> {
    await this.#read(async ({ predictions }, signal) => await predictions.find({}, { signal }).limit(1).toArray())
  }

  async close(): Promise<void> {
    await this.#client?.close()
  }

  async #asking<T>(ask: (collections: Collections) => Promise<T>): Promise<T> {
    try {
      return await ask(await this.#connect())
    } catch (error) {
      throw mongoError(error, this.place)
    }
  }

  #connect(): Promise<Collections> {
    this.#connected ??= this.#connectNow()
    return this.#connected
  }

  async #connectNow(): Promise<Collections> {
    this.#client ??= this.#makeClient()
    const client = this.#client
    try {
      await client.connect()
    } catch (error) {
      this.#connected = null
      this.#client = null
      await client.close()
      throw error
    }
    const db = client.db(this.#database)
    return { predictions: db.collection('predictions'), outcomes: db.collection('outcomes'), erasures: db.collection('erasures') }
  }

  /** As `#asking`, but a reader does not wait for a server that stands still. */
  async #read<T>(ask: (collections: Collections, signal: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController()
    const tired = (): Error => Object.assign(new Error(`no answer after ${patience} ms`), { code: 'ETIMEDOUT' })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(tired())
        stop.abort()
      }, patience)
    })
    const answer = this.#asking(async (collections) => await ask(collections, stop.signal))
    answer.catch(() => undefined) // too late: the race has been lost
    try {
      return await Promise.race([answer, late])
    } catch (error) {
      throw mongoError(error, this.place)
    } finally {
      clearTimeout(timer)
    }
  }
}

function entityHash(entity: string): string {
  return hash('sha256', entity, 'hex')
}

/** Duplicates are what was sent before. @throws what the driver throws, when a document is not there afterwards. */
async function insertOnce<D extends { readonly _id: string }>(
  collection: Collection<D>,
  documents: readonly D[],
): Promise<readonly string[]> {
  const ids = documents.map(({ _id }) => _id)
  if (ids.length === 0) return ids
  try {
    await collection.insertMany(documents as never, { ordered: false, forceServerObjectId: true })
    return ids
  } catch (error) {
    if (!isBulkError(error)) throw error
    const problems = [error.writeErrors].flat()
    const allKnown = problems.length > 0 && problems.every(({ code }) => code === duplicate)
    // as many as were sent are accounted for, and the acknowledgement of the majority came
    if (!allKnown || error.result.insertedCount + problems.length !== ids.length) throw error
    if (error.result.getWriteConcernError() !== undefined) throw error
    return ids
  }
}

function isBulkError(error: unknown): error is MongoBulkWriteError {
  return error instanceof Error && error.name === 'MongoBulkWriteError'
}
