import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * The setting with the folder of real data, which is too large for the repository or may not be
 * copied.
 */
export const realDataSetting = 'LAPIDARY_DATA'

/**
 * Returns the path of a file or folder of the real data that `LAPIDARY_DATA` names, or `null` if it
 * is not set: the check is then skipped, and the end of the test output reports it.
 *
 * @throws Error if the folder is set but does not have the file
 */
export function realData(path: string): string | null {
  const folder = process.env[realDataSetting]
  if (folder === undefined || folder === '') return null
  const found = join(resolve(folder), path)
  if (!existsSync(found)) throw new Error(`${realDataSetting} is "${folder}", which does not have ${path}.`)
  return found
}
