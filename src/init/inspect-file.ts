import { joinNames, formatNearNames } from '../data/match-columns.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { foldText } from '../base/text/fold-text.ts'
import { findNearestNames } from '../base/text/nearest-names.ts'
import { type ColumnGuess, count, percent, getPresentCells, createTextGuess } from './column-guess.ts'
import { detectFileDayOrder } from './date/day-order.ts'
import { guessColumn } from './guess-column.ts'
import { type EntityGuess, type EntitySearch, guessEntity, markConstantWithin } from './guess-entity.ts'
import { isUsable, markLeaks } from './guess-leaks.ts'
import { guessTarget } from './guess-target.ts'
import { guessTime, type TimeGuess } from './guess-time.ts'
import { detectFileMark } from './number/decimal-mark.ts'
import { type RawTable, readRaw } from './raw-table.ts'

export interface InspectOptions {
  readonly target?: string | undefined
  readonly entity?: string | undefined
  /** Sheet of a workbook. Default: the one with the largest table. */
  readonly sheet?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** The guessed contents of a file. */
export interface Inspection {
  readonly table: RawTable
  /** In the order of the file. */
  readonly columns: readonly ColumnGuess[]
  readonly target: { readonly name: string; readonly reason: string }
  readonly entity: EntityGuess | undefined
  /** Reason why that column is the entity, or why none is. */
  readonly entityReason: string
  /** Column that orders the rows of an entity. */
  readonly time: TimeGuess | undefined
}

/**
 * Examines every column of a CSV or Parquet file and guesses a project. Throws the errors of
 * reading, `target-not-in-data`, `target-not-classes`, `no-target-found`, `entity-not-in-data`,
 * `target-is-entity`, `no-features-found`.
 */
export async function inspectFile(path: string, options: InspectOptions): Promise<Inspection> {
  const table = await readRaw(path, options)
  const wanted = { target: toFileName(table, options.target), entity: toFileName(table, options.entity) }
  if (
    wanted.target !== undefined &&
    wanted.target === wanted.entity &&
    table.columns.some(({ name }) => name === wanted.target)
  )
    throw new LapidaryError('target-is-entity', { column: wanted.target, file: table.file })
  const mark = detectFileMark(table)
  const order = detectFileDayOrder(table, mark)
  const guesses = noteSimilarNames(table.columns.map((column) => guessColumn(column, mark, order)))
  const search =
    wanted.entity === undefined
      ? guessEntity(guesses, table.rowCount)
      : findRequested(table, guesses, wanted.entity)
  const { entity } = search
  const named = guesses.map((guess) => (guess.name === entity?.name ? toIdentifier(guess) : guess))
  const target = guessTarget(
    table,
    named.filter(({ name }) => name !== entity?.name),
    wanted.target,
  )
  const chosen = named.map((guess) =>
    guess.name === target.guess.name ? target.guess : keepRealValues(guess, target.guess),
  )
  const leaky = markLeaks(chosen, target.guess)
  if (!leaky.some((guess) => guess.name !== target.guess.name && isUsable(guess))) {
    const columns = joinNames(guesses.map(({ name }) => name))
    throw new LapidaryError('no-features-found', { file: table.file, target: target.guess.name, columns })
  }
  const columns = entity === undefined ? leaky : markConstantWithin(leaky, entity.name, target.guess.name)
  const time = entity === undefined ? undefined : guessTime(columns, entity.name, target.guess.name)
  const others = columns.filter(({ name }) => name !== target.guess.name && name !== time?.name)
  // The time orders rows and is no feature; if it is the only feature left, it stays one.
  const isOnlyFeature = time !== undefined && !others.some(isUsable)
  return {
    table,
    columns,
    target: { name: target.guess.name, reason: target.reason },
    entity,
    entityReason: search.reason,
    time: isOnlyFeature ? undefined : time,
  }
}

/** Adds notes to columns that a person may confuse: `Valor` and `valor`. */
function noteSimilarNames(guesses: readonly ColumnGuess[]): ColumnGuess[] {
  const folded = (name: string): string => foldText(name).replaceAll(/[\s_]+/g, ' ')
  const owners = new Map<string, string>()
  return guesses.map((guess) => {
    const owner = owners.get(folded(guess.name))
    if (owner === undefined) owners.set(folded(guess.name), guess.name)
    if (owner === undefined) return guess
    const note = `its name differs from ${JSON.stringify(owner)} only in letter case, accents or spaces: files and requests must spell it as here`
    return { ...guess, reasons: [...guess.reasons, note] }
  })
}

/**
 * Returns the name of a column as the file writes it. An accent may be part of a letter or a mark
 * after it, and looks the same.
 */
function toFileName({ columns }: RawTable, wanted: string | undefined): string | undefined {
  if (wanted === undefined || columns.some(({ name }) => name === wanted)) return wanted
  return columns.find(({ name }) => name.normalize('NFC') === wanted.normalize('NFC'))?.name ?? wanted
}

function findRequested(table: RawTable, guesses: readonly ColumnGuess[], wanted: string): EntitySearch {
  const names = guesses.map(({ name }) => name)
  if (!names.includes(wanted)) {
    const nearest = formatNearNames(findNearestNames(wanted, names))
    throw new LapidaryError('entity-not-in-data', {
      entity: wanted,
      file: table.file,
      columns: joinNames(names),
      nearest,
    })
  }
  const reason = 'asked for'
  return { entity: { name: wanted, reason }, reason }
}

/**
 * Makes the entity an identifier, whatever its guess was, because its texts distinguish entities.
 */
function toIdentifier(guess: ColumnGuess): ColumnGuess {
  if (guess.personal === true) return { ...guess, type: 'identifier' }
  const present = getPresentCells(guess.raw)
  const reason = `the entity: ${count(present.codes.length, 'value')} in ${count(present.rows, 'row')}`
  const share = 1 - present.rows / guess.raw.codes.length
  return createTextGuess(
    present,
    'identifier',
    share === 0 ? [reason] : [reason, `${percent(share)} missing`],
  )
}

/**
 * Keeps outliers that occur with some classes more than with others: they are no errors, but the
 * rows to look for.
 */
function keepRealValues(guess: ColumnGuess, target: ColumnGuess): ColumnGuess {
  if (guess.errors === undefined) return guess
  const classes = target.categories?.length ?? 0
  const far = new Array<number>(classes).fill(0)
  const all = new Array<number>(classes).fill(0)
  let [farRows, rows] = [0, 0]
  for (let row = 0; row < guess.raw.codes.length; row++) {
    const label = target.keys[target.raw.codes[row] as number] as number
    const code = guess.raw.codes[row] as number
    if (label < 0 || Number.isNaN(guess.errors.kept.values?.[code] ?? Number.NaN)) continue
    all[label] = (all[label] as number) + 1
    rows++
    if (!Number.isNaN(guess.values?.[code] ?? Number.NaN)) continue
    far[label] = (far[label] as number) + 1
    farRows++
  }
  // Sums over the classes with more outliers than expected, as in a chi-square test of
  // independence.
  const statistic = all.reduce((sum, times, label) => {
    const expected = (times * farRows) / Math.max(1, rows)
    const seen = far[label] as number
    return seen < 3 || seen < expected ? sum : sum + (seen - expected) ** 2 / expected
  }, 0)
  if (statistic < 11 + 2 * classes) return guess
  const note = `${count(farRows, 'row')} lie far from all others, but with some classes more than with others, so they are kept: if they are errors, write min and max`
  return { ...guess.errors.kept, reasons: [...guess.errors.kept.reasons, note] }
}
