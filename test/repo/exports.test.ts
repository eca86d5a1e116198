import { expect, test } from 'vitest'
import { readRepoFile, repoFiles } from '../kit/repo-files.ts'

const code = repoFiles().filter((file) => /\.(ts|tsx)$/.test(file))
const text = new Map(code.map((file) => [file, readRepoFile(file)]))

/** Every word of every file, once: the place to look an export up in. */
const filesByWord = new Map<string, Set<string>>()
for (const [file, source] of text) {
  for (const [word] of source.matchAll(/[A-Za-z_]\w*/g)) {
    const files = filesByWord.get(word) ?? new Set()
    filesByWord.set(word, files.add(file))
  }
}

test('every value that src exports is used in another file', () => {
  const unused: string[] = []
  for (const [file, source] of text) {
    if (!file.startsWith('src/') || file.endsWith('.test.ts')) continue
    for (const [, name = ''] of source.matchAll(/^export (?:async )?(?:const|function\*?|class) (\w+)/gm)) {
      if ([...(filesByWord.get(name) ?? [])].every((user) => user === file)) unused.push(`${file}: ${name}`)
    }
  }
  expect(unused).toEqual([])
})
