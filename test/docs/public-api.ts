import { posix } from 'node:path'
import { readRepoFile } from '../kit/repo-files.ts'

/** A value that `lapidary` exports, with the TSDoc beside its definition. */
export interface PublicValue {
  readonly name: string
  readonly file: string
  readonly comment: string
  /** Names of a function's parameters; null for other values. */
  readonly parameters: readonly string[] | null
  /** Whether a parameter of a function may be left out. */
  readonly hasDefaults: boolean
  /** Code of each `@example`. */
  readonly examples: readonly string[]
}

/** Finds every value that `src/index.ts` exports. */
export function publicValues(): PublicValue[] {
  const exported = readRepoFile('src/index.ts').matchAll(/^export \{([^}]*)\} from '([^']+)'/gm)
  return [...exported].flatMap(([, list = '', path = '']) => {
    const names = list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
    return names.map((name) => serializeDefinition(name, posix.join('src', path)))
  })
}

function serializeDefinition(name: string, file: string): PublicValue {
  const source = readRepoFile(file)
  const found = new RegExp(`^export (?:const|class|(function)) ${name}\\b`, 'm').exec(source)
  if (found === null) throw new TypeError(`${file} does not define ${name}`)
  const before = source.slice(0, found.index)
  const comment = before.endsWith('*/\n')
    ? before.slice(before.lastIndexOf('/**')).replace(/^ ?\* ?/gm, '')
    : ''
  const examples = [...comment.matchAll(/^@example\n```ts\n([\s\S]*?)\n```$/gm)].map(([, code = '']) => code)
  if (found[1] === undefined) return { name, file, comment, parameters: null, hasDefaults: false, examples }
  const signature = parametersIn(source.slice(found.index).replaceAll('=>', ''))
  const parameters = [...signature.matchAll(/(?:^|,)\s*(\w+)\??:/g)].map(([, parameter = '']) => parameter)
  const initialised = [...signature.matchAll(/(?:^|,)\s*(\w+) = /g)].map(([, parameter = '']) => parameter)
  return {
    name,
    file,
    comment,
    parameters: [...parameters, ...initialised],
    hasDefaults: / = |\?:/.test(signature),
    examples,
  }
}

/**
 * Returns what is between the parentheses of a function's parameters, without types inside brackets
 * or parentheses.
 */
function parametersIn(source: string): string {
  const generics =
    source.indexOf('<') < source.indexOf('(') && source.includes('<') ? source.indexOf('>(') + 1 : 0
  let depth = 0
  let signature = ''
  for (const character of source.slice(source.indexOf('(', generics))) {
    if ('(<{['.includes(character)) depth++
    if (depth === 1 && !'()<>{}[]'.includes(character)) signature += character
    if (')>}]'.includes(character) && --depth === 0) return signature
  }
  return signature
}
