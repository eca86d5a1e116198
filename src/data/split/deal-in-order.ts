/**
 * Deals units into `parts` consecutive parts of about as many rows each: a unit belongs to the part
 * that holds its middle row. An added unit moves only units near the ends of parts, and a single
 * unit goes to the middle part.
 *
 * @param sizes rows of each unit, in the order of dealing
 * @returns the part of each unit, 0 .. parts - 1; a part may stay empty
 */
export function dealInOrder(sizes: ArrayLike<number>, parts: number): Int32Array {
  let total = 0
  for (let i = 0; i < sizes.length; i++) total += sizes[i] as number
  const dealt = new Int32Array(sizes.length)
  let before = 0
  for (let i = 0; i < dealt.length; i++) {
    const size = sizes[i] as number
    dealt[i] = Math.min(parts - 1, Math.floor(((before + size / 2) * parts) / total))
    before += size
  }
  return dealt
}
