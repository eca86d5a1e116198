import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { readRepoFile, repoFiles } from '../kit/repo-files.ts'

const maxFilesInFolder = 12
const maxLines = 500
const maxTestLines = 800

/** Folders with more files, and why they are not divided. */
const largeFolders: Readonly<Record<string, string>> = {
  bench: 'one file for each benchmark, named like its command',
  'src/base/errors': 'one file for each part of the catalogue',
  'src/cli/commands': 'one file for each command',
}

const isTest = (file: string): boolean => file.endsWith('.test.ts')
const isSource = (file: string): boolean =>
  /^(?:src|web\/src|bench|scripts|examples)\/.*\.(?:tsx?|css)$/.test(file)
const sources = repoFiles().filter(isSource)

function filesByFolder(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const file of sources.filter((path) => !isTest(path)))
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
  return counts
}

test(`a folder has at most ${maxFilesInFolder} files beside its tests, or a reason`, () => {
  const large = [...filesByFolder()].filter(
    ([folder, count]) => count > maxFilesInFolder && !(folder in largeFolders),
  )
  expect(large).toEqual([])
})

test('every folder with a reason still has too many files', () => {
  const counts = filesByFolder()
  expect(Object.keys(largeFolders).filter((folder) => (counts.get(folder) ?? 0) <= maxFilesInFolder)).toEqual(
    [],
  )
})

test(`a file has at most ${maxLines} lines, and a test ${maxTestLines}`, () => {
  const long = [...sources, ...repoFiles().filter((file) => file.startsWith('test/') && file.endsWith('.ts'))]
    .map((file) => ({ file, lines: readRepoFile(file).split('\n').length - 1 }))
    .filter(({ file, lines }) => lines > (file.startsWith('test/') || isTest(file) ? maxTestLines : maxLines))
  expect(long).toEqual([])
})
