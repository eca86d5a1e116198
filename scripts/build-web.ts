/**
 * Builds the page into dist/web. `--if-needed` does nothing when the sources are those of the last build: it compares a
 * hash of their bytes, not their times, which a checkout or a copy changes.
 */
import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const stamp = join(root, 'dist/web/.sources')

/** All that the page is made of; `src/client` is its only way into `src`, and takes types from the rest. */
const sources = [
  'web/**/*.{ts,tsx,css,html,json,svg,png,ico,woff2}',
  'src/{client,lib}/**/*.ts',
  'src/metric/evaluation.ts',
  'package-lock.json',
]

function hashOfSources(): string {
  const hash = createHash('sha256')
  const files = globSync(sources, { cwd: root, exclude: ['**/node_modules', '**/dist', '**/*.test.ts'] }).sort()
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function hashOfLastBuild(): string | null {
  try {
    return readFileSync(stamp, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Returns false when there was nothing to do. */
export async function buildWeb(options: { ifNeeded: boolean }): Promise<boolean> {
  const hash = hashOfSources()
  if (options.ifNeeded && hashOfLastBuild() === hash) return false
  const { build } = await import('vite')
  await build({ root: join(root, 'web'), logLevel: 'warn' })
  writeFileSync(stamp, hash)
  return true
}

if (import.meta.main && (await buildWeb({ ifNeeded: process.argv.includes('--if-needed') })))
  console.log('Built the page into dist/web')
