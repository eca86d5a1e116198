import { splitList } from '../../dataset/collect/list-collector.ts'
import { decimalComma, looseNumber, plainNumber, yearsAndMonths } from '../../dataset/parsers.ts'
import { orderCategories } from './category-order.ts'
import { type ColumnGuess, count, percent } from './column-guess.ts'
import { evidenceOf, type FileMark, type MarkEvidence } from './decimal-mark.ts'
import { guessMissing, isMissing } from './guess-missing.ts'
import { guessRange } from './guess-range.ts'
import { personalReason, wordsOf } from './personal-data.ts'
import type { RawColumn } from './raw-table.ts'

const mostCategories = 50
const mostKept = 30
/** Share of the cells that a reading must make sense of. */
const enough = 0.9

/** The cells of one column that are not missing. */
interface Present {
  readonly raw: RawColumn
  readonly missing: readonly string[]
  /** Indices of texts. */
  readonly codes: readonly number[]
  readonly rows: number
  readonly id: boolean
}

/** What a column is, by its name and its cells, and by what its file says of decimal marks where the cells do not. */
export function guessColumn(raw: RawColumn, file?: FileMark): ColumnGuess {
  const missing = guessMissing(raw)
  const codes = raw.texts.flatMap((text, code) => (isMissing(text, missing) ? [] : [code]))
  const rows = codes.reduce((sum, code) => sum + (raw.counts[code] as number), 0)
  const id = /(^| )(id|uuid|guid|key|codigo|cod|matricula)$|^(id|cod) /.test(wordsOf(raw.name))
  const present: Present = { raw, missing, codes, rows, id }
  if (codes.length === 0) return textGuess(present, 'text', ['no row has a value'])
  const personal = personalReason(raw, (text) => isMissing(text, missing))
  if (personal !== undefined) {
    const hidden = 'never a feature and never shown'
    return { ...textGuess(present, 'text', [`personal data: ${personal}; ${hidden}`]), missing, personal: true }
  }
  const guess = numberGuess(present, file) ?? textLike(present)
  const notes: string[] = [...guess.reasons]
  if (guess.missing.length > 0)
    notes.push(
      `taken as missing: ${guess.missing
        .slice(0, 5)
        .map((text) => JSON.stringify(text))
        .join(', ')}`,
    )
  if (rows < raw.codes.length) notes.push(`${percent(1 - rows / raw.codes.length)} missing`)
  if (new Set(guess.keys.filter((key) => key >= 0)).size === 1) {
    return {
      ...guess,
      feature: false,
      reasons: [
        ...notes,
        `constant: one value in ${rows < raw.codes.length ? 'every row that has one' : 'every row'}, so it cannot tell anything`,
      ],
    }
  }
  return { ...guess, reasons: notes }
}

