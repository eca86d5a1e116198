import { decimalComma, looseNumber, plainNumber, yearsAndMonths } from '../../data/cells/parsers/parsers.ts'
import { splitWords } from '../personal-data.ts'
import type { RawColumn } from '../raw-table.ts'
import { type ColumnGuess, count, percent, type PresentCells } from '../column-guess.ts'
import { findMarkExamples, type FileMark, type MarkExamples } from './decimal-mark.ts'
import { findSentinels, type Sentinel } from './find-sentinels.ts'
import { guessRange } from './guess-range.ts'

/** Share of cells that a parser must be able to read. */
const minShare = 0.9
/** Quantities that may be negative, although no row of a file is. */
const signedNames =
  /(^| )(saldo|balance|lucro|profit|prejuizo|resultado|result|delta|dif|diff|difference|diferenca|variacao|variation|change|temp|temperature|temperatura|return|retorno|margin|margem|net|liquido|growth|crescimento|desvio|deviation|offset|lat|latitude|lon|lng|long|longitude|zscore|score)( |$)/

/** Guesses a column of numbers; undefined if its cells hold none. */
export function guessNumber(present: PresentCells, file: FileMark | undefined): ColumnGuess | undefined {
  const { raw, codes } = present
  const evidence = findMarkExamples(
    codes.filter((code) => raw.numbers?.has(code) !== true).map((code) => raw.texts[code] as string),
  )
  const { values, parse, share } = chooseParser(present, evidence, file)
  if (share < minShare) return undefined
  const reasons = parse === undefined ? [] : [formatNumberReason(parse, present, evidence, file)]
  if (share < 1) reasons.push(formatLostReason(present, values, share))
  const guess: ColumnGuess = {
    name: raw.name,
    type: codes.every((code) => Number.isNaN(values[code]) || Number.isInteger(values[code]))
      ? 'integer'
      : 'number',
    ...(parse === undefined ? {} : { parse }),
    missing: present.missing,
    reasons,
    raw,
    keys: computeKeys(values),
    values,
  }
  return addRange(removeSentinels(guess))
}

function chooseParser(
  { raw, codes, rows }: PresentCells,
  evidence: MarkExamples,
  file: FileMark | undefined,
) {
  // `1,234` and `1.234` alone are ambiguous: then the file decides.
  const undecided =
    evidence.comma === undefined && evidence.point === undefined && evidence.open !== undefined
  const byFile =
    undecided && file?.mark === 'comma' && (file.supposed !== true || evidence.open?.includes(','))
  const comma = [['decimalComma', decimalComma]] as const
  const readings = [
    ...(byFile ? comma : []),
    [undefined, plainNumber],
    ...(evidence.comma === undefined ? [] : comma),
    ...(hasLetterCodes(raw) ? [] : ([['looseNumber', looseNumber]] as const)),
    ['yearsAndMonths', yearsAndMonths],
  ] as const
  const scored = readings.map(([parse, reader]) => {
    const values = new Float64Array(raw.texts.length).fill(Number.NaN)
    let read = 0
    for (const code of codes) {
      const text = raw.texts[code] as string
      const value = raw.numbers?.has(code) === true ? plainNumber(text) : reader(text)
      if (value === null) continue
      values[code] = value
      read += raw.counts[code] as number
    }
    return { parse, values, share: read / rows }
  })
  // The first of the best is chosen, so plain numbers take precedence.
  return scored.reduce((a, b) => (b.share > a.share ? b : a))
}

/**
 * Returns true for codes such as `1A`, `1B` and `2A`: one letter after the digits is a unit only if
 * it is always the same.
 */
function hasLetterCodes({ texts }: RawColumn): boolean {
  return new Set(texts.flatMap((text) => /^\d+([A-Za-z])$/.exec(text)?.[1]?.toUpperCase() ?? [])).size > 1
}

/** Formats a note on the cells without a number, which may be categories. */
function formatLostReason({ raw, codes }: PresentCells, values: Float64Array, share: number): string {
  const lost = codes
    .filter((code) => Number.isNaN(values[code]))
    .sort((a, b) => (raw.counts[b] as number) - (raw.counts[a] as number))
  const examples = lost.slice(0, 3).map((code) => JSON.stringify((raw.texts[code] as string).slice(0, 40)))
  return `${percent(1 - share)} of the cells hold no number and become missing (${examples.join(', ')})`
}

/** Makes certain sentinels missing, and adds notes on the others. */
function removeSentinels(guess: ColumnGuess): ColumnGuess {
  const found = findSentinels(sortValues(guess))
  if (found.length === 0) return guess
  const certain = new Set(found.filter((sentinel) => sentinel.isCertain).map(({ value }) => value))
  const values = (guess.values as Float64Array).map((value) => (certain.has(value) ? Number.NaN : value))
  return {
    ...guess,
    missing: [...guess.missing, ...Array.from(certain, String)],
    values,
    keys: computeKeys(values),
    reasons: [...guess.reasons, ...found.filter((sentinel) => !sentinel.isCertain).map(formatSuspicion)],
  }
}

