import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { importOptional } from '../../../base/import-optional.ts'
import type { RedisScript } from './redis-scripts.ts'

/**
 * Timeouts to reach the server, and for one command, in milliseconds. Waiting longer would not
 * serve a caller better. Writing may take longer.
 */
const connectTimeoutMs = 1500
const commandTimeoutMs = 500
export const writeTimeoutMs = 2000
/**
 * The client's own timeout for every command, also before a connection is ready: not less than
 * ours.
 */
const clientTimeoutMs = writeTimeoutMs
/** Largest delay between two attempts to reconnect. */
const maxRetryDelayMs = 1000

/** Called when the connection is lost, and with null when it is back; not at each attempt. */
export type Report = (problem: LapidaryError | null) => void

/**
 * One connection to Redis or Valkey that fails fast and reconnects by itself: no command waits for
 * an unreachable server. A server that is reachable but does not reply (paused, swapping) counts as
 * unreachable after the first command that timed out.
 */
export class RedisConnection {
  readonly #redis: Redis
  #isDown = false

  /**
   * Opens even if the server cannot be reached: commands then fail until it can.
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
      connectTimeout: connectTimeoutMs,
      commandTimeout: clientTimeoutMs,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(times * 50, maxRetryDelayMs),
      connectionName: 'lapidary',
    })
    const connection = new RedisConnection(redis, report)
    const connecting = redis.connect().catch((error: unknown) => connection.#handleLoss(error, report))
    await Promise.race([connecting, sleep(connectTimeoutMs, undefined, { ref: false })])
    return connection
  }

  private constructor(redis: Redis, report: Report) {
    this.#redis = redis
    redis.on('error', (error) => this.#handleLoss(error, report))
    redis.on('close', () => this.#handleLoss(new Error('the connection was closed'), report))
    redis.on('ready', () => {
      if (this.#isDown) report(null)
      this.#isDown = false
    })
  }

  /** Runs a script by its SHA-1, and sends its text only if the server does not have it. */
  async run(
    script: RedisScript,
    keys: readonly Buffer[],
    args: readonly (Buffer | string)[],
    timeout = commandTimeoutMs,
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

  /**
   * Sends a command.
   *
   * @throws LapidaryError `online-store-unavailable` if the server does not reply or
   *   returns an error
   */
  async send<T>(command: (redis: Redis) => Promise<T>, timeout = commandTimeoutMs): Promise<T> {
    try {
      return await withTimeout(command(this.#redis), timeout)
    } catch (error) {
      // A pending command blocks the connection for all others. A new connection is not ready
      // before the server replies again.
      if (error instanceof NoReply) this.#redis.disconnect(true)
      throw createUnavailableError(error)
    }
  }

  close(): void {
    this.#redis.removeAllListeners()
    this.#redis.on('error', () => undefined)
    this.#redis.disconnect()
  }

  #handleLoss(error: unknown, report: Report): void {
    if (this.#isDown || this.#redis.status === 'end') return
    this.#isDown = true
    report(createUnavailableError(error))
  }
}

/**
 * Creates the error. A message of Redis may quote the command, with keys of people or the password:
 * only its code is used, also in the log.
 */
function createUnavailableError(error: unknown): LapidaryError {
  const quotes = error instanceof Error && error.name === 'ReplyError'
  const values = { store: 'Redis', reason: getReason(error) }
  return new LapidaryError('online-store-unavailable', values, quotes ? {} : { cause: error })
}

/** Returns the reason in a few words, without an address or a value. */
function getReason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error.name === 'ReplyError') return /^[A-Z]+/.exec(error.message)?.[0] ?? 'ERR'
  if (error instanceof NoReply) return error.message
  return 'not connected'
}

class NoReply extends Error {
  override readonly name = 'NoReply'
}

/**
 * Rejects after a timeout. The client's own timer would also blame the server when this process was
 * busy for long: the reply may have arrived, and is read after the timers and before callbacks of
 * `setImmediate`.
 */
function withTimeout<T>(answer: Promise<T>, timeout: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const onTimeout = (): void => void setImmediate(reject, new NoReply(`no reply in ${timeout} ms`))
    const timer = setTimeout(onTimeout, timeout)
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
