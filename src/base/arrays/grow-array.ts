/** An array of numbers of a fixed length and type. */
type NumberArray = Float64Array | Int32Array | Uint32Array | Uint8Array

/** Returns an array of `length` elements that begins with those of `array`; the others are 0. */
export function growArray<A extends NumberArray>(array: A, length: number): A {
  const grown = new (array.constructor as new (length: number) => A)(length)
  grown.set(array)
  return grown
}
