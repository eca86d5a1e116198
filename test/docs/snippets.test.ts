import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Command } from '../../src/cli/command.ts'
import { readRepoFile, repoFiles, repoRoot } from '../kit/repo-files.ts'
import { codeBlocks, commandsOf, pages } from './markdown.ts'
import { publicValues } from './public-api.ts'

const blocks = pages.flatMap(codeBlocks)
const scripts = Object.keys(
  (JSON.parse(readRepoFile('package.json')) as { scripts: Record<string, string> }).scripts,
)
const tools = new Set([
  'git',
  'cd',
  'cp',
  'curl',
  'docker',
  'openssl',
  'pip',
  'npm',
  'npx',
  'node',
  'bash',
  'kubectl',
])

/** What is wrong with a command of a page, or null. */
async function problemOf(command: string): Promise<string | null> {
  const words = command.split(/\s+/)
  const [tool = '', first = '', second = ''] = words[0]?.includes('=') ? words.slice(1) : words
  if (tool.startsWith('deploy/')) return existsSync(join(repoRoot, tool)) ? null : 'is not there'
  if (!tools.has(tool)) return `is not a tool that a reader has: ${tool}`
  if (tool === 'npm' && !['ci', 'pack', 'install', ...scripts].includes(first === 'run' ? second : first))
    return `no script ${second}`
  if (tool === 'bash' || tool === 'node') return existsSync(join(repoRoot, first)) ? null : `no file ${first}`
  return tool === 'npx' && first === 'lapidary' ? problemOfLapidary(second, words.slice(3)) : null
}

async function problemOfLapidary(name: string, rest: readonly string[]): Promise<string | null> {
  if (name.startsWith('--')) return null
  if (!repoFiles().includes(`src/cli/commands/${name}.ts`)) return `no command ${name}`
  const module = (await import(`../../src/cli/commands/${name}.ts`)) as Record<string, Command>
  const options = ['json', 'help', ...Object.keys(module[`${name}Command`]?.options ?? {})]
  const unknown = rest.filter(
    (word) => word.startsWith('--') && !options.includes(word.slice(2).replace(/=.*/, '')),
  )
  return unknown.length === 0 ? null : `no option ${unknown.join(', ')}`
}

describe('code blocks', () => {
  test('commands exist', async () => {
    const problems: string[] = []
    for (const block of blocks.filter(({ language }) => language === 'sh')) {
      for (const command of commandsOf(block)) {
        const problem = await problemOf(command)
        if (problem !== null) problems.push(`${block.file}:${block.line} "${command}" ${problem}`)
      }
    }
    expect(problems).toEqual([])
  })

  test('TypeScript type-checks against lapidary', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lapidary-snippets-'))
    try {
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
      symlinkSync(join(repoRoot, 'node_modules'), join(folder, 'node_modules'))
      const names = new Map<string, string>()
      for (const [index, { file, line, code }] of blocks
        .filter(({ language }) => language === 'ts')
        .entries()) {
        names.set(`block-${index}.ts`, `${file}:${line}`)
        writeFileSync(join(folder, `block-${index}.ts`), `${code}\nexport {}\n`)
      }
      for (const { name, file, examples } of publicValues()) {
        for (const [index, code] of examples.entries()) {
          names.set(`${name}-${index}.ts`, `${file}: @example of ${name}`)
          writeFileSync(join(folder, `${name}-${index}.ts`), code)
        }
      }
      expect(names.size).toBeGreaterThan(0)
      const config = {
        extends: join(repoRoot, 'tsconfig.json'),
        include: ['*.ts'],
        compilerOptions: { typeRoots: ['node_modules/@types'] },
      }
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
      const problems = compile(folder)
        .split('\n')
        .filter((line) => /^[\w-]+\.ts\(/.test(line))
      expect(problems.map((line) => line.replace(/^[\w-]+\.ts/, (name) => names.get(name) ?? name))).toEqual(
        [],
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

/** Errors that tsc finds in `folder`. */
function compile(folder: string): string {
  try {
    return execFileSync(process.execPath, [join(repoRoot, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
      cwd: folder,
    })
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout ?? error)
  }
}
