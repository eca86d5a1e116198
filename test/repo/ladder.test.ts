import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRepoFile, repoFiles } from '../kit/repo-files.ts'

/** A folder of src/ may import itself and earlier steps, never a neighbour on its own step. A new folder is added here. */
const ladder = [
  ['lib', 'errors', 'settings'],
  ['dataset'],
  ['metric'],
  ['model'],
  ['learner', 'explain', 'report'],
  ['project'],
  ['sql'],
  ['artifact'],
  ['tracking', 'registry', 'access', 'feature-store', 'prediction-log'],
  ['training', 'serving'],
  ['platform'],
  ['maintenance'],
  ['server'],
  ['client'],
  ['cli'],
]

/** The first step is one: errors speak in localised texts, settings fail with errors. */
const ground = new Set(ladder[0])

/** Types may cross where values may not: what the wire looks like is declared once, and a project names its learner. */
const typesFrom: Readonly<Record<string, readonly string[]>> = { client: ['server'], web: ['server'] }

const stepOf = (folder: string): number => ladder.findIndex((step) => step.includes(folder))
const folderOf = (path: string): string => path.split('/')[1]?.replace(/\.ts$/, '') ?? ''

interface Import {
  readonly file: string
  readonly specifier: string
  readonly typeOnly: boolean
}

function importsOf(file: string): Import[] {
  const source = readRepoFile(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const found = [...source.matchAll(/\b(import|export)\s+(type\s)?[^'"`;]*?from\s*'([^']+)'/g)].map((match) => ({
    file,
    specifier: match[3] ?? '',
    typeOnly: match[2] !== undefined,
  }))
  const others = [...source.matchAll(/\bimport\s*\(?\s*'([^']+)'/g)].map((match) => ({
    file,
    specifier: match[1] ?? '',
    typeOnly: false,
  }))
  return [...found, ...others]
}

const isCode = (file: string): boolean =>
  /\.tsx?$/.test(file) && !/\.(test|test-d)\.ts$/.test(file) && !file.includes('/fixtures/')
const sources = repoFiles().filter((file) => file.startsWith('src/') && isCode(file) && file !== 'src/index.ts')

/** The folder of src/ that a relative import reaches, or null. */
function reached({ file, specifier }: Import): string | null {
  if (!specifier.startsWith('.')) return null
  const target = posix.join(posix.dirname(file), specifier)
  return target.startsWith('src/') ? folderOf(target) : null
}

describe('import ladder', () => {
  test('every folder of src has its step', () => {
    expect([...new Set(sources.map(folderOf))].filter((folder) => stepOf(folder) === -1)).toEqual([])
  })

  test('nothing imports a later step or a neighbour', () => {
    const wrong = sources.flatMap(importsOf).filter((one) => {
      const from = folderOf(one.file)
      const to = reached(one)
      if (to === null || to === from || (ground.has(from) && ground.has(to))) return false
      if (one.typeOnly && typesFrom[from]?.includes(to) === true) return false
      return stepOf(to) >= stepOf(from)
    })
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
  })

  test('relative imports name the file with its extension', () => {
    const wrong = sources
      .flatMap(importsOf)
      .filter(({ specifier }) => specifier.startsWith('.') && !/\.(ts|json|js)$/.test(specifier))
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
  })

  test('examples reach the program by its name only', () => {
    const examples = repoFiles().filter((file) => file.startsWith('examples/') && isCode(file))
    const wrong = examples.flatMap(importsOf).filter(({ specifier }) => /\bsrc\//.test(specifier))
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
  })

  test('the page takes values from the client and types from the wire, nothing else of src', () => {
    const page = repoFiles().filter((file) => file.startsWith('web/') && isCode(file))
    const wrong = page.flatMap(importsOf).filter((one) => {
      const to = reached(one)
      if (to === null) return one.specifier === 'lapidary'
      return !(to === 'client' || (one.typeOnly && typesFrom['web']?.includes(to) === true))
    })
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
  })
})
