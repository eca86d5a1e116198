import { listed } from '../../dataset/match-columns.ts'
import { plainNumber } from '../../dataset/parsers.ts'
import { LapidaryError } from '../../errors.ts'
import { nearestNames } from '../../lib/nearest-names.ts'
import { orderCategories } from './category-order.ts'
import { type ColumnGuess, count } from './column-guess.ts'
import { isMissing } from './guess-missing.ts'
import { wordsOf } from './personal-data.ts'
import type { RawTable } from './raw-table.ts'

/** More classes than this are taken only when they are asked for. */
const fewClasses = 20
const mostClasses = 100

const telling =
  /(^| )(target|label|class|classe|y|outcome|result|resultado|alvo|rotulo|response|default|churn|survived|approved|aprovado|diagnosis|fraud|fraude|score|risk|risco|inadimplente)$/

/** The target column as a category of classes. */
export interface TargetGuess {
  readonly guess: ColumnGuess
  readonly reason: string
}

/**
 * The column to predict: the one asked for, else one whose name says so, else the last, the first or any other that has few classes.
 * Throws `target-not-in-data`, `target-not-classes`, `no-target-found`.
 */
export function guessTarget(table: RawTable, guesses: readonly ColumnGuess[], wanted: string | undefined): TargetGuess {
  if (wanted !== undefined) return askedFor(table, guesses, wanted)
  const able = candidates(guesses, fewClasses)
  const named = able.filter(({ name }) => telling.test(wordsOf(name)))
  const choices: [ColumnGuess | undefined, string][] = [
    [named.at(-1), 'its name says so'],
    [able.find(({ name }) => name === guesses.at(-1)?.name), 'the last column, with few classes'],
    [able.find(({ name }) => name === guesses[0]?.name), 'the first column, with few classes'],
    [able.findLast(({ type }) => type === 'category'), 'the last column with few classes'],
    [able.at(-1), 'the last column with few classes'],
  ]
  const unfit = named.length > 0 ? undefined : guesses.findLast((guess) => telling.test(wordsOf(guess.name)))
  const why =
    unfit === undefined ? '' : `; "${unfit.name}" is named like a target but has ${count(classesOf(unfit).length, 'value')}`
  for (const [guess, reason] of choices)
    if (guess !== undefined) return asClasses(guess, `${reason}${why}; choose another with --target`)
  throw new LapidaryError('no-target-found', { file: table.file, columns: listed(guesses.map(({ name }) => name)) })
}

function askedFor(table: RawTable, guesses: readonly ColumnGuess[], wanted: string): TargetGuess {
  const guess = guesses.find(({ name }) => name === wanted)
  const names = guesses.map(({ name }) => name)
  if (guess === undefined) {
    const nearest = listed(nearestNames(wanted, names))
    throw new LapidaryError('target-not-in-data', { target: wanted, file: table.file, columns: listed(names), nearest })
  }
  const classes = classesOf(guess)
  if (classes.length < 2 || classes.length > mostClasses || !repeats(guess, classes.length)) {
    const able = candidates(guesses, fewClasses).map(({ name }) => name)
    const values = { target: wanted, seen: count(classes.length, 'value'), file: table.file, most: mostClasses }
    throw new LapidaryError('target-not-classes', { ...values, candidates: listed(able.filter((name) => name !== wanted)) })
  }
  return asClasses(guess, 'asked for')
}

function candidates(guesses: readonly ColumnGuess[], most: number): ColumnGuess[] {
  return guesses.filter((guess) => {
    if (guess.type === 'text' || guess.type === 'identifier' || guess.type === 'list') return false
    const classes = classesOf(guess)
    return classes.length >= 2 && classes.length <= most && repeats(guess, classes.length)
  })
}

/** At least five rows a class on average, and no more gaps than values. */
function repeats(guess: ColumnGuess, classes: number): boolean {
  let present = 0
  for (const code of guess.raw.codes) if ((guess.keys[code] as number) >= 0) present++
  return present >= classes * 5 && present >= guess.raw.codes.length / 2
}

/** The different values; numbers as JavaScript writes them, so that 1 and 1.0 are one class. Out of range is still a class. */
function classesOf({ raw, missing }: ColumnGuess): string[] {
  const texts = raw.texts.filter((text) => !isMissing(text, missing))
  const numbers = texts.map(plainNumber)
  return numbers.some((value) => value === null) ? texts : [...new Set(numbers.map(String))]
}

function asClasses(guess: ColumnGuess, reason: string): TargetGuess {
  const { raw, missing, name } = guess
  // A category guess has merged spellings; a number has become missing out of its range.
  const merged = guess.type === 'category'
  const categories = merged ? (guess.categories as readonly string[]) : orderCategories(classesOf(guess))
  const keys = merged
    ? guess.keys
    : Int32Array.from(raw.texts, (text) =>
        isMissing(text, missing) ? -1 : categories.indexOf(String(plainNumber(text) ?? text)),
      )
  return {
    guess: {
      name,
      type: 'category',
      categories,
      ...(guess.spellings === undefined ? {} : { spellings: guess.spellings }),
      missing,
      reasons: [`what is predicted: ${count(categories.length, 'class').replace('classs', 'classes')}`],
      raw,
      keys,
    },
    reason,
  }
}
