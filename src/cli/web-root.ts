import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Folder of the built page: `dist/web` in a checkout, `web` beside the program when installed; null when it was not built. */
export function webRoot(): string | null {
  const folder = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../dist/web' : '../web', import.meta.url))
  return existsSync(`${folder}/index.html`) ? folder : null
}
