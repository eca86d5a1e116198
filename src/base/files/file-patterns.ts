import { globSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * Returns the files that match a pattern, sorted. If a file has exactly this name, only that file
 * is returned, whatever characters are in it.
 * @param folder to which a relative pattern is resolved.
 */
export function matchFiles(pattern: string, folder: string): readonly string[] {
  if (statSync(resolve(folder, pattern), { throwIfNoEntry: false })?.isFile() === true) return [pattern]
  return globSync(pattern, { cwd: folder }).sort()
}

/** Returns true if a text can match more than one file. */
export function isPattern(text: string): boolean {
  return /[*?[{]/.test(text)
}

/** Returns a pattern that matches only the file with this path, for DuckDB too. */
export function escapePattern(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]')
}
