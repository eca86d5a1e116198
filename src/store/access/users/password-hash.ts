import crypto from 'node:crypto'
import { promisify } from 'node:util'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'

/**
 * Cost of a hash: argon2id (RFC 9106) with 19 MiB, two passes, one lane, the least that OWASP's
 * Password Storage Cheat Sheet allows. It takes about 40 ms of one core. A change here counts for
 * new hashes; older ones are renewed when their owner signs in.
 */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const
const saltBytes = 16
const tagBytes = 32

/**
 * Hashes at once. Each holds `cost.memory` KiB and one of the four threads that files are read with
 * too.
 */
const maxRunning = 2
/**
 * Hashes that wait: what two threads do in about two seconds. More are refused, or a flood would
 * fill the memory.
 */
const maxWaiting = 100

interface Cost {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

/**
 * Hashes and checks passwords outside the event loop, few at a time. Hashes are stored in the PHC
 * string format: `$argon2id$v=19$m=...`.
 */
export class PasswordHasher {
  readonly #random: (size: number) => Uint8Array
  readonly #waiting: (() => void)[] = []
  #running = 0
  /** Checked when there is no hash, so that an unknown name takes as long as a wrong password. */
  readonly #dummyHash: string

  /** @param random bytes of `node:crypto`. */
  constructor(random: (size: number) => Uint8Array) {
    this.#random = random
    this.#dummyHash = phc(cost, random(saltBytes), random(tagBytes))
  }

  /** @throws LapidaryError `sign-in-busy` */
  async hash(password: string): Promise<string> {
    const salt = this.#random(saltBytes)
    return phc(cost, salt, await this.#derive(password, salt, cost, tagBytes))
  }

  /**
   * Resolves whether a password matches a hash. Without a hash (`null`) it takes as long and
   * resolves false.
   * @throws LapidaryError `sign-in-busy`
   */
  async verify(password: string, hash: string | null): Promise<boolean> {
    const { salt, tag, ...kept } = parsePhc(hash ?? this.#dummyHash)
    const derived = await this.#derive(password, salt, kept, tag.length)
    return crypto.timingSafeEqual(derived, tag) && hash !== null
  }

  /** Returns whether a hash has another cost than new ones. */
  isOutdated(hash: string): boolean {
    const { memory, passes, parallelism } = parsePhc(hash)
    return memory !== cost.memory || passes !== cost.passes || parallelism !== cost.parallelism
  }

  async #derive(password: string, nonce: Uint8Array, kept: Cost, tagLength: number): Promise<Buffer> {
    if (crypto.argon2 === undefined) throw new LapidaryError('no-argon2', { seen: process.version })
    await this.#turn()
    try {
      return await promisify(crypto.argon2)('argon2id', {
        ...kept,
        message: normalized(password),
        nonce,
        tagLength,
      })
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#running -= 1
      else next() // takes over the place
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < maxRunning) {
      this.#running += 1
      return
    }
    if (this.#waiting.length >= maxWaiting) throw new LapidaryError('sign-in-busy', { seconds: 1 })
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}

/**
 * Returns a password in NFC: the same letters may arrive as other code points from another system
 * (NIST SP 800-63B, 3.1.1.2).
 */
export function normalized(password: string): string {
  return password.normalize('NFC')
}

function phc({ memory, passes, parallelism }: Cost, salt: Uint8Array, tag: Uint8Array): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`
}

function parsePhc(text: string): Cost & { readonly salt: Buffer; readonly tag: Buffer } {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text)
  if (match === null) throw new TypeError('a kept password is not a hash of argon2id')
  const [, memory, passes, parallelism, salt = '', tag = ''] = match
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}