function numberGuess(present: Present, file: FileMark | undefined): ColumnGuess | undefined {
  const { raw, codes, rows, id } = present
  const evidence = evidenceOf(codes.filter((code) => raw.numbers?.has(code) !== true).map((code) => raw.texts[code] as string))
  // `1,234` and `1.234` alone are open: then the file settles it.
  const undecided = evidence.comma === undefined && evidence.point === undefined && evidence.open !== undefined
  const byFile = undecided && file?.mark === 'comma' && (file.supposed !== true || evidence.open?.includes(','))
  const comma = [['decimalComma', decimalComma]] as const
  const readings = [
    ...(byFile ? comma : []),
    [undefined, plainNumber],
    ...(evidence.comma === undefined ? [] : comma),
    ['looseNumber', looseNumber],
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
  // The first of the best: plain before all others.
  const best = scored.reduce((a, b) => (b.share > a.share ? b : a))
  if (best.share < enough) return undefined
  const { values, parse } = best
  const integer = codes.every((code) => Number.isNaN(values[code]) || Number.isInteger(values[code]))
  const reasons = parse === undefined ? [] : [numberReason(parse, present, evidence, file)]
  if (best.share < 1) reasons.push(`${percent(1 - best.share)} of the cells hold no number and become missing`)
  const guess: ColumnGuess = {
    name: raw.name,
    type: integer ? 'integer' : 'number',
    ...(parse === undefined ? {} : { parse }),
    missing: present.missing,
    reasons,
    raw,
    keys: keysOf(values),
    values,
  }
  if (integer && codes.length > 20 && (id || countsRows(raw, values))) {
    const reason = id ? 'named like an identifier' : 'counts the rows'
    return {
      ...guess,
      type: 'identifier',
      reasons: [`${reason}: ${count(codes.length, 'value')} in ${count(raw.codes.length, 'row')}`],
    }
  }
  return withRange(guess)
}

/** Limits and a typical value; what lies outside becomes missing. */
function withRange(guess: ColumnGuess): ColumnGuess {
  const values = guess.values as Float64Array
  const integer = guess.type === 'integer'
  const all = guess.raw.codes.length
  const sorted = Float64Array.from(guess.raw.codes, (code) => values[code] as number)
    .filter((value) => !Number.isNaN(value))
    .sort()
  const { min, max, outside, low, high } = guessRange(sorted, integer)
  const cleaned = values.map((value) => (value < min || value > max ? Number.NaN : value))
  const inside = sorted.filter((value) => value >= min && value <= max)
  const median = inside[inside.length >> 1] as number
  const range = `from ${low.toLocaleString('en')} to ${high.toLocaleString('en')} in the file`
  const note =
    outside > 0 ? `${range}; ${percent((outside * sorted.length) / all)} lie far outside and are taken as errors` : range
  // Examples are published: they are rounded, and a number that may name somebody is none.
  const rounded = Number(median.toPrecision(2))
  const example = rounded >= min && rounded <= max ? rounded : median
  const naming = integer && median >= 1e7 && guess.raw.texts.length > sorted.length * 0.9
  return {
    ...guess,
    min,
    max,
    ...(naming ? {} : { example }),
    values: cleaned,
    keys: keysOf(cleaned),
    reasons: [...guess.reasons, note],
  }
}

function numberReason(
  parse: NonNullable<ColumnGuess['parse']>,
  { raw, codes }: Present,
  { comma, point, open }: MarkEvidence,
  file: FileMark | undefined,
): string {
  const odd = codes.map((code) => raw.texts[code] as string).find((text) => plainNumber(text) === null) ?? ''
  if (parse === 'yearsAndMonths') return `durations, read as months, such as ${JSON.stringify(odd)}`
  if (parse === 'decimalComma') {
    if (comma !== undefined) return `numbers with decimal comma, such as ${JSON.stringify(comma)}`
    const [said, otherwise] = open?.includes(',')
      ? ['decimal comma', 'if this one sets thousands apart, import looseNumber and write parse: looseNumber']
      : ['points that set thousands apart', 'if this point is a decimal mark, remove parse']
    return `numbers with ${said}, such as ${JSON.stringify(open)}: ${file?.because ?? ''}; ${otherwise}`
  }
  const said = `numbers inside text, such as ${JSON.stringify(odd)}`
  const settled = point !== undefined && comma === undefined
  if (open === undefined || !open.includes(',') || settled) return said
  const because = file?.mark === 'point' ? `: ${file.because}` : ', which nothing in the file settles'
  const otherwise = 'if this one is the decimal mark, import decimalComma and write parse: decimalComma'
  return `${said}; the comma of ${JSON.stringify(open)} is taken to set thousands apart${because}; ${otherwise}`
}

/** Every row one more than the row before. */
function countsRows(raw: RawColumn, values: Float64Array): boolean {
  for (let row = 1; row < raw.codes.length; row++) {
    if (values[raw.codes[row] as number] !== (values[raw.codes[row - 1] as number] as number) + 1) return false
  }
  return true
}

function textLike(present: Present): ColumnGuess {
  const { raw, codes, rows, id } = present
  const repeats = rows / codes.length
  const list = listGuess(present)
  if (list !== undefined) return list
  if (id && codes.length > 20) {
    return textGuess(present, 'identifier', [
      `named like an identifier: ${count(codes.length, 'value')} in ${count(rows, 'row')}`,
    ])
  }
  const texts = codes.map((code) => raw.texts[code] as string)
  if (texts.filter((text) => /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ]|$)/.test(text)).length >= texts.length * enough) {
    return textGuess(present, 'text', ['dates are kept out of the features; derive numbers from them'])
  }
  if (codes.length <= mostCategories && (repeats >= 2 || codes.length <= 2)) return categoryGuess(present, codes)
  const common = [...codes].sort((a, b) => (raw.counts[b] as number) - (raw.counts[a] as number)).slice(0, mostKept)
  const covered = common.reduce((sum, code) => sum + (raw.counts[code] as number), 0) / rows
  if (covered >= enough && repeats >= 5) {
    const guess = categoryGuess(present, common)
    const note = `${count(codes.length, 'value')}: the ${mostKept} most frequent are kept, the rest (${percent(1 - covered)}) become missing`
    return { ...guess, reasons: [note, ...guess.reasons] }
  }
  const words = texts.filter((text) => /\s/.test(text)).length > texts.length / 2
  if (!words && repeats < 1.01)
    return textGuess(present, 'identifier', ['every value is different and one word: it names the row'])
  return textGuess(present, words ? 'text' : 'identifier', [
    `${count(codes.length, 'value')} in ${count(rows, 'row')}: too many for categories`,
  ])
}

