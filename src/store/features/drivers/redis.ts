import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { FeatureField, FeatureValueType, FeatureView } from '../../../project/feature-view.ts'
import { ByteWriter } from '../feast/byte-writer.ts'
import {
  computeFeatureField,
  type KeyVersion,
  parseRedisKey,
  buildRedisKey,
  getTimeField,
} from '../feast/entity-key.ts'
import { decodeTimestamp, decodeValue, encodeTimestamp, encodeValue, GarbageBytes } from '../feast/value.ts'
import { validateEntity, validateValue } from '../feature-value.ts'
import type { FeatureValue, OnlineRow, OnlineStore, StoredRow } from '../store.ts'
import { packArray, packBytes, packEnd, PackedReader, packFalse, packStart } from './message-pack.ts'
import { RedisConnection, type Report, writeTimeoutMs } from './redis-connection.ts'
import { eraseScript, raiseScript, readScript, writeScript } from './redis-scripts.ts'
import { getOwn, setOwn } from '../../../base/own-property.ts'

export interface RedisStoreOptions {
  /**
   * `redis://...` or `rediss://...`. With `?entity_key_serialization_version=2` for keys as Feast
   * wrote them before version 0.40: `keys` then lists none, as such a key cannot be parsed.
   */
  readonly url: string
  /** The setting that contains the URL, for messages. */
  readonly setting: string
  /**
   * Name of the project, which ends each of its keys: with `_` for `-`, as Feast allows no hyphen
   * in it.
   */
  readonly project: string
  readonly report: Report
}

type Entity = string | number | bigint

