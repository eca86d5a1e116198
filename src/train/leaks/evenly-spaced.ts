/** Returns at most `max` of `rows`, evenly spaced. */
export function sampleEvenly(rows: Int32Array, max: number): Int32Array {
  const stride = Math.ceil(rows.length / max)
  if (stride <= 1) return rows
  const taken = new Int32Array(Math.ceil(rows.length / stride))
  for (let i = 0; i < taken.length; i++) taken[i] = rows[i * stride] as number
  return taken
}