/** Categories, with those that differ only in case made one. */
function categoryGuess({ raw, missing }: Present, codes: readonly number[]): ColumnGuess {
  const canonical = new Map<string, number>()
  const keys = new Int32Array(raw.texts.length).fill(-1)
  for (const code of [...codes].sort((a, b) => (raw.counts[b] as number) - (raw.counts[a] as number))) {
    const folded = (raw.texts[code] as string).toLowerCase()
    if (!canonical.has(folded)) canonical.set(folded, code)
    keys[code] = canonical.get(folded) as number
  }
  const spelt = codes.filter((code) => keys[code] !== code)
  const spellings = Object.fromEntries(spelt.map((code) => [raw.texts[code], raw.texts[keys[code] as number]])) as Record<
    string,
    string
  >
  const categories = orderCategories(Array.from(canonical.values(), (code) => raw.texts[code] as string))
  return {
    name: raw.name,
    type: 'category',
    categories,
    ...(spelt.length > 0 ? { spellings } : {}),
    missing,
    example: raw.texts[[...canonical.values()][0] as number] as string,
    reasons: [
      count(categories.length, 'different value'),
      ...(spelt.length > 0 ? ['spellings that differ in case only are made one'] : []),
    ],
    raw,
    keys,
  }
}

/** Cells of several items from a small set. */
function listGuess({ raw, missing, codes, rows }: Present): ColumnGuess | undefined {
  const items = new Map<string, number>()
  let several = 0
  for (const code of codes) {
    const parts = splitList(raw.texts[code] as string)
    if (parts.length > 1) several += raw.counts[code] as number
    for (const part of parts) items.set(part, (items.get(part) ?? 0) + (raw.counts[code] as number))
    if (items.size > mostCategories) return undefined
  }
  if (several < rows * 0.1 || items.size * 2 > codes.length) return undefined
  const keys = new Int32Array(raw.texts.length).fill(-1)
  for (const code of codes) keys[code] = code
  const reason = `lists of ${count(items.size, 'different item')}; ${percent(several / rows)} have more than one`
  return { name: raw.name, type: 'list', categories: orderCategories([...items.keys()]), missing, reasons: [reason], raw, keys }
}

function textGuess({ raw, missing, codes }: Present, type: 'text' | 'identifier', reasons: readonly string[]): ColumnGuess {
  const keys = new Int32Array(raw.texts.length).fill(-1)
  for (const code of codes) keys[code] = code
  return { name: raw.name, type, missing, reasons, raw, keys }
}

/** Equal numbers get equal keys. */
function keysOf(values: Float64Array): Int32Array {
  const known = new Map<number, number>()
  return Int32Array.from(values, (value, code) => {
    if (Number.isNaN(value)) return -1
    const key = known.get(value) ?? code
    known.set(value, key)
    return key
  })
}
