import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Returns the folder of the built page: `dist/web` in a checkout, `web` beside an installed
 * program; `null` if it was not built.
 */
export function webRoot(): string | null {
  const folder = fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? '../../dist/web' : '../web', import.meta.url),
  )
  return existsSync(`${folder}/index.html`) ? folder : null
}
