/** Where both halves of the hash of a record begin. */
export const recordHashStart = [0x811c_9dc5, 0x123_4567] as const

/** Adds a byte or code unit to the first half: FNV-1a. */
export function addToFirst(first: number, unit: number): number {
  return Math.imul(first ^ unit, 0x0100_0193)
}

/** Adds a byte or code unit to the second half. */
export function addToSecond(second: number, unit: number): number {
  return Math.imul(second ^ unit, 0x5bd1_e995) ^ (second >>> 15)
}

/** Joins both halves to a whole number of 53 bits. */
export function joinHalves(first: number, second: number): number {
  return (first >>> 0) * 2 ** 21 + (second >>> 11)
}