function formatSuspicion({ value, rows, next }: Sentinel): string {
  const distance = `the nearest other value is ${next.toLocaleString('en')}`
  return `${count(rows, 'row')} have ${value.toLocaleString('en')} and ${distance}: if it stands for "not known", add missing: ['${value}']`
}

/** Adds limits and a typical value; numbers beyond the limits become missing. */
function addRange(guess: ColumnGuess): ColumnGuess {
  const values = guess.values as Float64Array
  const integer = guess.type === 'integer'
  const sorted = sortValues(guess)
  const [low, high] = [sorted[0] as number, sorted.at(-1) as number]
  if (low === high) return guess
  const range = guessRange(sorted, { integer, signed: signedNames.test(splitWords(guess.name)) })
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = range
  const inside = sorted.filter((value) => value >= min && value <= max)
  const median = inside[inside.length >> 1] as number
  const example = chooseExample(inside, median)
  // A number that may identify a person is no example.
  const naming = integer && median >= 1e7 && guess.raw.texts.length > sorted.length * 0.9
  const seen = `from ${low.toLocaleString('en')} to ${high.toLocaleString('en')} in the file`
  const kept: ColumnGuess = { ...guess, ...(naming ? {} : { example }), reasons: [...guess.reasons, seen] }
  const rows = sorted.length - inside.length
  if (rows === 0) return { ...kept, ...range }
  const outside = new Set(sorted.filter((value) => value < min || value > max))
  const examples = [...outside]
    .slice(0, 1)
    .concat([...outside].slice(-2))
    .map((value) => value.toLocaleString('en'))
  const share = percent(rows / guess.raw.codes.length)
  const far = `${count(rows, 'row')} (${share}) far from all others (${[...new Set(examples)].join('; ')})`
  const note = `${seen}; taken as errors, which become missing: ${far}; if they are real, change min and max`
  const cleaned = values.map((value) => (value < min || value > max ? Number.NaN : value))
  return {
    ...kept,
    ...range,
    values: cleaned,
    keys: computeKeys(cleaned),
    reasons: [...guess.reasons, note],
    errors: { rows, kept },
  }
}

/**
 * Chooses an example. Examples are published, so they are rounded as much as the values allow: a
 * year is not 2000 if all are later.
 */
function chooseExample(inside: Float64Array, median: number): number {
  const [low, high] = [inside[0] as number, inside.at(-1) as number]
  for (let digits = 2; digits < 15; digits++) {
    const rounded = Number(median.toPrecision(digits))
    if (rounded >= low && rounded <= high) return rounded
  }
  return median
}

/** Returns the values of all rows, ascending. */
function sortValues({ raw, values }: ColumnGuess): Float64Array {
  return Float64Array.from(raw.codes, (code) => values?.[code] as number)
    .filter((value) => !Number.isNaN(value))
    .sort()
}

function formatNumberReason(
  parse: NonNullable<ColumnGuess['parse']>,
  { raw, codes }: PresentCells,
  { comma, point, open }: MarkExamples,
  file: FileMark | undefined,
): string {
  const odd = codes.map((code) => raw.texts[code] as string).find((text) => plainNumber(text) === null) ?? ''
  if (parse === 'yearsAndMonths') return `durations, read as months, such as ${JSON.stringify(odd)}`
  if (parse === 'decimalComma') {
    if (comma !== undefined) return `numbers with decimal comma, such as ${JSON.stringify(comma)}`
    const [said, otherwise] = open?.includes(',')
      ? ['decimal comma', 'if this one is a thousands separator, remove it from the cells']
      : ['points as thousands separators', 'if this point is a decimal mark, write parse: Number']
    return `numbers with ${said}, such as ${JSON.stringify(open)}: ${file?.because ?? ''}; ${otherwise}`
  }
  const said = `numbers inside text, such as ${JSON.stringify(odd)}`
  const settled = point !== undefined && comma === undefined
  if (open === undefined || !open.includes(',') || settled) return said
  const because = file?.mark === 'point' ? `: ${file.because}` : ', which the file does not decide'
  const otherwise = 'if this one is the decimal mark, import decimalComma and write parse: decimalComma'
  return `${said}; the comma of ${JSON.stringify(open)} is read as a thousands separator${because}; ${otherwise}`
}

/** Computes keys, which are equal for equal numbers. */
export function computeKeys(values: Float64Array): Int32Array {
  const known = new Map<number, number>()
  return Int32Array.from(values, (value, code) => {
    if (Number.isNaN(value)) return -1
    const key = known.get(value) ?? code
    known.set(value, key)
    return key
  })
}
