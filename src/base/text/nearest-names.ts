/**
 * Names that are compared: a file may have a million headings, and each costs the product of two
 * lengths.
 */
const maxCandidates = 500

/**
 * Returns the names of `known` that are most similar to `name`, best first, at most `limit`. Names
 * that are too different are left out. Case and punctuation do not count. Only the first
 * `maxCandidates` names are compared.
 */
export function findNearestNames(name: string, known: readonly string[], limit = 3): string[] {
  const wanted = simplifyName(name)
  return known
    .slice(0, maxCandidates)
    .map((candidate) => {
      const other = simplifyName(candidate)
      const allowed = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3))
      if (wanted.length > 3 && other.length > 3 && (other.includes(wanted) || wanted.includes(other))) {
        return { candidate, allowed, distance: 1 }
      }
      // The distance is at least the difference of the lengths, which rules out most names cheaply.
      const isFar = Math.abs(wanted.length - other.length) > allowed
      return { candidate, allowed, distance: isFar ? Number.POSITIVE_INFINITY : editDistance(wanted, other) }
    })
    .filter(({ allowed, distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ candidate }) => candidate)
}

/**
 * Returns the number of insertions, deletions, replacements and swaps of neighbours that turn `a`
 * into `b` (optimal string alignment).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(replaced, (last[j] as number) + 1, (row[j - 1] as number) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (beforeLast[j - 2] as number) + 1)
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] as number
}

function simplifyName(name: string): string {
  return name
    .slice(0, 100)
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}
