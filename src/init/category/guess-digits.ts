import { type ColumnGuess, count, percent, type PresentCells, createTextGuess } from '../column-guess.ts'
import { guessCategory } from './guess-category.ts'
import { classifyName } from './classify-name.ts'

/** Rows from which on a column can be seen to be all different. */
const minRows = 20
/** Share of different values from which on almost every row has its own. */
const nearlyAll = 0.98
/**
 * Share of rows whose code no other row has, from which on a code cannot be learned from: each new
 * row has another one.
 */
const nearlyAllSingle = 0.9
/** Largest number of digits of a quantity: more are not exact as numbers. */
const maxNumberDigits = 15
/** Points of evidence from which on a column of different integers is an identifier. */
const minPoints = 3

const howToChange = 'if it is a quantity, write column.integer'

/**
 * Guesses a column of digits that name something; undefined if the digits are a quantity. A code
 * (of a municipality, a postal area) is a category that keeps its text; an identifier names a row,
 * a person or a contract.
 */
export function guessDigits(present: PresentCells): ColumnGuess | undefined {
  const { raw, codes, rows } = present
  const texts = codes.map((code) => raw.texts[code] as string)
  if (!texts.every((text) => /^\d{1,40}(\.0+)?$/.test(text))) return undefined
  const name = classifyName(raw.name)
  const unique = rows >= minRows && codes.length >= rows * nearlyAll
  if (name === 'quantity') return undefined
  const padded = codes.filter((code) => /^0\d/.test(raw.texts[code] as string))
  const paddedRows = padded.reduce((sum, code) => sum + (raw.counts[code] as number), 0)
  if (padded.length > 1 && paddedRows >= rows * 0.01) {
    const because = `a code: values begin with 0, such as ${JSON.stringify(raw.texts[padded[0] as number])}`
    const singles = codes.filter((code) => raw.counts[code] === 1).length
    return unique || singles >= Math.max(minRows, rows * nearlyAllSingle)
      ? guessIdentifier(present, `${because}, and almost every row has its own`)
      : guessCode(present, because)
  }
  if (unique) {
    const evidence = findIdentifierEvidence(present, texts, name === 'identifier' || name === 'code')
    return evidence === undefined ? undefined : guessIdentifier(present, evidence)
  }
  if (name === 'identifier' && codes.length > 2) {
    const reason = `named like an identifier: ${formatDistinct(present)}`
    return codes.length > minRows
      ? guessIdentifier(present, reason)
      : guessCode(present, `${reason}; ${howToChange}`)
  }
  if (texts.some((text) => text.length > maxNumberDigits))
    return guessIdentifier(
      present,
      `numbers of more than ${maxNumberDigits} digits name something: ${formatDistinct(present)}`,
    )
  if (name === 'code' || name === 'thing')
    return guessCode(
      present,
      `named like ${name === 'code' ? 'a code' : 'a numbered place or thing'}; ${howToChange}`,
    )
  const shape = findCodeEvidence(present, texts)
  return shape === undefined ? undefined : guessCode(present, shape)
}

function guessIdentifier(present: PresentCells, reason: string): ColumnGuess {
  return createTextGuess(present, 'identifier', [reason])
}

function guessCode(present: PresentCells, reason: string): ColumnGuess {
  const guess = guessCategory(present)
  const categories = guess.categories ?? []
  const known = new Set(categories)
  const widths = [...new Set(categories.map((category) => category.length))].sort((a, b) => a - b)
  const [shorter = 0, longer = 0] = widths
  const bare = categories.find(
    (category) => /^0\d/.test(category) && known.has(category.replace(/^0+(?=\d)/, '')),
  )
  // If 98 and 100 are codes, 99 is one too.
  const nines = categories.find((category) => /^99+$/.test(category) && !isWithin(category, known))
  const notes: string[] = []
  if (bare !== undefined)
    notes.push(
      `"${bare}" and "${bare.replace(/^0+(?=\d)/, '')}" are kept apart: if they are one, name one in spellings`,
    )
  else if (widths.length === 2 && shorter >= 4 && longer === shorter + 1)
    notes.push(
      `some have ${shorter} digits instead of ${longer}: if zeros in front were lost, either form is read as the other`,
    )
  if (nines !== undefined)
    notes.push(
      `if "${nines}" stands for "not known", write missing: ['${nines}'] and remove it from categories`,
    )
  return { ...guess, reasons: [reason, ...guess.reasons, ...notes] }
}

