import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'

/**
 * Reads the nearest `.env`: in `folder`, or above it up to the root of its repository (the folder
 * with `.git` or a lockfile). Outside a repository it reads only `folder` itself.
 */
export function readDotEnv(folder: string): Readonly<Record<string, string | undefined>> {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, '.env')
    if (existsSync(file)) return parseEnv(readFileSync(file, 'utf8'))
    const isRoot = existsSync(join(at, '.git')) || existsSync(join(at, 'package-lock.json'))
    if (isRoot || dirname(at) === at || !isInsideRepository(at)) return {}
  }
}

function isInsideRepository(folder: string): boolean {
  for (let at = folder; dirname(at) !== at; at = dirname(at)) {
    if (existsSync(join(at, '.git')) || existsSync(join(at, 'package-lock.json'))) return true
  }
  return false
}
