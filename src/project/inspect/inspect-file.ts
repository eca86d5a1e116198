import { listed } from '../../dataset/match-columns.ts'
import { LapidaryError } from '../../errors.ts'
import { nearestNames } from '../../lib/nearest-names.ts'
import type { ColumnGuess } from './column-guess.ts'
import { fileMark } from './decimal-mark.ts'
import { guessColumn } from './guess-column.ts'
import { type EntityGuess, guessEntity, markConstantWithin } from './guess-entity.ts'
import { isUsable, markLeaks } from './guess-leaks.ts'
import { guessTarget } from './guess-target.ts'
import { guessTime, type TimeGuess } from './guess-time.ts'
import { type RawTable, readRaw } from './raw-table.ts'

export interface InspectOptions {
  readonly target?: string | undefined
  readonly entity?: string | undefined
  /** Sheet of a workbook. Default: the one with the largest table. */
  readonly sheet?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** What a file seems to hold. */
export interface Inspection {
  readonly table: RawTable
  /** In the order of the file. */
  readonly columns: readonly ColumnGuess[]
  readonly target: { readonly name: string; readonly reason: string }
  readonly entity: EntityGuess | undefined
  /** Orders the rows of an entity. */
  readonly time: TimeGuess | undefined
}

/**
 * Looks at every column of a CSV or Parquet file and guesses a project. Throws the errors of reading, `target-not-in-data`,
 * `target-not-classes`, `no-target-found`, `entity-not-in-data`, `target-is-entity`, `no-features-found`.
 */
export async function inspectFile(path: string, options: InspectOptions): Promise<Inspection> {
  const table = await readRaw(path, options)
  const wanted = { target: asInFile(table, options.target), entity: asInFile(table, options.entity) }
  if (wanted.target !== undefined && wanted.target === wanted.entity && table.columns.some(({ name }) => name === wanted.target))
    throw new LapidaryError('target-is-entity', { column: wanted.target, file: table.file })
  const mark = fileMark(table)
  const guesses = table.columns.map((column) => {
    const guess = guessColumn(column, mark)
    return column.name === wanted.entity ? asIdentifier(guess) : guess
  })
  const entity = wanted.entity === undefined ? guessEntity(guesses, table.rowCount) : askedFor(table, guesses, wanted.entity)
  const target = guessTarget(
    table,
    guesses.filter(({ name }) => name !== wanted.entity),
    wanted.target,
  )
  const chosen = guesses.map((guess) => (guess.name === target.guess.name ? target.guess : guess))
  const leaky = markLeaks(chosen, target.guess)
  if (!leaky.some((guess) => guess.name !== target.guess.name && isUsable(guess))) {
    const columns = listed(guesses.map(({ name }) => name))
    throw new LapidaryError('no-features-found', { file: table.file, target: target.guess.name, columns })
  }
  const columns = entity === undefined ? leaky : markConstantWithin(leaky, entity.name, target.guess.name)
  const time = entity === undefined ? undefined : guessTime(columns, entity.name, target.guess.name)
  const others = columns.filter(({ name }) => name !== target.guess.name && name !== time?.name)
  // The time orders rows and is no feature: where it is the only one left, it stays one.
  const spared = time !== undefined && !others.some(isUsable)
  return { table, columns, target: { name: target.guess.name, reason: target.reason }, entity, time: spared ? undefined : time }
}

/** The name of a column as the file writes it: an accent may be a letter's own or a mark after it, and looks the same. */
function asInFile({ columns }: RawTable, wanted: string | undefined): string | undefined {
  if (wanted === undefined || columns.some(({ name }) => name === wanted)) return wanted
  return columns.find(({ name }) => name.normalize('NFC') === wanted.normalize('NFC'))?.name ?? wanted
}

function askedFor(table: RawTable, guesses: readonly ColumnGuess[], wanted: string): EntityGuess {
  const names = guesses.map(({ name }) => name)
  if (!names.includes(wanted)) {
    const nearest = listed(nearestNames(wanted, names))
    throw new LapidaryError('entity-not-in-data', { entity: wanted, file: table.file, columns: listed(names), nearest })
  }
  return { name: wanted, reason: 'asked for' }
}

/** The entity names something, whatever it looked like. */
function asIdentifier(guess: ColumnGuess): ColumnGuess {
  const { name, missing, raw, keys, personal, reasons } = guess
  const kept = personal === true ? { personal, reasons } : { reasons: ['the entity'] }
  return { name, type: 'identifier', missing, raw, keys, ...kept }
}
