/**
 * A maker of UUIDs version 7 (RFC 9562, 5.7): they sort by time, and those of one maker are strictly increasing
 * (6.2, method 1: a 12-bit counter in `rand_a` that starts anew, at random below 2048, in each millisecond).
 * @param now milliseconds since 1970; when the clock goes back, or the counter is used up, the last millisecond goes on.
 * @param randomBytes such as that of `node:crypto`.
 * @param after an id that all of this maker's ids are greater than, such as the newest of the process before.
 */
export function uuid7Maker(
  now: () => number,
  randomBytes: (size: number) => Uint8Array,
  after: string | null = null,
): () => string {
  let millisecond = after === null ? 0 : uuid7Time(after).getTime()
  let clock = ''
  let counter = after === null ? 0 : Number.parseInt(after.slice(15, 18), 16)
  let pool: Uint8Array = new Uint8Array(0)
  let used = 0
  return () => {
    if (used + 10 > pool.length) {
      pool = randomBytes(1280) // asking for many bytes at once is ten times cheaper
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

/** When a UUID version 7 was made, by its first 48 bits. */
export function uuid7Time(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))
}

/** Milliseconds by which an id may be ahead of the clock and still give its time. */
const maxAheadMs = 1000

/**
 * Returns a function that gives the time of an id that was made just now, as ISO 8601 (UTC): the id's own, or the clock's when
 * the clock was set back and the ids went on. Under load many ids are of one millisecond, whose text is made once.
 * @param now milliseconds since 1970.
 */
export function uuid7Clock(now: () => number): (id: string) => string {
  let millisecond = ''
  let madeAt = 0
  let text = ''
  return (id) => {
    const of = id.slice(0, 13)
    if (of !== millisecond) {
      madeAt = uuid7Time(id).getTime()
      text = new Date(madeAt).toISOString()
      millisecond = of
    }
    const time = now()
    return madeAt - time > maxAheadMs ? new Date(time).toISOString() : text
  }
}
