import { hash } from 'node:crypto'
import type { Collection, Document, Filter, MongoBulkWriteError, MongoClient } from 'mongodb'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { importOptional } from '../../../base/import-optional.ts'
import { readUuid7Time } from '../../../base/uuid7.ts'
import { parseCursor, getFirstId } from '../prediction-id.ts'
import type {
  KnownPredictions,
  Outcome,
  OutcomeSubjects,
  PredictionQuery,
  PredictionRecord,
} from '../store.ts'
import {
  type DocumentNames,
  type ErasureDocument,
  type OutcomeDocument,
  toOutcomeDocument,
  toOutcome,
  type PredictionDocument,
  toPredictionDocument,
  toPredictionRecord,
} from './mongo-document.ts'
import { toMongoError } from './mongo-errors.ts'
import type { Erasure } from './sqlite-spool.ts'

export interface MongoOptions extends DocumentNames {
  /** Address of the server. It is never shown, as it may contain a password. */
  readonly uri: string
  readonly database: string
}

/** Time until a server counts as unreachable. */
const timeoutMs = 5000
/** Time until a sent batch is given up; it may arrive all the same. */
const writeTimeoutMs = 15_000
/** Ids in one request, whose size is limited to 16 MB. */
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

/**
 * Stores predictions and outcomes in MongoDB, to which the spool is sent and from which all
 * replicas read. Every error is a `LapidaryError`.
 */
export class MongoPredictions {
  readonly #createClient: () => MongoClient
  readonly #database: string
  readonly #names: DocumentNames
  /**
   * A client that has reached its server reconnects by itself. One that never has is replaced by
   * another.
   */
  #client: MongoClient | null
  #connected: Promise<Collections> | null = null
  /** Hosts, for messages. */
  readonly place: string

  /**
   * Opens the store without waiting for the server.
   *
   * @throws LapidaryError `package-missing` without the driver, `bad-setting` for an invalid
   *   MONGO_URI
   */
  static async open({ uri, database, entityField, positive }: MongoOptions): Promise<MongoPredictions> {
    const { MongoClient: Client } = await importOptional('mongodb', 'MONGO_URI', () => import('mongodb'))
    const createClient = (): MongoClient => {
      return new Client(uri, {
        appName: 'lapidary',
        writeConcern: { w: 'majority', journal: true },
        readPreference: 'primary',
        serverSelectionTimeoutMS: 2000,
        connectTimeoutMS: timeoutMs,
        socketTimeoutMS: writeTimeoutMs,
        maxPoolSize: 8,
      })
    }
    try {
      return new MongoPredictions(createClient, database, { entityField, positive })
    } catch (cause) {
      const hint = 'The value is not shown, it may hold a password.'
      const expected = 'mongodb://... or mongodb+srv://...'
      throw new LapidaryError(
        'bad-setting',
        { name: 'MONGO_URI', seen: '(secret)', expected, hint },
        { cause },
      )
    }
  }

  private constructor(createClient: () => MongoClient, database: string, names: DocumentNames) {
    this.#createClient = createClient
    this.#client = createClient()
    this.#database = database
    this.#names = names
    const { hosts, srvHost } = this.#client.options
    this.place = srvHost ?? hosts.map(String).join(',')
  }

