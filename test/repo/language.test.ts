import { describe, expect, test } from 'vitest'
import { readRepoFile, repoFiles } from '../kit/repo-files.ts'

interface Rule {
  readonly words: RegExp
  readonly instead: string
}

const names: readonly Rule[] = [
  { words: /\bmost[A-Z]\w*/, instead: 'maxX, such as maxRows' },
  { words: /\blongest[A-Z]\w*/, instead: 'maxXLength, maxXMs or maxXBytes, such as maxNameLength' },
  { words: /\bfewest[A-Z]\w*/, instead: 'minX, such as minRows' },
  { words: /\bheard\b/, instead: 'onMessage, received' },
  { words: /\bletGo\b/, instead: 'release' },
  { words: /\bwayBack\b/, instead: 'redirect, rollbackPath' },
  { words: /\baloneIt\b/, instead: 'isolated' },
  { words: /\w*Teller\b/, instead: 'clock, reporter or notifier' },
]

const texts: readonly Rule[] = [
  { words: /\bWho may\b/, instead: 'a verb: "Authenticates…", "Checks whether the caller can…"' },
  { words: /\b(?:Is told|Told when)\b/, instead: '"Called when…", "Receives…"' },
  { words: /\bOf this program\b/, instead: 'the thing itself: "Program version."' },
  { words: /\bnot informed\b/, instead: '"not provided", "not set"' },
  { words: /\b(?:he|his)\b/, instead: '"they", "their", or the noun: "the user"' },
  { words: /What came true\?/, instead: '"Outcome"' },
  { words: /Erase for ever/, instead: '"Erase permanently"' },
  { words: /Least and most of/, instead: '"Minimum and maximum of"' },
]

const portuguese: readonly Rule[] = [
  { words: /\bfora da (?:dobra|parte)\b/, instead: '"por validação cruzada"' },
  { words: /\bpredi(?:ção|ções|zer)\b/i, instead: '"previsão", "prever"' },
  { words: /\btreinos?\b/i, instead: '"treinamento"' },
  { words: /\batributos?\b/i, instead: '"variável"' },
  { words: /\brevocação\b/i, instead: '"sensibilidade"' },
  { words: /\bpalpites?\b/i, instead: '"referência" for a baseline, "sugestão" for a guess of init' },
  { words: /\bpartições\b/i, instead: '"partes"' },
  { words: /\blinhas de teste\b/i, instead: '"linhas reservadas"' },
  { words: /\bchaves? da API\b/i, instead: '"chave de API"' },
  { words: /Salvar um modelo vazio/, instead: '"Baixar um modelo em branco"' },
  { words: /Recebem “atingiu”/, instead: '"Classificados como “atingiu”"' },
  { words: /escopo operate/, instead: '"permissão para operar"' },
]

/** Paths that still have such words. Remove an entry when its files are clean. */
const notYetClean: readonly string[] = [
  'src/http',
  'src/learner',
  'src/model',
  'src/platform/platform.ts',
  'src/report',
  'src/task',
  'src/train',
  'test/e2e/magic-steps.test.ts',
  'web/src/features/users',
  'web/src/lib/i18n',
]

/** Licences, generated files, and this list of words. */
const exempt = /^(?:docs\/openapi\.json|test\/repo\/language\.test\.ts)$/

function findWords(rules: readonly Rule[], files: readonly string[]): readonly string[] {
  return files.flatMap((file) =>
    readRepoFile(file)
      .split('\n')
      .flatMap((line, index) =>
        rules.flatMap(({ words, instead }) => {
          const found = words.exec(line)?.[0]
          return found === undefined ? [] : [`${file}:${index + 1}: "${found}": write ${instead}`]
        }),
      ),
  )
}

const isDirty = (file: string): boolean =>
  notYetClean.some((path) => file === path || file.startsWith(`${path}/`))
const all = repoFiles().filter((file) => /\.(?:ts|tsx|md)$/.test(file) && !exempt.test(file))
const clean = all.filter((file) => !isDirty(file))

describe('plain language', () => {
  test('names are those of the field', () => {
    expect(
      findWords(
        names,
        clean.filter((file) => /\.tsx?$/.test(file)),
      ),
    ).toEqual([])
  })

  test('comments, texts and documents are conventional English and Portuguese', () => {
    expect(findWords([...texts, ...portuguese], clean)).toEqual([])
  })

  test('the words are found in a file that has them', () => {
    const samples = [
      'const mostRows = 1',
      '/** Who may: keys. */',
      'sees his own',
      'O escopo operate é necessário.',
    ]
    const rules = [...names, ...texts, ...portuguese]
    expect(samples.filter((sample) => !rules.some(({ words }) => words.test(sample)))).toEqual([])
  })

  test('every entry of the paths that are not yet clean exists', () => {
    expect(
      notYetClean.filter((path) => !all.some((file) => file === path || file.startsWith(`${path}/`))),
    ).toEqual([])
  })
})
