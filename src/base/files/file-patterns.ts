import { globSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * Returns the files that a pattern names, sorted. A file that has exactly this name is meant itself, whatever characters are in it.
 * @param folder from which a relative pattern is meant.
 */
export function matchFiles(pattern: string, folder: string): readonly string[] {
  if (statSync(resolve(folder, pattern), { throwIfNoEntry: false })?.isFile() === true) return [pattern]
  return globSync(pattern, { cwd: folder }).sort()
}

/** Whether a text can name more than one file. */
export function isPattern(text: string): boolean {
  return /[*?[{]/.test(text)
}

/** A pattern that names only the file with this path, for DuckDB too. */
export function exactPattern(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]')
}
