import { countLost } from '../../../data/readers/lost-cells.ts'
import type { ScoredFile } from '../../../serve/scorer.ts'

/** Characters of a header with names. HTTP clients commonly limit all headers to 16 kB. */
const maxHeaderNames = 4000

/** Returns the headers of a scored file. */
export function headersOf(
  { rows, missingColumns, lostCells }: ScoredFile,
  log: boolean,
): Record<string, string | number> {
  const missing = joined(missingColumns.map(encodeURIComponent))
  const lost = joined(lostCells.map(({ name, lost: count }) => `${encodeURIComponent(name)}=${count}`))
  return {
    'x-total-rows': rows,
    'x-missing-column-count': missingColumns.length,
    ...(missing !== '' && { 'x-missing-columns': missing }),
    'x-unusable-cells': countLost(lostCells),
    'x-lost-column-count': lostCells.length,
    ...(lost !== '' && { 'x-lost-cells': lost }),
    'x-logged': String(log),
  }
}

function joined(parts: readonly string[]): string {
  let names = ''
  for (const part of parts) {
    if (names.length + part.length > maxHeaderNames) break
    names += names === '' ? part : `,${part}`
  }
  return names
}
