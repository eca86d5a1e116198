/**
 * Computes MurmurHash3 x86 32 with seed 0, as an unsigned integer. Austin Appleby, 2011, public
 * domain: github.com/aappleby/smhasher, MurmurHash3.cpp.
 */
export function murmur3(bytes: Buffer): number {
  let hash = 0
  const whole = bytes.length & ~3
  for (let i = 0; i < whole; i += 4) {
    hash ^= mix(bytes.readInt32LE(i))
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  let tail = 0
  for (let i = bytes.length - 1; i >= whole; i--) tail = (tail << 8) | (bytes[i] as number)
  if (whole < bytes.length) hash ^= mix(tail)
  hash ^= bytes.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function mix(block: number): number {
  const rotated = Math.imul(block, 0xcc9e2d51)
  return Math.imul((rotated << 15) | (rotated >>> 17), 0x1b873593)
}
