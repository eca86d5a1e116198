import { joinNames, formatNearNames } from '../data/match-columns.ts'
import { plainNumber } from '../data/cells/parsers/parsers.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { findNearestNames } from '../base/text/nearest-names.ts'
import { orderCategories } from './category/category-order.ts'
import { getCategory } from './category/guess-category.ts'
import { type ColumnGuess, count } from './column-guess.ts'
import { isMissing } from './guess-missing.ts'
import { splitWords } from './personal-data.ts'
import type { RawTable } from './raw-table.ts'

/** More classes than this are taken only when they are asked for. */
const maxGuessedClasses = 20
const maxClasses = 100
/** A held-out fifth of fewer rows has none or one of the class. */
const minClassRows = 10
const rareShare = 0.02

const targetNames =
  /(^| )(target|label|class|classe|y|outcome|result|resultado|alvo|rotulo|response|default|churn|survived|approved|aprovado|diagnosis|fraud|fraude|score|risk|risco|inadimplente)$/

/** The target column as a category of classes. */
export interface TargetGuess {
  readonly guess: ColumnGuess
  readonly reason: string
}

/**
 * Guesses the column to predict: the requested one, else one with the name of a target, else the
 * last, the first or any other that has few classes. Throws `target-not-in-data`,
 * `target-not-classes`, `no-target-found`.
 */
export function guessTarget(
  table: RawTable,
  guesses: readonly ColumnGuess[],
  wanted: string | undefined,
): TargetGuess {
  if (wanted !== undefined) return findRequested(table, guesses, wanted)
  const usable = findCandidates(guesses, maxGuessedClasses)
  const named = usable.filter(({ name }) => targetNames.test(splitWords(name)))
  const choices: [ColumnGuess | undefined, string][] = [
    [named.at(-1), 'its name suggests it'],
    [usable.find(({ name }) => name === guesses.at(-1)?.name), 'the last column, with few classes'],
    [usable.find(({ name }) => name === guesses[0]?.name), 'the first column, with few classes'],
    [usable.findLast(({ type }) => type === 'category'), 'the last column with few classes'],
    [usable.at(-1), 'the last column with few classes'],
  ]
  const unfit =
    named.length > 0 ? undefined : guesses.findLast((guess) => targetNames.test(splitWords(guess.name)))
  const why =
    unfit === undefined
      ? ''
      : `; "${unfit.name}" is named like a target but has ${count(getClasses(unfit).length, 'value')}`
  for (const [guess, reason] of choices)
    if (guess !== undefined) return toTarget(guess, `${reason}${why}; choose another with --target`)
  throw new LapidaryError('no-target-found', {
    file: table.file,
    columns: joinNames(guesses.map(({ name }) => name)),
  })
}

function findRequested(table: RawTable, guesses: readonly ColumnGuess[], wanted: string): TargetGuess {
  const guess = guesses.find(({ name }) => name === wanted)
  const names = guesses.map(({ name }) => name)
  if (guess === undefined) {
    const nearest = formatNearNames(findNearestNames(wanted, names))
    throw new LapidaryError('target-not-in-data', {
      target: wanted,
      file: table.file,
      columns: joinNames(names),
      nearest,
    })
  }
  const classes = getClasses(guess)
  if (classes.length < 2 || classes.length > maxClasses || !hasRepeats(guess, classes.length)) {
    const usable = findCandidates(guesses, maxGuessedClasses).map(({ name }) => name)
    const values = {
      target: wanted,
      seen: count(classes.length, 'value'),
      file: table.file,
      limit: maxClasses,
    }
    throw new LapidaryError('target-not-classes', {
      ...values,
      candidates: joinNames(usable.filter((name) => name !== wanted)),
    })
  }
  return toTarget(guess, 'asked for')
}

const noClasses: ReadonlySet<ColumnGuess['type']> = new Set([
  'text',
  'identifier',
  'list',
  'date',
  'datetime',
])

function findCandidates(guesses: readonly ColumnGuess[], most: number): ColumnGuess[] {
  return guesses.filter((guess) => {
    if (noClasses.has(guess.type)) return false
    const classes = getClasses(guess)
    return classes.length >= 2 && classes.length <= most && hasRepeats(guess, classes.length)
  })
}

/**
 * Returns true if there are at least five rows for each class on average, and no more gaps than
 * values.
 */
function hasRepeats(guess: ColumnGuess, classes: number): boolean {
  let present = 0
  for (const code of guess.raw.codes) if ((guess.keys[code] as number) >= 0) present++
  return present >= classes * 5 && present >= guess.raw.codes.length / 2
}

/**
 * Returns the different values; numbers as JavaScript writes them, so that 1 and 1.0 are one class.
 * Values out of range are classes too.
 */
function getClasses({ raw, missing, type, categories }: ColumnGuess): readonly string[] {
  if (type === 'category' && categories !== undefined) return categories
  const texts = raw.texts.filter((text) => !isMissing(text, missing))
  const numbers = texts.map(plainNumber)
  return numbers.some((value) => value === null) ? texts : [...new Set(numbers.map(String))]
}

function toTarget(guess: ColumnGuess, reason: string): TargetGuess {
  const { raw, missing, name } = guess
  const categories = guess.type === 'category' ? getClasses(guess) : orderCategories(getClasses(guess))
  const places = new Map(categories.map((category, place) => [category, place]))
  // A category guess has merged spellings; a number has become missing if it is out of its range.
  const placeOf = (text: string, code: number): number => {
    if (guess.type !== 'category')
      return isMissing(text, missing) ? -1 : (places.get(String(plainNumber(text) ?? text)) ?? -1)
    return (guess.keys[code] as number) < 0
      ? -1
      : (places.get(getCategory(raw, guess.keys[code] as number)) ?? -1)
  }
  const keys = Int32Array.from(raw.texts, placeOf)
  return {
    guess: {
      name,
      type: 'category',
      categories,
      ...(guess.spellings === undefined ? {} : { spellings: guess.spellings }),
      missing,
      reasons: [
        `what is predicted: ${count(categories.length, 'class')}`,
        ...guess.reasons.filter((reason) => / missing|^"NA"/.test(reason)),
        ...formatRareClasses(categories, raw.codes, keys),
      ],
      raw,
      keys,
    },
    reason,
  }
}

/**
 * Formats notes on the classes that no held-out part can measure, and on the share of a rare class.
 */
function formatRareClasses(categories: readonly string[], codes: Int32Array, keys: Int32Array): string[] {
  const rows = new Array<number>(categories.length).fill(0)
  for (const code of codes)
    if ((keys[code] as number) >= 0) rows[keys[code] as number] = (rows[keys[code] as number] ?? 0) + 1
  const all = rows.reduce((sum, times) => sum + times, 0)
  const byCount = categories
    .map((name, place) => [JSON.stringify(name), rows[place] as number] as const)
    .sort((a, b) => a[1] - b[1])
  const few = byCount.filter(([, times]) => times < minClassRows)
  const notes: string[] = []
  if (few.length > 0) {
    const named = few.slice(0, 10).map(([name, times]) => `${name} ${count(times, 'row')}`)
    notes.push(
      `too few rows to be measured: ${named.join(', ')}; they are kept, but no metric can measure how well they are predicted: collect more rows, or merge or remove the class`,
    )
  }
  const [rarest] = byCount
  if (few.length === 0 && rarest !== undefined && rarest[1] < all * rareShare)
    notes.push(
      `${rarest[0]} is rare (${count(rarest[1], 'row')} of ${all.toLocaleString('en')}): accuracy says little, look at average precision and balanced accuracy`,
    )
  return notes
}
