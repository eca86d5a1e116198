import { plainNumber } from '../data/cells/parsers/parsers.ts'
import { guessCategory } from './category/guess-category.ts'
import { guessDigits } from './category/guess-digits.ts'
import { guessList } from './category/guess-list.ts'
import { classifyName } from './category/classify-name.ts'
import {
  type ColumnGuess,
  count,
  percent,
  type PresentCells,
  getPresentCells,
  createTextGuess,
} from './column-guess.ts'
import type { DayOrder } from './date/day-order.ts'
import { guessDate } from './date/guess-date.ts'
import { isMissing } from './guess-missing.ts'
import type { FileMark } from './number/decimal-mark.ts'
import { guessNumber } from './number/guess-number.ts'
import { findPersonalReason } from './personal-data.ts'
import type { RawColumn } from './raw-table.ts'

/** Different values that a column of names must have. */
const minNames = 20
/** Share of rows whose value no other row has, from which on a column names the rows. */
const nearlyAll = 0.9

const howToUseBirth =
  'if requests, the page and the prediction log may carry this date, remove personal: true and derive the age at the decision from it'

/**
 * Guesses a column by its name and its cells, and by the decimal mark and day order of its file
 * where the cells are ambiguous.
 */
export function guessColumn(raw: RawColumn, file?: FileMark, order?: DayOrder): ColumnGuess {
  const present = getPresentCells(raw)
  if (present.codes.length === 0)
    return createTextGuess(present, 'text', [
      'no row has a value',
      ...formatMissingNotes(createTextGuess(present, 'text', []), present),
    ])
  const personal = findPersonalReason(raw, (text) => isMissing(text, present.missing))
  if (personal !== undefined) {
    const hidden = 'never a feature and never shown'
    const dates = guessDate(present, order)
    const howToUse = dates === undefined ? '' : `; ${howToUseBirth}`
    const guess = createTextGuess(present, 'text', [`personal data: ${personal}; ${hidden}${howToUse}`])
    return { ...guess, ...(dates?.date && { type: dates.type, date: dates.date }), personal: true }
  }
  const guess =
    guessDate(present, order) ?? guessDigits(present) ?? guessNumber(present, file) ?? guessText(present)
  const notes = formatMissingNotes(guess, present)
  const reasons = [...guess.reasons, ...notes]
  const { errors } = guess
  const kept =
    errors === undefined ? undefined : { ...errors.kept, reasons: [...errors.kept.reasons, ...notes] }
  if (!isConstant(guess, present))
    return { ...guess, reasons, ...(errors && kept ? { errors: { ...errors, kept } } : {}) }
  if (present.rows < raw.codes.length)
    return { ...guess, reasons: [...reasons, 'one value: only its presence carries information'] }
  return {
    ...guess,
    feature: false,
    reasons: [...reasons, 'constant: one value in every row, so it carries no information'],
  }
}

/** Returns true if the column has one value in the file, before any value is taken as an error. */
function isConstant({ raw, values, errors }: ColumnGuess, { codes }: PresentCells): boolean {
  const first = codes[0] as number
  const all = errors === undefined ? values : errors.kept.values
  return codes.every((code) =>
    all === undefined ? raw.texts[code] === raw.texts[first] : all[code] === all[first],
  )
}

/**
 * Formats notes on the texts that were taken as missing, and their rows, as a marker may be a
 * value.
 */
function formatMissingNotes(guess: ColumnGuess, { raw, rows }: PresentCells): string[] {
  const notes: string[] = []
  const shown = (texts: readonly string[]): string =>
    texts
      .slice(0, 5)
      .map((text) => JSON.stringify(text))
      .join(', ')
  if (guess.missing.length > 0) {
    const numbers = new Set(guess.missing.map(plainNumber))
    const isOwn = (text: string): boolean =>
      guess.missing.includes(text) || (plainNumber(text) !== null && numbers.has(plainNumber(text)))
    const own = raw.texts.reduce(
      (sum, text, code) => sum + (isOwn(text) ? (raw.counts[code] as number) : 0),
      0,
    )
    notes.push(`taken as missing: ${shown(guess.missing)}${own === 0 ? '' : ` (${count(own, 'row')})`}`)
  }
  if (guess.categories?.includes('NA') === true)
    notes.push(
      '"NA" is taken as a code like the others: if it stands for "not known", remove it from categories',
    )
  const lost = raw.codes.length - rows
  if (lost === 0) return notes
  const markers = raw.texts.filter(
    (text) => text !== '' && isMissing(text, []) && guess.categories?.includes(text) !== true,
  )
  const marked = markers.reduce((sum, text) => sum + (raw.counts[raw.texts.indexOf(text)] as number), 0)
  const share = `${percent(lost / raw.codes.length)} missing`
  if (marked === 0) return [...notes, share]
  const which = marked === lost ? 'all of them' : `${percent(marked / raw.codes.length)}`
  const advice =
    guess.type === 'category'
      ? `: add ${markers.length === 1 ? 'it' : 'them'} to categories if that is a value`
      : ''
  return [...notes, `${share}, ${which} the text ${shown(markers)}${advice}`]
}

function guessText(present: PresentCells): ColumnGuess {
  const { raw, codes, rows } = present
  const list = guessList(present)
  if (list !== undefined) return list
  const texts = codes.map((code) => raw.texts[code] as string)
  const values = `${count(codes.length, 'value')} in ${count(rows, 'row')}`
  if (classifyName(raw.name) === 'identifier' && codes.length > minNames)
    return createTextGuess(present, 'identifier', [`named like an identifier: ${values}`])
  const singles = codes.reduce((sum, code) => sum + (raw.counts[code] === 1 ? 1 : 0), 0)
  const words = texts.filter((text) => /\s/.test(text)).length > texts.length / 2
  if (codes.length > 2 && singles >= rows * nearlyAll) {
    const own =
      singles === rows
        ? 'every value is different'
        : `${percent(singles / rows)} of the rows have a value of their own`
    return words
      ? createTextGuess(present, 'text', [`free text: ${own}`])
      : createTextGuess(present, 'identifier', [`${own} and one word: it names the row`])
  }
  const length = texts.reduce((sum, text) => sum + text.length, 0) / texts.length
  if (words && length > 40 && codes.length > rows / 2)
    return createTextGuess(present, 'text', [`free text: ${values}`])
  return guessCategory(present)
}
