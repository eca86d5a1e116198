import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const repoRoot = join(import.meta.dirname, '../..')

/** Lists the paths, relative to the root, of every file that is or would be committed. */
export function repoFiles(): readonly string[] {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: repoRoot,
    encoding: 'utf8',
  })
  return [...new Set(output.split('\n'))]
    .filter((file) => file !== '' && existsSync(join(repoRoot, file)))
    .sort()
}

export function readRepoFile(path: string): string {
  return readFileSync(join(repoRoot, path), 'utf8')
}
