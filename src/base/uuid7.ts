/**
 * Creates a generator of UUIDs version 7 (RFC 9562, 5.7). They sort by time, and those of one
 * generator are strictly increasing (6.2, method 1: a 12-bit counter in `rand_a` that restarts at
 * random below 2048 in each millisecond).
 * @param now milliseconds since 1970; if the clock goes back, or the counter is used up, the last
 *   millisecond continues.
 * @param randomBytes such as that of `node:crypto`.
 * @param after an id that all ids of this generator are greater than, such as the newest of the
 *   previous process.
 */
export function createUuid7Generator(
  now: () => number,
  randomBytes: (size: number) => Uint8Array,
  after: string | null = null,
): () => string {
  let millisecond = after === null ? 0 : readUuid7Time(after).getTime()
  let clock = ''
  let counter = after === null ? 0 : Number.parseInt(after.slice(15, 18), 16)
  let pool: Uint8Array = new Uint8Array(0)
  let used = 0
  return () => {
    if (used + 10 > pool.length) {
      pool = randomBytes(1280) // many bytes at once are ten times cheaper
      used = 0
    }
    const time = now()
    counter += 1
    if (time > millisecond) {
      millisecond = time
      clock = ''
      counter = ((at(pool, used + 8) << 8) | at(pool, used + 9)) & 0x7ff
    } else if (counter > 0xfff) {
      millisecond += 1
      clock = ''
      counter = 0
    }
    if (clock === '') {
      const hex = millisecond.toString(16).padStart(12, '0')
      clock = `${hex.slice(0, 8)}-${hex.slice(8)}-7`
    }
    const tail = Buffer.from(pool.buffer, pool.byteOffset + used, 8).toString('hex')
    const variant = (8 | (at(pool, used) >> 6)).toString(16)
    used += 10
    return `${clock}${counter.toString(16).padStart(3, '0')}-${variant}${tail.slice(1, 4)}-${tail.slice(4)}`
  }
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}

/** Reads the time at which a UUID version 7 was created from its first 48 bits. */
export function readUuid7Time(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))
}

/** Time by which an id may be ahead of the clock and still determine its time. */
const maxAheadMs = 1000

/**
 * Creates a function that returns the time of an id that was created just now, as ISO 8601 (UTC):
 * the id's own, or the clock's if the clock was set back. Under load many ids share a millisecond,
 * whose text is formatted once.
 * @param now milliseconds since 1970.
 */
export function createUuid7Clock(now: () => number): (id: string) => string {
  let millisecond = ''
  let createdAt = 0
  let text = ''
  return (id) => {
    const of = id.slice(0, 13)
    if (of !== millisecond) {
      createdAt = readUuid7Time(id).getTime()
      text = new Date(createdAt).toISOString()
      millisecond = of
    }
    const time = now()
    return createdAt - time > maxAheadMs ? new Date(time).toISOString() : text
  }
}
