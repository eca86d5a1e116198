/**
 * Texts that mean "missing" in every file, whatever their case, unless a column names them as a
 * category or spelling.
 *
 * @example
 * ```ts
 * import { standardMissingMarkers } from 'lapidary'
 *
 * standardMissingMarkers.includes('n/a') // true
 * ```
 */
export const standardMissingMarkers: readonly string[] = [
  'na',
  'n/a',
  '#n/a',
  '<na>',
  'nan',
  'nat',
  'null',
  'none',
  'nil',
  '-',
  '--',
  '?',
  '(blank)',
  // A spreadsheet shows these where a formula failed, in English and in Portuguese.
  '#n/d',
  '#div/0!',
  '#null!',
  '#nulo!',
  '#value!',
  '#valor!',
  '#ref!',
  '#name?',
  '#nome?',
  '#num!',
  '#núm!',
]

const standard: ReadonlySet<string> = new Set(standardMissingMarkers)

/** Returns true if `text` (trimmed) is one of `standardMissingMarkers`. */
export function isStandardMarker(text: string): boolean {
  return text.length <= 7 && standard.has(text.toLowerCase())
}
