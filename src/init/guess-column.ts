import { plainNumber } from '../data/cells/parsers/parsers.ts'
import { guessCategory } from './category/guess-category.ts'
import { guessDigits } from './category/guess-digits.ts'
import { guessList } from './category/guess-list.ts'
import { nameEvidence } from './category/name-evidence.ts'
import { type ColumnGuess, count, percent, type PresentCells, presentCells, textGuess } from './column-guess.ts'
import type { DayOrder } from './date/day-order.ts'
import { guessDate } from './date/guess-date.ts'
import { isMissing } from './guess-missing.ts'
import type { FileMark } from './number/decimal-mark.ts'
import { guessNumber } from './number/guess-number.ts'
import { personalReason } from './personal-data.ts'
import type { RawColumn } from './raw-table.ts'

/** Different values that a column of names has at least. */
const minNames = 20
/** Share of the rows whose value no other row has, above which a column names the rows. */
const nearlyAll = 0.9

const howToUseBirth =
  'if requests, the page and the prediction log may carry this date, remove personal: true and derive the age at the decision from it'

/** Returns what a column is, by its name and its cells, and by what its file says of decimal marks where the cells do not. */
export function guessColumn(raw: RawColumn, file?: FileMark, order?: DayOrder): ColumnGuess {
  const present = presentCells(raw)
  if (present.codes.length === 0)
    return textGuess(present, 'text', ['no row has a value', ...missingNotes(textGuess(present, 'text', []), present)])
  const personal = personalReason(raw, (text) => isMissing(text, present.missing))
  if (personal !== undefined) {
    const hidden = 'never a feature and never shown'
    const dates = guessDate(present, order)
    const howToUse = dates === undefined ? '' : `; ${howToUseBirth}`
    const guess = textGuess(present, 'text', [`personal data: ${personal}; ${hidden}${howToUse}`])
    return { ...guess, ...(dates?.date && { type: dates.type, date: dates.date }), personal: true }
  }
  const guess = guessDate(present, order) ?? guessDigits(present) ?? guessNumber(present, file) ?? guessText(present)
  const notes = missingNotes(guess, present)
  const reasons = [...guess.reasons, ...notes]
  const { errors } = guess
  const kept = errors === undefined ? undefined : { ...errors.kept, reasons: [...errors.kept.reasons, ...notes] }
  if (!isConstant(guess, present)) return { ...guess, reasons, ...(errors && kept ? { errors: { ...errors, kept } } : {}) }
  if (present.rows < raw.codes.length)
    return { ...guess, reasons: [...reasons, 'one value: only whether it is there can say something'] }
  return { ...guess, feature: false, reasons: [...reasons, 'constant: one value in every row, so it says nothing'] }
}

/** True if the file has one value of the column, before anything is taken as an error. */
function isConstant({ raw, values, errors }: ColumnGuess, { codes }: PresentCells): boolean {
  const first = codes[0] as number
  const all = errors === undefined ? values : errors.kept.values
  return codes.every((code) => (all === undefined ? raw.texts[code] === raw.texts[first] : all[code] === all[first]))
}

/** Says which texts were taken as missing, and in how many rows: a marker may be a value. */
function missingNotes(guess: ColumnGuess, { raw, rows }: PresentCells): string[] {
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
    const own = raw.texts.reduce((sum, text, code) => sum + (isOwn(text) ? (raw.counts[code] as number) : 0), 0)
    notes.push(`taken as missing: ${shown(guess.missing)}${own === 0 ? '' : ` (${count(own, 'row')})`}`)
  }
  if (guess.categories?.includes('NA') === true)
    notes.push('"NA" is taken as a code like the others: if it stands for "not known", remove it from categories')
  const lost = raw.codes.length - rows
  if (lost === 0) return notes
  const markers = raw.texts.filter((text) => text !== '' && isMissing(text, []) && guess.categories?.includes(text) !== true)
  const marked = markers.reduce((sum, text) => sum + (raw.counts[raw.texts.indexOf(text)] as number), 0)
  const share = `${percent(lost / raw.codes.length)} missing`
  if (marked === 0) return [...notes, share]
  const which = marked === lost ? 'all of them' : `${percent(marked / raw.codes.length)}`
  const advice = guess.type === 'category' ? `: add ${markers.length === 1 ? 'it' : 'them'} to categories if that is a value` : ''
  return [...notes, `${share}, ${which} the text ${shown(markers)}${advice}`]
}

function guessText(present: PresentCells): ColumnGuess {
  const { raw, codes, rows } = present
  const list = guessList(present)
  if (list !== undefined) return list
  const texts = codes.map((code) => raw.texts[code] as string)
  const values = `${count(codes.length, 'value')} in ${count(rows, 'row')}`
  if (nameEvidence(raw.name) === 'identifier' && codes.length > minNames)
    return textGuess(present, 'identifier', [`named like an identifier: ${values}`])
  const singles = codes.reduce((sum, code) => sum + (raw.counts[code] === 1 ? 1 : 0), 0)
  const words = texts.filter((text) => /\s/.test(text)).length > texts.length / 2
  if (codes.length > 2 && singles >= rows * nearlyAll) {
    const own = singles === rows ? 'every value is different' : `${percent(singles / rows)} of the rows have a value of their own`
    return words
      ? textGuess(present, 'text', [`free text: ${own}`])
      : textGuess(present, 'identifier', [`${own} and one word: it names the row`])
  }
  const length = texts.reduce((sum, text) => sum + text.length, 0) / texts.length
  if (words && length > 40 && codes.length > rows / 2) return textGuess(present, 'text', [`free text: ${values}`])
  return guessCategory(present)
}
