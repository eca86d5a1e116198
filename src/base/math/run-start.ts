/**
 * Returns the first of `rows` if they are consecutive, so that a view of them needs no copy; else
 * null.
 */
export function findRunStart(rows: Int32Array): number | null {
  const start = rows[0] ?? 0
  for (let i = 0; i < rows.length; i++) if (rows[i] !== start + i) return null
  return start
}
