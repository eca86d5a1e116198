import { describe, expect, test } from 'vitest'
import { readRepoFile, repoFiles } from '../kit/repo-files.ts'

/** Columns of a line of a comment or of Markdown; biome keeps the width of code. */
const maxColumns = 100

/** Generated files, whose tables have a row for each entry. */
const generated = new Set([
  'docs/reference/errors.md',
  'docs/reference/learners.md',
  'docs/reference/settings.md',
])

const isWrapped = (file: string): boolean => !generated.has(file)
const all = repoFiles().filter((file) => /\.(?:tsx?|md)$/.test(file))

function longComments(text: string): readonly number[] {
  return text
    .split('\n')
    .flatMap((line, i) =>
      /^\s*(?:\/\/|\/\*|\*(?:[\s/]|$))/.test(line) && line.length > maxColumns ? [i + 1] : [],
    )
}

/**
 * Tables, code, lines of one word, such as an address, and blocks that `npm run numbers` writes
 * cannot be wrapped.
 */
function longTexts(text: string): readonly number[] {
  let isCode = false
  return text.split('\n').flatMap((line, i) => {
    if (line.startsWith('```')) isCode = !isCode
    return isCode || /^\||<!-- numbers:/.test(line) || !/\s/.test(line) || line.length <= maxColumns
      ? []
      : [i + 1]
  })
}

describe(`lines of at most ${maxColumns} columns`, () => {
  test.each(all.filter(isWrapped))('%s', (file) => {
    const long = file.endsWith('.md') ? longTexts(readRepoFile(file)) : longComments(readRepoFile(file))
    expect(long.map((line) => `${file}:${line}`)).toEqual([])
  })
})
