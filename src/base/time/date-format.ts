import { toClockTime, type DateTimeParts, parseOffset } from './date-time.ts'
import { foldText } from '../text/fold-text.ts'

/** The format in which the dates of one column are toWrittenDate. */
export interface DateFormat {
  /**
   * `05/03/2022` is 5 March if true, 3 May if false. If it is not set, only unambiguous dates are
   * read, such as `2022-03-05`, `05-mar-2022` and, with points, `05.03.2022`.
   */
  readonly dayFirst?: boolean
  /**
   * The one form that is read beside ISO 8601: `yyyy` `yy` `MM` `M` `MMM` (a name) `dd` `d` `HH`
   * `H` `hh` `h` `mm` `ss` `SSS` `a` (AM or PM) `X` (a zone), other letters in single quotes.
   * Without a day it is the first of the month. Default: all common forms.
   */
  readonly format?: string
  /**
   * The latest year that two digits can mean: with 2030, `30` is 2030 and `31` is 1931. Default
   * 2068, as POSIX.
   */
  readonly maxTwoDigitYear?: number
}

/** A date, and time, as it was toWrittenDate. */
export interface WrittenDate {
  /** Local date and time, in milliseconds since 1970 as if the zone were UTC. */
  readonly clock: number
  /** Offset from UTC in milliseconds; null where none is toWrittenDate. */
  readonly offset: number | null
}

/** Characters of the longest date. */
const maxLength = 60
const defaultMaxTwoDigitYear = 2068

const months = 'jan,feb|fev,mar,apr|abr,may|mai,jun,jul,aug|ago,sep|set,oct|out,nov,dec|dez'
  .split(',')
  .map((names) => names.split('|'))
const monthNames = [
  'january february march april may june july august september october november december',
  'janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro',
].map((names) => names.split(' '))

const name = String.raw`(?<monthName>\p{L}{3,9})\.?`
const anyYear = String.raw`(?<year>\d{4}|\d\d)`
const fullYear = String.raw`(?<year>\d{4})`
const day = String.raw`(?<day>\d\d?)(?:º|st|nd|rd|th)?`
const zone = String.raw`(?: ?(?<zone>Z|UTC|GMT|(?<sign>[+-])(?<offsetHours>\d\d)(?::?(?<offsetMinutes>\d\d))?))?`
const clock = String.raw`(?<hours>\d\d?):(?<minutes>\d\d)(?::(?<seconds>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?(?: ?(?<half>[ap])\.?m\.?)?`
const time = `(?:(?:T| +|, ?)${clock}${zone})?`

const iso = String.raw`${fullYear}-(?<month>\d\d)-(?<day>\d\d)${time}`
const yearFirst = String.raw`${fullYear}(?<mark>[-/.])(?<month>\d\d?)\k<mark>(?<day>\d\d?)${time}`
const compact = String.raw`${fullYear}(?<month>\d\d)(?<day>\d\d)(?:T?(?<hours>\d\d)(?<minutes>\d\d)(?<seconds>\d\d)?${zone})?`
const points = String.raw`(?<day>\d\d?)\.(?<month>\d\d?)\.${anyYear}${time}`
const dayFirstForm = String.raw`(?<day>\d\d?)(?<mark>[-/. ])(?<month>\d\d?)\k<mark>${anyYear}${time}`
const monthFirstForm = String.raw`(?<month>\d\d?)(?<mark>[-/. ])(?<day>\d\d?)\k<mark>${anyYear}${time}`
const named = [
  String.raw`${day}[-/. ]{0,2}(?:de |of )?${name}[-/., ]{0,2}(?:de |of )?${anyYear}${time}`,
  String.raw`${name} ?${day},? ${fullYear}${time}`,
  String.raw`${fullYear}[-/ ]${name}[-/ ]${day}${time}`,
]

const tokens: Readonly<Record<string, string>> = {
  yyyy: fullYear,
  yy: String.raw`(?<year>\d\d)`,
  MMM: name,
  MM: String.raw`(?<month>\d\d)`,
  M: String.raw`(?<month>\d\d?)`,
  dd: String.raw`(?<day>\d\d)`,
  d: String.raw`(?<day>\d\d?)`,
  HH: String.raw`(?<hours>\d\d)`,
  H: String.raw`(?<hours>\d\d?)`,
  hh: String.raw`(?<hours>\d\d)`,
  h: String.raw`(?<hours>\d\d?)`,
  mm: String.raw`(?<minutes>\d\d)`,
  ss: String.raw`(?<seconds>\d\d)`,
  SSS: String.raw`(?<fraction>\d{1,9})`,
  a: String.raw`(?<half>[ap])\.?m\.?`,
  X: String.raw`(?<zone>Z|(?<sign>[+-])(?<offsetHours>\d\d)(?::?(?<offsetMinutes>\d\d))?)`,
}

