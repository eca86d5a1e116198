import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { importOptional } from '../../../base/import-optional.ts'
import type { RedisScript } from './redis-scripts.ts'

/** Milliseconds to reach the server, and for one command: who waits longer would not be served better. Writing may take longer. */
const connectTimeout = 1500
const commandTimeout = 500
export const writeTimeout = 2000
/** The client's own limit, for all it asks, also before a connection is ready: not less than ours. */
const greetingTimeout = writeTimeout
/** Milliseconds between two attempts to come back, at most. */
const retryEvery = 1000

/** Called with the error when the server is lost, and with `null` when it is back, but not at each attempt. */
export type Report = (problem: LapidaryError | null) => void

/**
 * One connection to Redis or Valkey that fails fast and comes back by itself: nothing waits for a server that is away. A server that
 * is there but does not answer (paused, swapping) counts as away after the first command that had to wait too long.
 */
export class RedisConnection {
  readonly #redis: Redis
  #isDown = false

  /**
   * Opens even when the server cannot be reached: then commands fail until it can.
   * @param url `redis://` or `rediss://`.
   * @throws LapidaryError `bad-setting` for another address, `package-missing` without ioredis.
   */
  static async open(url: string, setting: string, report: Report): Promise<RedisConnection> {
    if (!/^rediss?:\/\/[^/\s]/.test(url) || !URL.canParse(url)) {
      throw new LapidaryError('bad-setting', {
        name: setting,
        seen: '(secret)',
        expected: 'an address such as redis://host:6379/0',
        hint: '',
      })
    }
    const { Redis } = await importOptional('ioredis', setting, () => import('ioredis'))
    const redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout,
      commandTimeout: greetingTimeout,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(times * 50, retryEvery),
      connectionName: 'lapidary',
    })
    const connection = new RedisConnection(redis, report)
    const connecting = redis.connect().catch((error: unknown) => connection.#lost(error, report))
    await Promise.race([connecting, sleep(connectTimeout, undefined, { ref: false })])
    return connection
  }

  private constructor(redis: Redis, report: Report) {
    this.#redis = redis
    redis.on('error', (error) => this.#lost(error, report))
    redis.on('close', () => this.#lost(new Error('the connection was closed'), report))
    redis.on('ready', () => {
      if (this.#isDown) report(null)
      this.#isDown = false
    })
  }

  /** Runs a script by its SHA-1, sending its text only when the server has not got it. */
  async run(
    script: RedisScript,
    keys: readonly Buffer[],
    args: readonly (Buffer | string)[],
    timeout = commandTimeout,
  ): Promise<unknown> {
    const command = async (redis: Redis): Promise<unknown> => {
      try {
        return await redis.callBuffer('EVALSHA', script.sha1, keys.length, ...keys, ...args)
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
        return await redis.callBuffer('EVAL', script.lua, keys.length, ...keys, ...args)
      }
    }
    return this.send(command, timeout)
  }

  /** @throws LapidaryError `online-store-unavailable` when there was no answer, or the answer was that it cannot. */
  async send<T>(command: (redis: Redis) => Promise<T>, timeout = commandTimeout): Promise<T> {
    try {
      return await inTime(command(this.#redis), timeout)
    } catch (error) {
      // What is not answered in time blocks the connection for everybody: a new one is not ready before the server answers again.
      if (error instanceof NoAnswer) this.#redis.disconnect(true)
      throw unavailable(error)
    }
  }

  close(): void {
    this.#redis.removeAllListeners()
    this.#redis.on('error', () => undefined)
    this.#redis.disconnect()
  }

  #lost(error: unknown, report: Report): void {
    if (this.#isDown || this.#redis.status === 'end') return
    this.#isDown = true
    report(unavailable(error))
  }
}

/** What Redis itself says may quote the command, with keys of people or the password: of that the code only, also in the log. */
function unavailable(error: unknown): LapidaryError {
  const quotes = error instanceof Error && error.name === 'ReplyError'
  const values = { store: 'Redis', reason: reasonOf(error) }
  return new LapidaryError('online-store-unavailable', values, quotes ? {} : { cause: error })
}

/** Why, in a word or a few: no address and no value. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error.name === 'ReplyError') return /^[A-Z]+/.exec(error.message)?.[0] ?? 'ERR'
  if (error instanceof NoAnswer) return error.message
  return 'not connected'
}

class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/**
 * The client's own timer would also blame the server when this process was busy for long: the answer may have arrived, and is read
 * after the timers, before what `setImmediate` runs.
 */
function inTime<T>(answer: Promise<T>, timeout: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void => void setImmediate(reject, new NoAnswer(`no answer in ${timeout} ms`))
    const timer = setTimeout(late, timeout)
    answer.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
