import { existsSync } from 'node:fs'
import { join } from 'node:path'

const configNames = ['lapidary.config.ts', 'lapidary.config.mts', 'lapidary.config.js', 'lapidary.config.mjs']

/** Returns the path of the definition of a project in `folder`, or undefined if there is none. */
export function findConfigFile(folder: string): string | undefined {
  return configNames.map((name) => join(folder, name)).find((path) => existsSync(path))
}
