import { expect, test } from 'vitest'
import { readRepoFile, repoFiles } from '../kit/repo-files.ts'

// The linter refuses single files over 500 lines (tests 800) and functions over 60; this keeps the whole small.
test('files of src are short: median 120 lines, 95 of 100 under 350', () => {
  const files = repoFiles().filter((file) => file.startsWith('src/') && file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const lines = files.map((file) => readRepoFile(file).split('\n').length).sort((a, b) => a - b)
  expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(120)
  expect(lines[Math.floor(lines.length * 0.95)]).toBeLessThanOrEqual(350)
})

test('styles stay under 500 lines, which the linter does not read', () => {
  const styles = repoFiles().filter((file) => file.endsWith('.css'))
  expect(styles.length).toBeGreaterThan(0)
  expect(styles.filter((file) => readRepoFile(file).split('\n').length > 500)).toEqual([])
})