/** Returns true if the numbers next to a code are codes too. */
function isWithin(category: string, known: ReadonlySet<string>): boolean {
  return [-1, 1].every((step) => known.has(String(Number(category) + step).padStart(category.length, '0')))
}

function formatDistinct({ codes, rows }: PresentCells): string {
  return `${count(codes.length, 'value')} in ${count(rows, 'row')}`
}

/**
 * Returns the evidence that integers, almost all different, are identifiers and not a quantity such
 * as an income; undefined if it is too weak.
 */
function findIdentifierEvidence(
  present: PresentCells,
  texts: readonly string[],
  named: boolean,
): string | undefined {
  const { rows } = present
  const numbers = texts.map(Number)
  const [low, high] = numbers.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [Infinity, -Infinity],
  )
  const widths = new Set(texts.map((text) => text.replace(/\..*/, '').length))
  const width = widths.size === 1 ? ([...widths][0] as number) : 0
  const signs: [number, string][] = []
  if (named) signs.push([2, 'its name suggests it'])
  if (Math.max(...widths) > maxNumberDigits) signs.push([3, `it has more than ${maxNumberDigits} digits`])
  if (isCounter(present)) signs.push([3, 'it counts up row by row'])
  // The expected number of equal pairs of draws from a range of this size. Ranks are all different
  // too, so another sign is required.
  const expected = (rows * rows) / 2 / Math.max(1, high - low + 1)
  if (texts.length === rows && expected >= 5)
    signs.push([2, 'no value repeats, unlike in a quantity of this range'])
  if (width >= 6) signs.push([width >= 9 ? 3 : 1, `all have ${width} digits`])
  const round = numbers.filter((value) => value % 10 === 0).length / numbers.length
  const points = signs.reduce((sum, [value]) => sum + value, 0) - (round > 0.3 ? 2 : 0)
  if (points < minPoints) return undefined
  const own =
    texts.length === rows
      ? 'every row has its own value'
      : `${percent(texts.length / rows)} of the rows have their own value`
  return `an identifier: ${own}; ${signs.map(([, sign]) => sign).join('; ')}; ${howToChange}`
}

/**
 * Returns true if the values rise row by row in steps of one size. A quantity by which the file is
 * sorted has large steps at its ends.
 */
function isCounter({ raw }: PresentCells): boolean {
  const numbers = Float64Array.from(raw.codes, (code) =>
    raw.texts[code] === '' ? Number.NaN : Number(raw.texts[code]),
  )
  const steps = numbers.slice(1).map((value, row) => value - (numbers[row] as number))
  const sorted = steps.toSorted()
  return (sorted[0] as number) > 0 && (sorted.at(-1) as number) <= 20 * (sorted[sorted.length >> 1] as number)
}

/**
 * Returns the evidence that integers that repeat are codes, by their shape alone: equal numbers of
 * digits, far apart, and not round.
 */
function findCodeEvidence({ codes, rows }: PresentCells, texts: readonly string[]): string | undefined {
  const width = (texts[0] as string).length
  if (width < 5 || codes.length < 3 || rows < codes.length * 5 || texts.some((text) => text.length !== width))
    return undefined
  const numbers = texts.map(Number).sort((a, b) => a - b)
  const isDate = numbers.every((value) =>
    /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?$/.test(String(value)),
  )
  const isSparse = (numbers.at(-1) as number) - (numbers[0] as number) > codes.length * 50
  const isRound = numbers.filter((value) => value % 10 === 0).length > numbers.length * 0.3
  if (isDate || !isSparse || isRound) return undefined
  return `a code: ${count(codes.length, 'value')} of ${width} digits that repeat and lie far apart; ${howToChange}`
}
