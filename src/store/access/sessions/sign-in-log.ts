import { normalizeAddress } from '../../../base/network/address.ts'
import { getAddressBucket } from '../../../base/token-buckets.ts'
import type { AuditLog } from '../audit/audit-log.ts'

/** Milliseconds in which repeats of an event are counted instead of recorded one by one. */
const windowFor = 600_000
/**
 * Different events of one window; further ones are counted together, so that a flood cannot fill
 * the log.
 */
const maxEvents = 100
const flushEvery = 60_000

export interface SignInEvent {
  readonly action: 'session.open' | 'session.close' | 'token.issue' | 'password.use' | 'sign-in.fail'
  /** Id of the caller, or `unknown`. */
  readonly by: string
  /**
   * A username that exists, the name of a key, or `unknown`: never what was typed, which may be a
   * password in the wrong field.
   */
  readonly subject: string
  /** Address of the caller; null where several callers are counted together. */
  readonly address: string | null
}

interface Repeated {
  readonly event: SignInEvent
  readonly until: number
  /** Repeats that are not recorded yet. */
  count: number
}

interface Parts {
  readonly audit: Pick<AuditLog, 'record'>
  readonly now: () => Date
  /** Called when counted repeats cannot be written; they are tried again. */
  readonly warn: (error: unknown) => void
}

/**
 * Records sign-ins, failed ones too, in the audit log, with the address of the caller. The first of
 * its kind is recorded at once; repeats by the same account from the same address are counted for
 * ten minutes and recorded together. At most `2 * (maxEvents + actions)` entries in ten minutes.
 */
export class SignInLog {
  readonly #parts: Parts
  readonly #repeated = new Map<string, Repeated>()
  readonly #timer: NodeJS.Timeout

  constructor(parts: Parts) {
    this.#parts = parts
    this.#timer = setInterval(() => void this.#flush(false).catch(parts.warn), flushEvery).unref()
  }

  async record({ address, ...received }: SignInEvent): Promise<void> {
    await this.#flush(false)
    // A server that listens on IPv6 sees IPv4 addresses as `::ffff:192.0.2.1`.
    const event = { ...received, address: address === null ? null : (normalizeAddress(address) ?? address) }
    const own = keyOf(event)
    const isOverflow = !this.#repeated.has(own) && this.#repeated.size >= maxEvents
    const counted: SignInEvent = isOverflow
      ? { action: event.action, by: 'unknown', subject: 'several', address: null }
      : event
    const key = isOverflow ? keyOf(counted) : own
    const known = this.#repeated.get(key)
    if (known !== undefined) {
      known.count++
      return
    }
    const until = this.#parts.now().getTime() + windowFor
    this.#repeated.set(key, { event: counted, until, count: 0 })
    await this.#parts.audit.record(counted)
  }

  /**
   * Records a password that was wrong or not looked at. @param username one that exists, or null.
   */
  async failed(username: string | null, address: string): Promise<void> {
    await this.record({ action: 'sign-in.fail', by: 'unknown', subject: username ?? 'unknown', address })
  }

  /** Records what was counted. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    try {
      await this.#flush(true)
    } catch (error) {
      this.#parts.warn(error)
    }
  }

  async #flush(all: boolean): Promise<void> {
    const { audit, now } = this.#parts
    const time = now().getTime()
    for (const [key, repeated] of this.#repeated) {
      const isClockBack = repeated.until - time > windowFor
      if (!all && repeated.until > time && !isClockBack) continue
      this.#repeated.delete(key)
      if (repeated.count === 0) continue
      try {
        await audit.record({ ...repeated.event, count: repeated.count })
      } catch (error) {
        const later = this.#repeated.get(key)
        if (later === undefined) this.#repeated.set(key, repeated)
        else later.count += repeated.count
        throw error
      }
    }
  }
}

function keyOf({ action, by, subject, address }: SignInEvent): string {
  return JSON.stringify([action, by, subject, address === null ? null : getAddressBucket(address)])
}
