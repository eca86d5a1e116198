import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repoRoot } from '../kit/repo-files.ts'
import { publicValues } from './public-api.ts'

const values = publicValues()

test('everything that lapidary exports has a summary, the tags of its kind and an example', () => {
  expect(values.length).toBeGreaterThan(15)
  const problems = values.flatMap(({ name, comment, parameters, hasDefaults, examples }) => {
    const tags =
      parameters === null
        ? []
        : ['@returns', '@throws', ...parameters.map((parameter) => `@param ${parameter} `)]
    const wanted = [...tags, ...(hasDefaults ? ['@defaultValue'] : [])]
    return [
      ...wanted.filter((tag) => !comment.includes(`\n${tag}`)).map((tag) => `${name} has no ${tag}`),
      ...(/^\/\*\*\n[A-Z]\w+/.test(comment) ? [] : [`${name} has no summary`]),
      ...(examples.length > 0 ? [] : [`${name} has no @example`]),
    ]
  })
  expect(problems).toEqual([])
})

test('examples run, and each expression has the value that its comment says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-examples-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    symlinkSync(join(repoRoot, 'node_modules'), join(folder, 'node_modules'))
    const examples = values.flatMap(({ name, examples: codes }) =>
      codes.map((code, i) => ({ file: `${name}-${i}.ts`, code })),
    )
    const checks = examples.map(({ code }) => withChecks(code))
    for (const [i, { file }] of examples.entries())
      writeFileSync(join(folder, file), (checks[i] as Checked).code)
    writeFileSync(join(folder, 'all.ts'), examples.map(({ file }) => `await import('./${file}')\n`).join(''))
    expect(checks.every(({ count }) => count > 0)).toBe(true)
    const output = execFileSync(process.execPath, [join(folder, 'all.ts')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    expect(output).toBe('')
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 60_000)

interface Checked {
  readonly code: string
  readonly count: number
}

/** Turns each line `EXPRESSION // VALUE` into an assertion. */
function withChecks(code: string): Checked {
  let count = 0
  const lines = code.split('\n').map((line) => {
    const [, expression, value] = /^(?!const |let |import )(\S.*?) \/\/ (.+)$/.exec(line) ?? []
    if (expression === undefined) return line
    count++
    return `deepStrictEqual(${expression}, ${value})`
  })
  return { code: ["import { deepStrictEqual } from 'node:assert'", ...lines].join('\n'), count }
}
