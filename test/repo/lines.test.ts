import { describe, expect, test } from 'vitest'
import { readRepoFile, repoFiles } from '../kit/repo-files.ts'

/** Columns of a line of a comment or of Markdown; biome keeps the width of code. */
const maxColumns = 100

/**
 * Files, and folders with all that is below them, that have longer lines. Divide an entry or remove
 * it when it is clean.
 */
const notYetWrapped: readonly string[] = [
  'examples',
  'src/base',
  'src/client',
  'src/data',
  'src/http',
  'src/init',
  'src/learner',
  'src/maintenance',
  'src/model',
  'src/platform',
  'src/project',
  'src/store',
  'test/api',
  'test/cases',
  'test/cli',
  'test/deploy',
  'test/e2e',
  'test/leaks',
  'test/repo',
  'vitest.config.ts',
  'web/src',
]

/** Generated files, whose tables have a row for each entry. */
const generated = new Set(['docs/reference/errors.md', 'docs/reference/learners.md', 'docs/reference/settings.md'])

const isIn = (file: string, path: string): boolean => file === path || file.startsWith(`${path}/`)
const isWrapped = (file: string): boolean => !generated.has(file) && !notYetWrapped.some((path) => isIn(file, path))
const all = repoFiles().filter((file) => /\.(?:tsx?|md)$/.test(file))

function longComments(text: string): readonly number[] {
  return text
    .split('\n')
    .flatMap((line, i) => (/^\s*(?:\/\/|\/\*|\*(?:[\s/]|$))/.test(line) && line.length > maxColumns ? [i + 1] : []))
}

/**
 * Tables, code, lines of one word, such as an address, and blocks that `npm run numbers` writes
 * cannot be wrapped.
 */
function longTexts(text: string): readonly number[] {
  let isCode = false
  return text.split('\n').flatMap((line, i) => {
    if (line.startsWith('```')) isCode = !isCode
    return isCode || /^\||<!-- numbers:/.test(line) || !/\s/.test(line) || line.length <= maxColumns ? [] : [i + 1]
  })
}

describe(`lines of at most ${maxColumns} columns`, () => {
  test.each(all.filter(isWrapped))('%s', (file) => {
    const long = file.endsWith('.md') ? longTexts(readRepoFile(file)) : longComments(readRepoFile(file))
    expect(long.map((line) => `${file}:${line}`)).toEqual([])
  })

  test('every entry of the list exists', () => {
    expect(notYetWrapped.filter((path) => !all.some((file) => isIn(file, path)))).toEqual([])
  })
})