  /** Creates the indexes unless they exist. `_id` orders by time. */
  async prepare(): Promise<void> {
    const { entityField } = this.#names
    await this.#run(async ({ predictions, outcomes, erasures }) => {
      // The members after `_id` are compared in the index, so that no document is read for other
      // filters.
      const others = { model_version: 1, class: 1 } as const
      await predictions.createIndexes([
        { key: { [entityField]: 1, _id: -1, caller: 1, ...others } },
        { key: { caller: 1, _id: -1, ...others } },
        { key: { model_version: 1, class: 1, _id: -1 } },
        { key: { class: 1, _id: -1 } },
        { key: { model_version: 1, _id: -1 } },
        { key: { timestamp: 1 } },
      ])
      await outcomes.createIndexes([
        { key: { prediction_id: 1, timestamp: -1, _id: -1 } },
        { key: { [entityField]: 1 } },
      ])
      await erasures.createIndexes([{ key: { at: 1 } }])
    })
  }

  /**
   * Inserts predictions.
   *
   * @returns the ids that are stored now, also those that were stored before
   */
  async insert(records: readonly PredictionRecord[]): Promise<readonly string[]> {
    const documents = records.map((record) => toPredictionDocument(record, this.#names))
    return await this.#run(async ({ predictions }) => await insertOnce(predictions, documents))
  }

  async insertOutcomes(outcomes: readonly Outcome[]): Promise<readonly string[]> {
    const documents = outcomes.map((outcome) => toOutcomeDocument(outcome, this.#names))
    return await this.#run(async ({ outcomes }) => await insertOnce(outcomes, documents))
  }

  /**
   * Lists predictions, newest first.
   *
   * @throws LapidaryError `bad-cursor`, `mongo-unavailable`, `mongo-refused`
   */
  async list(query: PredictionQuery, limit: number): Promise<PredictionRecord[]> {
    const { caller, entity, modelVersion, prediction, from, to, cursor } = query
    const upper = [
      ...(cursor === undefined ? [] : [parseCursor(cursor)]),
      ...(to === undefined ? [] : [getFirstId(to)]),
    ].sort()[0]
    const range = {
      ...(from !== undefined && { $gte: getFirstId(from) }),
      ...(upper !== undefined && { $lt: upper }),
    }
    // With $eq a requested value is never an operator.
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
      return documents.map((document) => toPredictionRecord(document as PredictionDocument, this.#names))
    })
  }

  /** Returns the newest outcome of each of these predictions, and all of these entities. */
  async outcomesAbout({ predictionIds, entities }: OutcomeSubjects): Promise<readonly Outcome[]> {
    const newest: Document[] = [
      { $match: { prediction_id: { $in: predictionIds } } },
      { $sort: { prediction_id: 1, timestamp: -1, _id: -1 } },
      { $group: { _id: '$prediction_id', newest: { $first: '$$ROOT' } } },
      { $replaceRoot: { newRoot: '$newest' } },
    ]
    return await this.#read(async ({ outcomes }, signal) => {
      const ofPredictions =
        predictionIds.length === 0 ? [] : await outcomes.aggregate(newest, { signal }).toArray()
      const theirs = { [this.#names.entityField]: { $in: entities } }
      const ofEntities =
        entities.length === 0
          ? []
          : await outcomes.find(theirs as Filter<OutcomeDocument>, { signal }).toArray()
      return [...ofPredictions, ...ofEntities].map((document) =>
        toOutcome(document as OutcomeDocument, this.#names),
      )
    })
  }

  /**
   * Returns the known predictions of some outcomes; see `KnownPredictions`.
   *
   * @param visibleTo id of the caller whose predictions alone are counted; null counts all
   */
  async knownPredictions(
    { predictionIds, entities }: OutcomeSubjects,
    visibleTo: string | null,
  ): Promise<KnownPredictions> {
    const { entityField } = this.#names
    const visible = visibleTo === null ? {} : { caller: { $eq: visibleTo } }
    const own =
      visibleTo === null ? '$_id' : { $cond: [{ $eq: ['$caller', { $literal: visibleTo }] }, '$_id', null] }
    const group = { _id: `$${entityField}`, first: { $min: own }, last: { $max: '$_id' } }
    return await this.#read(async ({ predictions }, signal) => {
      const wanted = { _id: { $in: predictionIds }, ...visible } as Filter<PredictionDocument>
      const found = await predictions.find(wanted, { signal, projection: { _id: 1 } }).toArray()
      const steps = [{ $match: { [entityField]: { $in: entities } } }, { $group: group }]
      const groups =
        entities.length === 0 ? [] : await predictions.aggregate<EntityIds>(steps, { signal }).toArray()
      const times = (of: 'first' | 'last'): Map<string, string> => {
        return new Map(
          groups.flatMap(({ _id, [of]: id }) =>
            id === null ? [] : [[_id, readUuid7Time(id).toISOString()] as const],
          ),
        )
      }
      return {
        ids: new Set(found.map(({ _id }) => _id)),
        firstOf: times('first'),
        lastOf: times('last'),
        complete: true,
      }
    })
  }

  /**
   * Deletes one entity's rows, after storing the erasure for the other replicas.
   *
   * @returns the number of predictions
   */
  async erase({ id, entity, at }: Erasure): Promise<number> {
    const until = new Date(at)
    const { entityField } = this.#names
    return await this.#run(async ({ predictions, outcomes, erasures }) => {
      const erasure: ErasureDocument = { _id: id, entity_sha256: entityHash(entity), at: until }
      await erasures.replaceOne({ _id: id }, erasure, { upsert: true })
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

  /** Deletes those of the rows just sent whose entities a replica erased meanwhile. */
  async eraseAgain(rows: readonly (PredictionRecord | Outcome)[]): Promise<void> {
    const named = rows.filter(({ entity }) => entity !== null)
    if (named.length === 0) return
    const first = named.reduce((least, { at }) => (at < least ? at : least), named[0]?.at ?? '')
    await this.#run(async ({ predictions, outcomes, erasures }) => {
      const found = await erasures.find({ at: { $gte: new Date(first) } }).toArray()
      if (found.length === 0) return
      const until = new Map<string, string>()
      for (const { entity_sha256, at } of found) {
        const time = at.toISOString()
        if (time > (until.get(entity_sha256) ?? '')) until.set(entity_sha256, time)
      }
      const erased = named.filter(({ entity, at }) => at <= (until.get(entityHash(entity ?? '')) ?? ''))
      if (erased.length === 0) return
      const ids = erased.map(({ id }) => id)
      await predictions.deleteMany({ _id: { $in: ids } })
      await outcomes.deleteMany({ $or: [{ _id: { $in: ids } }, { prediction_id: { $in: ids } }] })
    })
  }

  async purge(before: Date): Promise<number> {
    return await this.#run(async ({ predictions, outcomes }) => {
      // As in the file: by id, and by the time where the clock was set back.
      const older = {
        $or: [{ _id: { $lt: getFirstId(before.toISOString()) } }, { timestamp: { $lt: before } }],
      }
      const erased = await predictions.deleteMany(older as Filter<PredictionDocument>)
      return erased.deletedCount + (await outcomes.deleteMany({ timestamp: { $lt: before } })).deletedCount
    })
  }

  async ping(): Promise<void> {
    await this.#read(
      async ({ predictions }, signal) => await predictions.find({}, { signal }).limit(1).toArray(),
    )
  }

  async close(): Promise<void> {
    await this.#client?.close()
  }

  async #run<T>(work: (collections: Collections) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#connect())
    } catch (error) {
      throw toMongoError(error, this.place)
    }
  }

  #connect(): Promise<Collections> {
    this.#connected ??= this.#connectNow()
    return this.#connected
  }

  async #connectNow(): Promise<Collections> {
    this.#client ??= this.#createClient()
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
    return {
      predictions: db.collection('predictions'),
      outcomes: db.collection('outcomes'),
      erasures: db.collection('erasures'),
    }
  }

  /** Works as `#run`, but a reader does not wait for a server that hangs. */
  async #read<T>(work: (collections: Collections, signal: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController()
    const createTimeoutError = (): Error =>
      Object.assign(new Error(`no reply after ${timeoutMs} ms`), { code: 'ETIMEDOUT' })
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(createTimeoutError())
        stop.abort()
      }, timeoutMs)
    })
    const response = this.#run(async (collections) => await work(collections, stop.signal))
    response.catch(() => undefined) // ignored after the timeout
    try {
      return await Promise.race([response, timeout])
    } catch (error) {
      throw toMongoError(error, this.place)
    } finally {
      clearTimeout(timer)
    }
  }
}

function entityHash(entity: string): string {
  return hash('sha256', entity, 'hex')
}

/**
 * Inserts documents; duplicates were sent before.
 *
 * @throws what the driver throws, if a document is not stored afterwards
 */
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
    // every document must be accounted for, and acknowledged by the majority
    if (!allKnown || error.result.insertedCount + problems.length !== ids.length) throw error
    if (error.result.getWriteConcernError() !== undefined) throw error
    return ids
  }
}

function isBulkError(error: unknown): error is MongoBulkWriteError {
  return error instanceof Error && error.name === 'MongoBulkWriteError'
}