/** One call of `read`. */
interface Read {
  readonly keys: readonly Buffer[]
  readonly resolve: (rows: readonly StoredRow[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Largest number of values for one script, so that others do not wait for Redis for more than a few
 * milliseconds.
 */
const valuesPerScript = 4000
/** Scripts that run at once. */
const scriptsAtOnce = 4
/** Largest distance from 1970 of JavaScript's dates, in milliseconds. */
const maxTime = 8.64e15
/** Keys that one SCAN examines, and the largest number of SCANs for one listing. */
const keysPerScan = 1000
const maxScans = 200

/**
 * Stores online features in Redis or Valkey, in the layout of Feast's `redis` online store
 * (docs/specs/online_store_format.md there): one hash for each entity, whose fields are the murmur3
 * of `view:feature` and `_ts:view`, and whose values are protocol buffers. Feast reads what this
 * store writes and the other way round.
 */
export class RedisOnlineStore implements OnlineStore {
  readonly kind = 'redis'
  readonly #connection: RedisConnection
  readonly #project: string
  readonly #keyVersion: KeyVersion
  /**
   * Reads of the same fields in one turn of the event loop, by their fields: many requests become
   * one command.
   */
  readonly #pendingReads = new Map<string, Read[]>()
  readonly #fields = new WeakMap<FeatureView, ReadonlyMap<string, Buffer>>()

  /**
   * Opens the store, even while Redis is unreachable.
   *
   * @throws LapidaryError `bad-setting`, `package-missing`
   */
  static async open({ url, setting, project, report }: RedisStoreOptions): Promise<RedisOnlineStore> {
    const [address = '', version] = url.split('?entity_key_serialization_version=')
    const connection = await RedisConnection.open(version === '2' ? address : url, setting, report)
    return new RedisOnlineStore(connection, project.replaceAll('-', '_'), version === '2' ? 2 : 3)
  }

  private constructor(connection: RedisConnection, project: string, keyVersion: KeyVersion) {
    this.#connection = connection
    this.#project = project
    this.#keyVersion = keyVersion
  }

  read(
    view: FeatureView,
    entities: readonly Entity[],
    features: readonly string[],
  ): Promise<readonly StoredRow[]> {
    return new Promise((resolve, reject) => {
      const keys = entities.map((entity) => this.#key(view, entity))
      const known = this.#getFields(view)
      const fields = packList([getTimeField(view.name), ...features.map((name) => known.get(name) as Buffer)])
      const name = fields.toString('latin1')
      const pending = this.#pendingReads.get(name)
      if (pending !== undefined) {
        pending.push({ keys, resolve, reject })
        return
      }
      const reads: Read[] = [{ keys, resolve, reject }]
      this.#pendingReads.set(name, reads)
      setImmediate(() => {
        this.#pendingReads.delete(name)
        void this.#readAll(view, features, fields, reads)
      })
    })
  }

  /**
   * Runs the pending reads. It never rejects: each read is resolved or rejected by itself, so
   * invalid bytes of one do not affect the others.
   */
  async #readAll(
    view: FeatureView,
    features: readonly string[],
    fields: Buffer,
    reads: readonly Read[],
  ): Promise<void> {
    const keys = reads.length === 1 ? (reads[0] as Read).keys : reads.flatMap((read) => read.keys)
    const perScript = Math.max(1, Math.floor(valuesPerScript / (features.length + 1)))
    const replies: Promise<unknown>[] = []
    for (let start = 0; start < keys.length; start += perScript) {
      replies.push(this.#connection.run(readScript, keys.slice(start, start + perScript), [fields]))
    }
    try {
      const rows = (await Promise.all(replies)).flatMap((reply) => parseRows(view, features, reply as Buffer))
      let start = 0
      for (const { keys: own, resolve, reject } of reads) {
        const found = rows.slice(start, start + own.length)
        const garbage = found.find((row) => row instanceof LapidaryError)
        if (garbage === undefined) resolve(found as readonly StoredRow[])
        else reject(garbage)
        start += own.length
      }
    } catch (error) {
      for (const { reject } of reads) reject(error)
    }
  }

  async write(view: FeatureView, rows: readonly OnlineRow[], latest?: number): Promise<number> {
    const features = Object.keys(view.features)
    const head = [getTimeField(view.name), packList([...this.#getFields(view).values()])]
    const created = this.#getCreatedKey(view)
    const limit = latest === undefined ? Buffer.alloc(0) : toTimestamp(latest)
    // All rows are validated before the first is sent; each batch is packed while Redis processes
    // the previous ones.
    const keys = rows.map(({ entity }) => this.#key(view, entity))
    for (const { values } of rows)
      for (const name of features) validateValue(view, name, getOwn(values, name))
    const perScript = Math.max(1, Math.floor(valuesPerScript / (features.length + 1)))
    const scripts: (() => Promise<unknown>)[] = []
    for (let start = 0; start < rows.length; start += perScript) {
      const end = start + perScript
      scripts.push(() => {
        const body = packRows(view, features, rows.slice(start, end))
        return this.#connection.run(
          writeScript,
          [created, ...keys.slice(start, end)],
          [...head, body, limit],
          writeTimeoutMs,
        )
      })
    }
    return sum(await runLimited(scripts))
  }

  async keys(limit: number): Promise<readonly string[]> {
    const found = new Set<string>()
    // These are the special characters of MATCH, and no project's name has them.
    const pattern = `*${this.#project}`
    let cursor = '0'
    for (let scan = 0; scan < maxScans && found.size < limit; scan++) {
      const [next, keys] = await this.#connection.send((redis) =>
        redis.scanBuffer(cursor, 'MATCH', pattern, 'COUNT', keysPerScan),
      )
      for (const key of keys) {
        const parsed = parseRedisKey(key, this.#project)
        if (parsed !== null) found.add(parsed.map(({ name, value }) => `${name}=${value}`).join(','))
      }
      cursor = next.toString()
      if (cursor === '0') break
    }
    return [...found].slice(0, limit)
  }

  async erase(view: FeatureView, entity: Entity): Promise<boolean> {
    const fields = packList([getTimeField(view.name), ...this.#getFields(view).values()])
    const keys = [this.#key(view, entity), this.#getCreatedKey(view)]
    return (await this.#connection.run(eraseScript, keys, [fields])) === 1
  }

  async materializedUntil(): Promise<ReadonlyMap<string, number>> {
    const stored = await this.#connection.send((redis) => redis.hgetall(this.#materializedKey))
    return new Map(
      Object.entries(stored).flatMap(([view, until]) =>
        Math.abs(Number(until)) <= maxTime ? [[view, Number(until)]] : [],
      ),
    )
  }

  async setMaterializedUntil(view: string, until: number): Promise<void> {
    await this.#connection.run(raiseScript, [Buffer.from(this.#materializedKey)], [view, String(until)])
  }

  async ping(): Promise<void> {
    await this.#connection.send((redis) => redis.ping())
  }

  async close(): Promise<void> {
    this.#connection.close()
  }

  /** Returns the hashed field of each feature, computed once for each view. */
  #getFields(view: FeatureView): ReadonlyMap<string, Buffer> {
    const known = this.#fields.get(view)
    if (known !== undefined) return known
    const fields = new Map(
      Object.keys(view.features).map((name) => [name, computeFeatureField(view.name, name)]),
    )
    this.#fields.set(view, fields)
    return fields
  }

  /**
   * Key of the times until which views are materialized. Feast does not use it: it has them in its
   * registry.
   */
  get #materializedKey(): string {
    return `lapidary:${this.#project}:materialized`
  }

  /** Returns the key of a view's created times by entity. Feast does not use it. */
  #getCreatedKey({ name }: FeatureView): Buffer {
    return Buffer.from(`lapidary:${this.#project}:created:${name}`)
  }

  #key(view: FeatureView, entity: Entity): Buffer {
    const { joinKey: name, joinKeyType: type = 'string' } = view
    return buildRedisKey(
      this.#project,
      [{ name, type, value: validateEntity(view, entity) }],
      this.#keyVersion,
    )
  }
}

function toTimestamp(time: number): Buffer {
  const writer = new ByteWriter()
  encodeTimestamp(writer, time)
  return writer.finish()
}

function packList(fields: readonly Buffer[]): Buffer {
  const writer = new ByteWriter()
  packArray(writer, fields.length)
  for (const field of fields) packBytes(writer, field)
  return writer.finish()
}

// Hot: a materialization passes every value through here.
function packRows(view: FeatureView, features: readonly string[], rows: readonly OnlineRow[]): Buffer {
  const types = features.map((name) => (view.features[name] as FeatureField).type)
  const writer = new ByteWriter(rows.length * (features.length + 2) * 10)
  packArray(writer, rows.length)
  for (const { eventTime, createdTime, values } of rows) {
    packArray(writer, features.length + 2)
    packTime(writer, eventTime)
    if (createdTime === undefined) packFalse(writer)
    else packTime(writer, createdTime)
    for (let i = 0; i < features.length; i++) {
      const name = features[i] as string
      const start = packStart(writer)
      encodeValue(writer, types[i] as FeatureValueType, validateValue(view, name, getOwn(values, name)))
      packEnd(writer, start)
    }
  }
  return writer.finish()
}

function packTime(writer: ByteWriter, time: number): void {
  const start = packStart(writer)
  encodeTimestamp(writer, time)
  packEnd(writer, start)
}

/**
 * Parses the rows of a reply, each into a row or the error for its readers. Hot: every value that
 * is read passes through here.
 */
function parseRows(
  view: FeatureView,
  features: readonly string[],
  reply: Buffer,
): (StoredRow | LapidaryError)[] {
  const types = features.map((name) => (view.features[name] as FeatureField).type)
  const reader = new PackedReader(reply)
  const rows: (StoredRow | LapidaryError)[] = []
  for (let count = reader.array(); count > 0; count--) {
    const start = reader.at
    try {
      rows.push(readRow(reader, features, types))
    } catch (error) {
      if (!(error instanceof GarbageBytes)) throw error
      const values = { store: 'Redis', view: view.name, reason: error.message }
      rows.push(new LapidaryError('online-store-garbage', values, { cause: error }))
      reader.skipFrom(start)
    }
  }
  return rows
}

function readRow(
  reader: PackedReader,
  features: readonly string[],
  types: readonly FeatureValueType[],
): StoredRow {
  if (reader.isStringNext) throw new GarbageBytes('a key that is no hash')
  reader.array()
  const known = reader.string()
  const eventTime = known ? decodeTimestamp(reader.bytes, reader.start, reader.end) : 0
  const values: Record<string, FeatureValue | undefined> = {}
  for (let i = 0; i < features.length; i++) {
    const found = reader.string()
    if (!known) continue
    const type = types[i] as FeatureValueType
    setOwn(
      values,
      features[i] as string,
      found ? decodeValue(reader.bytes, reader.start, reader.end, type) : undefined,
    )
  }
  return known ? { eventTime, values } : null
}

/** Runs all tasks, a few of them at once; after a failure no further one is started. */
async function runLimited(tasks: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const results: number[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++])
      results.push(Number(await task()))
  }
  try {
    await Promise.all(Array.from({ length: scriptsAtOnce }, worker))
  } catch (error) {
    next = tasks.length
    throw error
  }
  return results
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
