/**
 * `npm run numbers` runs the commands behind the numbers of the documents and writes the results
 * between `<!-- numbers:NAME -->` and `<!-- /numbers -->`. `npm run numbers -- leak-suite
 * magic-steps` writes the named blocks only. Each document is written as soon as its block is
 * known, so an interrupted run can continue with the remaining names. A block whose file does not
 * exist is skipped.
 */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { blocks } from './numbers/blocks.ts'
import { createRun, isAvailable, type Run } from './numbers/run-command.ts'

const root = join(import.meta.dirname, '..')

/** Documents that have numbers, relative to the root. */
export const documents: readonly string[] = globSync(
  ['README.md', 'LEIAME.md', 'docs/guide/*.md', 'examples/*/README.md', 'examples/*/LEIAME.md'],
  { cwd: root },
).sort()

const marked = /(<!-- numbers:([\w-]+) -->\n?)([\s\S]*?)(\n?<!-- \/numbers -->)/g

/** Returns name and text of each block of a document. */
export function blocksOf(document: string): readonly { readonly name: string; readonly text: string }[] {
  return [...document.matchAll(marked)].map(({ 2: name = '', 3: text = '' }) => ({ name, text }))
}

/**
 * Computes the text of a block, with decimal commas for a document in Portuguese.
 *
 * @throws Error if there is no such block, or a command fails
 */
export async function computeBlock(name: string, file: string, run: Run): Promise<string> {
  const text = await blocks[name]?.text(run)
  if (text === undefined) throw new Error(`${file}: no block ${name} in scripts/numbers/blocks.ts.`)
  return file.endsWith('LEIAME.md') ? text.replace(/(\d)\.(?=\d)/g, '$1,') : text
}

async function writeBlock(name: string, run: Run): Promise<void> {
  for (const file of documents) {
    const before = readFileSync(join(root, file), 'utf8')
    if (!blocksOf(before).some((block) => block.name === name)) continue
    const text = await computeBlock(name, file, run)
    const after = before.replace(marked, (all, open: string, found: string, _old, close: string) =>
      found === name ? `${open}${text}${close}` : all,
    )
    writeFileSync(join(root, file), after)
    console.log(`${name}: ${file} ${after === before ? 'stays as it is' : 'changed'}`)
  }
}

async function writeNumbers(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => blocks[name] === undefined)
  if (unknown.length > 0)
    throw new Error(`No block ${unknown.join(', ')}. There are: ${Object.keys(blocks).join(', ')}.`)
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-numbers-'))
  try {
    const run = createRun(folder)
    for (const name of names) {
      const needs = blocks[name]?.needs
      if (isAvailable(needs)) await writeBlock(name, run)
      else console.log(`${name}: skipped, because there is no ${needs}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (import.meta.main) {
  const names = process.argv.slice(2)
  await writeNumbers(names.length > 0 ? names : Object.keys(blocks))
}
