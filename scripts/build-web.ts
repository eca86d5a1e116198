/**
 * Builds the page into dist/web. `--if-needed` does nothing when the sources are those of the last build: it compares a
 * hash of their bytes, not their times, which a checkout or a copy changes.
 */
import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = join(import.meta.dirname, '..')
const stamp = join(root, 'dist/web/.sources')

/** All that the page is made of; `src/client` is its only way into `src`, and takes types from the rest. */
const sources = [
  'web/**/*.{ts,tsx,css,html,json,svg,png,ico,woff2}',
  'src/{client,lib}/**/*.ts',
  'src/task/classification/evaluation.ts',
  'scripts/build-web.ts',
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

/** Writes each text file of the page compressed beside it, for browsers that accept that: `.br` and `.gz`. */
function compressFiles(folder: string): void {
  for (const name of globSync('**/*.{html,js,css,svg}', { cwd: folder })) {
    const path = join(folder, name)
    const content = readFileSync(path)
    const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } })
    writeFileSync(`${path}.br`, brotli)
    writeFileSync(`${path}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }))
  }
}

/** Returns false when there was nothing to do. */
export async function buildWeb(options: { ifNeeded: boolean }): Promise<boolean> {
  const hash = hashOfSources()
  if (options.ifNeeded && hashOfLastBuild() === hash) return false
  const { build } = await import('vite')
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production' // a test runner's would bring React's slow build for development
  await build({ root: join(root, 'web'), logLevel: 'warn' })
  if (before === undefined) delete process.env['NODE_ENV']
  else process.env['NODE_ENV'] = before
  compressFiles(join(root, 'dist/web'))
  writeFileSync(stamp, hash)
  return true
}

if (import.meta.main && (await buildWeb({ ifNeeded: process.argv.includes('--if-needed') })))
  console.log('Built the page into dist/web')