/**
 * Creates a parser for one column's dates. It returns `null` for a text in another format and for a
 * date or time that does not exist, by the rules of `parseDateTime`. Blanks around a date are not
 * allowed.
 *
 * @throws TypeError for a `format` that `isDateFormat` does not accept.
 */
export function createDateReader(options: DateFormat): (text: string) => WrittenDate | null {
  const patterns = getForms(options).map((form) => new RegExp(`^${form}$`, 'iu'))
  const maxYear = options.maxTwoDigitYear ?? defaultMaxTwoDigitYear
  // Most cells of a column have the same form as the previous one.
  let last = 0
  return (text) => {
    if (text.length > maxLength) return null
    let parts = patterns[last]?.exec(text)?.groups
    for (let i = 0; parts === undefined && i < patterns.length; i++) {
      parts = patterns[i]?.exec(text)?.groups
      if (parts !== undefined) last = i
    }
    return parts === undefined ? null : toWrittenDate(parts, maxYear)
  }
}

/**
 * Returns whether a text is a `DateFormat.format` that names a year and a month, each part once.
 */
export function isDateFormat(format: string): boolean {
  const form = parseFormat(format)
  return form !== null && form.includes('<year>') && /<month(Name)?>/.test(form)
}

function getForms({ dayFirst, format }: DateFormat): readonly string[] {
  if (format !== undefined) {
    const form = parseFormat(format)
    if (form === null) throw new TypeError(`"${format}" is no format of dates.`)
    return [form, iso]
  }
  const numeric = dayFirst === undefined ? points : dayFirst ? dayFirstForm : monthFirstForm
  return [iso, numeric, yearFirst, compact, ...named]
}

/**
 * Converts a format into a pattern; null if it has a letter that means nothing, or a part twice.
 */
function parseFormat(format: string): string | null {
  let isKnown = true
  const form = format.replaceAll(
    /'([^']*)'|([A-Za-z])\2*|[^A-Za-z']|'/g,
    (token, quoted: string | undefined, letter) => {
      if (letter === undefined) return (quoted ?? token).replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
      isKnown &&= Object.hasOwn(tokens, token)
      return tokens[token] ?? ''
    },
  )
  const parts = Array.from(form.matchAll(/<(\w+)>/g), ([, part]) => part?.replace('Name', ''))
  return isKnown && new Set(parts).size === parts.length ? form : null
}

function toWrittenDate(parts: DateTimeParts, maxYear: number): WrittenDate | null {
  const {
    year = '',
    monthName,
    month = findMonth(monthName ?? ''),
    day: dayOfMonth = '1',
    half,
    hours,
  } = parts
  const hour = half === undefined ? hours : toHourOfDay(Number(hours), half)
  const clock =
    hour === null
      ? null
      : toClockTime({ ...parts, year: toFullYear(year, maxYear), month, day: dayOfMonth, hours: hour })
  const offset = parseOffset(parts)
  if (clock === null || offset === null) return null
  return { clock, offset: parts['zone'] === undefined ? null : offset }
}

function toFullYear(year: string, maxYear: number): string {
  return year.length === 2 ? String(maxYear - ((((maxYear - Number(year)) % 100) + 100) % 100)) : year
}

/** Converts an hour of the twelve-hour clock; `half` is `a` or `p`. */
function toHourOfDay(hours: number, half: string): string | null {
  if (hours < 1 || hours > 12) return null
  return String((hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0))
}

/**
 * Returns the number of a month by its English or Portuguese name or the first three letters of it;
 * 0, which is no month, for other words.
 */
function findMonth(text: string): string {
  const folded = foldText(text)
  const short = months.findIndex((names) =>
    names.some((each) => each === folded || (each === 'sep' && folded === 'sept')),
  )
  const full = monthNames.map((names) => names.indexOf(folded)).find((index) => index >= 0) ?? -1
  return String(Math.max(short, full) + 1)
}
