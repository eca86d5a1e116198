const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
/** A leading zero has no thousands after it: `0,051` is a fraction. */
const grouped = /^[+-]?[1-9]\d{0,2}(?:[.,\u00a0\u2009\u202f'’ ]\d{3})+$/
/** The last alternative is Indian grouping: `12,34,567.5`. */
const groupedWithPoint =
  /^[+-]?(?:[1-9]\d{0,2}(?:[,\u00a0\u2009\u202f'’ ]\d{3})+|[1-9]\d?(?:,\d\d)+,\d{3})(?:\.\d*)?$/
const spaced = /^[+-]?[1-9]\d{0,2}(?:[\u00a0\u2009\u202f'’ ]\d{3})+(?:\.\d*)?$/
const indian = /^[+-]?[1-9]\d?(?:,\d\d)+,\d{3}(?:\.\d*)?$/
const currency = /^([+-]?)\s*(?:R\$|US\$|[$€£¥₹]|(?:USD|EUR|BRL|GBP|JPY|CHF|INR)(?=[\s\d]))\s*/i
/** Suffixes such as `k` and `M` change the value, so they are no units. */
const unit = /\s*(?:[$€£¥₹%°]|(?!(?:k|m|b|mi|mil|bi|bn|mn|tri)$)[\p{L}][\p{L}²³/.°]*(?:\s+[\p{L}]+)?)$/iu

/**
 * Characters of the longest text that is parsed: some of the patterns take the square of the
 * length.
 */
const maxLength = 200

/**
 * Parses a finite number as programs write it. Spaces around it are allowed.
 *
 * @param cell text of a cell
 * @returns the number; `null` for any other text
 * @throws never
 * @example
 * ```ts
 * import { plainNumber } from 'lapidary'
 *
 * plainNumber(' -3.5 ') // -3.5
 * plainNumber('1e-3') // 0.001
 * plainNumber('12 kg') // null
 * ```
 */
export function plainNumber(cell: string): number | null {
  const text = cell.trim()
  return text.length <= maxLength && plain.test(text) ? toFinite(Number(text)) : null
}

/**
 * Parses a number inside text: stray underscores (`28_`), currency (`R$ 10`), percent (`5 %` is 5),
 * one or two unit words (`70 kg`), thousands separators (`1,234.56`, `1.234,56`) and accountants'
 * negatives (`(12.5)`). A single comma or point is the decimal mark, unless a comma is followed by
 * exactly three digits and sets thousands apart: `1,234`, but not `0,234`.
 *
 * @param cell text of a cell, at most 200 characters
 * @returns the number; `null` for a text without one or with several
 * @throws never
 * @example
 * ```ts
 * import { looseNumber } from 'lapidary'
 *
 * looseNumber('R$ 1.234,56') // 1234.56
 * looseNumber('70 kg') // 70
 * looseNumber('3 to 5') // null
 * ```
 */
export function looseNumber(cell: string): number | null {
  const direct = plainNumber(cell)
  if (direct !== null) return direct
  if (cell.trim().length > maxLength) return null
  const text = stripDecoration(cell)
  return plainNumber(text) ?? parsePunctuated(text)
}

/**
 * Parses a number with decimal comma. Currency, units and negatives are read as by `looseNumber`. A
 * point is only a thousands separator.
 *
 * @param cell text of a cell, at most 200 characters
 * @returns the number; `null` for any other text, such as `1.5`
 * @throws never
 * @example
 * ```ts
 * import { decimalComma } from 'lapidary'
 *
 * decimalComma('1.234,56') // 1234.56
 * decimalComma('1.5') // null
 * ```
 */
export function decimalComma(cell: string): number | null {
  if (cell.trim().length > maxLength) return null
  const text = swapMarks(stripDecoration(cell))
  return plainNumber(text) ?? groupedNumber(text)
}

/**
 * Parses a number with decimal point whose thousands are separated by commas, spaces or
 * apostrophes: `1,234`, `1 234.5`.
 */
export function groupedNumber(cell: string): number | null {
  const text = cell.trim()
  if (text.length > maxLength || !groupedWithPoint.test(text)) return null
  return toFinite(Number(text.replaceAll(/[^\d.+-]/g, '')))
}

/**
 * Parses a number with decimal point whose thousands are separated by spaces or apostrophes, which
 * no file uses as decimal marks: `1 234.5`, `1’234`.
 */
export function spacedNumber(cell: string): number | null {
  return spaced.test(cell.trim()) ? groupedNumber(cell) : null
}

/**
 * Returns the text with the points and commas of its numbers exchanged: `1.234,5 kg` becomes
 * `1,234.5 kg`.
 */
export function swapMarks(text: string): string {
  return text.replaceAll(/[.,](?=\d)|(?<=\d)[.,]/g, (mark) => (mark === '.' ? ',' : '.'))
}

/**
 * Returns the number in a cell with its punctuation, without currency, unit and stray underscores,
 * and with `-` for parentheses.
 */
export function stripDecoration(cell: string): string {
  const text = unwrapNegative(unwrapNegative(cell.replaceAll('_', '').trim()).replace(currency, '$1'))
  return (/^[+-]?[\d.,]/.test(text) ? text.replace(unit, '') : text).trim()
}

/**
 * Returns a negative number as programs write it: accountants write `(12.5)`, SAP `12.5-`, and
 * typographers the sign U+2212.
 */
function unwrapNegative(text: string): string {
  const [, inner] = /^\((.+)\)$/.exec(text) ?? /^(\d[\d.,]*)-$/.exec(text) ?? /^\u2212(.+)$/.exec(text) ?? []
  return inner === undefined ? text : `-${inner}`
}

/**
 * Parses a duration in years and months, in English or Portuguese.
 *
 * @param cell text of a cell, at most 200 characters
 * @returns months; `null` for any other text
 * @throws never
 * @example
 * ```ts
 * import { yearsAndMonths } from 'lapidary'
 *
 * yearsAndMonths('22 Years and 1 Months') // 265
 * yearsAndMonths('2 anos e 3 meses') // 27
 * ```
 */
export function yearsAndMonths(cell: string): number | null {
  if (cell.trim().length > maxLength) return null
  const match =
    /^\s*(?:(\d{1,4})\s*(?:years?|yrs?|anos?))?\s*(?:,|and|e)?\s*(?:(\d{1,5})\s*(?:months?|mos?|m[eê]s(?:es)?))?\s*$/i.exec(
      cell,
    )
  if (match === null || (match[1] === undefined && match[2] === undefined)) return null
  return Number(match[1] ?? 0) * 12 + Number(match[2] ?? 0)
}

/**
 * Parses a number with thousands separators. The separator that comes last, once, is the decimal
 * mark.
 */
function parsePunctuated(text: string): number | null {
  if (indian.test(text)) return groupedNumber(text)
  if (
    grouped.test(text) &&
    new Set(text.replaceAll(/[\d+-]/g, '')).size === 1 &&
    !/^[+-]?\d+\.\d{3}$/.test(text)
  ) {
    return toFinite(Number(text.replaceAll(/[^\d+-]/g, '')))
  }
  const match = /^([+-]?[1-9]\d{0,2}(?:([.,\u00a0\u2009\u202f'’ ])\d{3})+|[+-]?\d+)([.,])(\d*)$/.exec(text)
  if (match === null || match[2] === match[3]) return null
  return toFinite(Number(`${(match[1] as string).replaceAll(/[^\d+-]/g, '')}.${match[4]}`))
}

function toFinite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
