/**
 * Builds the page into dist/web. `--if-needed` does nothing if the sources are those of the last
 * build: it compares a hash of their bytes, since a checkout or a copy changes their times.
 */
import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = join(import.meta.dirname, '..')
const stamp = join(root, 'dist/web/.sources')

/**
 * Sources of the page. `src/client` is its only import from `src`; from the rest it takes types.
 */
const sources = [
  'web/**/*.{ts,tsx,css,html,json,svg,png,ico,woff2}',
  'src/{client,lib}/**/*.ts',
  'src/task/classification/evaluation.ts',
  'scripts/build-web.ts',
  'package-lock.json',
]

function hashSources(): string {
  const hash = createHash('sha256')
  const files = globSync(sources, {
    cwd: root,
    exclude: ['**/node_modules', '**/dist', '**/*.test.ts'],
  }).sort()
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function readLastHash(): string | null {
  try {
    return readFileSync(stamp, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/**
 * Writes compressed copies (`.br` and `.gz`) of each text file of the page, for browsers that
 * accept them.
 */
function compressFiles(folder: string): void {
  for (const name of globSync('**/*.{html,js,css,svg}', { cwd: folder })) {
    const path = join(folder, name)
    const content = readFileSync(path)
    const brotli = brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
    })
    writeFileSync(`${path}.br`, brotli)
    writeFileSync(`${path}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }))
  }
}

/** Builds the page. Returns false when nothing had changed. */
export async function buildWeb(options: { ifNeeded: boolean }): Promise<boolean> {
  const hash = hashSources()
  if (options.ifNeeded && readLastHash() === hash) return false
  const { build } = await import('vite')
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production' // a test runner's value would select React's slow development build
  await build({ root: join(root, 'web'), logLevel: 'warn' })
  if (before === undefined) delete process.env['NODE_ENV']
  else process.env['NODE_ENV'] = before
  compressFiles(join(root, 'dist/web'))
  writeFileSync(stamp, hash)
  return true
}

if (import.meta.main && (await buildWeb({ ifNeeded: process.argv.includes('--if-needed') })))
  console.log('Built the page into dist/web')
