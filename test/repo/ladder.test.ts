import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRepoFile, repoFiles } from '../kit/repo-files.ts'

/**
 * A folder of src/ imports itself and earlier steps, never a neighbour on its own step. A new
 * folder is added here.
 */
const ladder = [
  ['base'],
  ['data'],
  ['task'],
  ['model'],
  ['learner', 'report'],
  ['project'],
  ['init', 'store'],
  ['train', 'serve'],
  ['platform'],
  ['maintenance'],
  ['http'],
  ['client'],
  ['cli'],
]

/** The stores have a ladder of their own. */
const storeLadder = [
  ['sql'],
  ['artifacts', 'search'],
  ['tracking', 'registry', 'access', 'features', 'predictions', 'traces', 'webhooks'],
]

/**
 * Types may cross where values may not: what the wire looks like is declared once, and a project
 * names its learner.
 */
const typesFrom: Readonly<Record<string, readonly string[]>> = { client: ['http'], web: ['http'] }

type Steps = readonly (readonly string[])[]
const stepOf = (folder: string, steps: Steps): number => steps.findIndex((step) => step.includes(folder))
const folderOf = (path: string): string => path.split('/')[1]?.replace(/\.ts$/, '') ?? ''
const storeOf = (path: string): string => path.split('/')[2] ?? ''

interface Import {
  readonly file: string
  readonly specifier: string
  readonly typeOnly: boolean
}

function importsOf(file: string): Import[] {
  const source = readRepoFile(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const found = [...source.matchAll(/\b(import|export)\s+(type\s)?[^'"`;]*?from\s*'([^']+)'/g)].map(
    (match) => ({
      file,
      specifier: match[3] ?? '',
      typeOnly: match[2] !== undefined,
    }),
  )
  const others = [...source.matchAll(/\bimport\s*\(?\s*'([^']+)'/g)].map((match) => ({
    file,
    specifier: match[1] ?? '',
    typeOnly: false,
  }))
  return [...found, ...others]
}

const isCode = (file: string): boolean =>
  /\.tsx?$/.test(file) && !/\.(test|test-d)\.ts$/.test(file) && !file.includes('/fixtures/')
const sources = repoFiles().filter(
  (file) => file.startsWith('src/') && isCode(file) && file !== 'src/index.ts',
)

/** Returns the path in src/ that a relative import reaches, or null. */
function reached({ file, specifier }: Import): string | null {
  if (!specifier.startsWith('.')) return null
  const target = posix.join(posix.dirname(file), specifier)
  return target.startsWith('src/') ? target : null
}

/** Returns whether an import leads from one step to the same or a later one. */
function leadsUp(one: Import): boolean {
  const target = reached(one)
  if (target === null) return false
  const [from, to] = [folderOf(one.file), folderOf(target)]
  if (from !== to) {
    if (one.typeOnly && typesFrom[from]?.includes(to) === true) return false
    return stepOf(to, ladder) >= stepOf(from, ladder)
  }
  if (from !== 'store' || storeOf(one.file) === storeOf(target)) return false
  return stepOf(storeOf(target), storeLadder) >= stepOf(storeOf(one.file), storeLadder)
}

describe('import ladder', () => {
  test('every folder of src has its step', () => {
    expect([...new Set(sources.map(folderOf))].filter((folder) => stepOf(folder, ladder) === -1)).toEqual([])
    const stores = sources.filter((file) => folderOf(file) === 'store').map(storeOf)
    expect([...new Set(stores)].filter((folder) => stepOf(folder, storeLadder) === -1)).toEqual([])
  })

  test('nothing imports a later step or a neighbour', () => {
    const wrong = sources.flatMap(importsOf).filter(leadsUp)
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
  })

  test('every driver of a store is imported by other sources, not by tests only', () => {
    const imported = new Set(sources.flatMap(importsOf).map(reached))
    const drivers = sources.filter((file) => /^src\/store\/\w+\/drivers\//.test(file))
    expect(drivers.length).toBeGreaterThan(10)
    expect(drivers.filter((file) => !imported.has(file))).toEqual([])
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
      const target = reached(one)
      if (target === null) return one.specifier === 'lapidary'
      const to = folderOf(target)
      return !(to === 'client' || (one.typeOnly && typesFrom['web']?.includes(to) === true))
    })
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([])
  })
})
