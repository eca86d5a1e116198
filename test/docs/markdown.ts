import { readRepoFile, repoFiles } from '../kit/repo-files.ts'

/** One fenced block of a page. */
export interface CodeBlock {
  readonly file: string
  readonly line: number
  readonly language: string
  readonly code: string
}

/** The pages that people read: those of the root, of docs/ and of deploy/. */
export const pages: readonly string[] = repoFiles().filter((file) =>
  /^([A-Z]+\.md|(docs|deploy)\/.*\.md)$/.test(file),
)

export function codeBlocks(file: string): readonly CodeBlock[] {
  const text = readRepoFile(file)
  return [...text.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: code = '', index }) => ({
      file,
      line: text.slice(0, index).split('\n').length,
      language,
      code,
    }),
  )
}

/** Text outside of code blocks. */
export function prose(file: string): string {
  return readRepoFile(file).replace(/^```[\s\S]*?^```$/gm, '')
}

/**
 * Commands of a shell block: comments dropped, continued lines joined, `a && b` and `a | b` taken
 * apart.
 */
export function commandsOf({ code }: CodeBlock): readonly string[] {
  return code
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .flatMap((line) => line.split(/\s+(?:&&|\|)\s+/))
    .filter((command) => command !== '')
}
