import { plainNumber } from '../../data/cells/parsers/parsers.ts'
import { type DateFormat, createDateReader, type WrittenDate } from '../../base/time/date-format.ts'
import { dayMs, parseExcelSerial, formatIsoDay, formatIsoTime } from '../../base/time/date-time.ts'
import { type ColumnGuess, count, percent, type PresentCells, createTextGuess } from '../column-guess.ts'
import { computeKeys } from '../number/guess-number.ts'
import { splitWords } from '../personal-data.ts'
import { type DayOrder, detectDayOrder } from './day-order.ts'

/** Share of cells that must be dates in a column of dates. */
const enough = 0.9
/**
 * Different values from which on two-digit years alone make a column of dates, whatever its name.
 */
const minDifferent = 20
/** Share of the rows with a time of day from which a column is one of times. */
const minTimes = 0.01
/** Days as Excel counts them, of the years 1954 to 2064. */
const [minSerial, maxSerial] = [20_000, 60_000]
/** Years of a column that is all digits. */
const [minYear, maxYear] = [1900, 2100]

/** Format of the dates of a column. */
export interface DateReading extends DateFormat {
  readonly serial?: 1900
}

/**
 * Guesses a column of dates; undefined if its cells are none. Eight digits are a date if every cell
 * is one, and other numbers are days as Excel counts them if the column's name is that of a date.
 */
export function guessDate(present: PresentCells, file?: DayOrder): ColumnGuess | undefined {
  const { raw, codes } = present
  const zeros = codes.filter((code) => /^0[0 :T/.-]*[/.-][0 :T/.-]*0$/.test(raw.texts[code] as string))
  const cells = codes.filter((code) => !zeros.includes(code))
  const known = findReading(present, cells, file)
  if (known === undefined) return undefined
  const read = createReader(known.reading)
  const written = new Map(cells.map((code) => [code, read(raw.texts[code] as string)]))
  const dates = new Map([...written].filter((each): each is [number, WrittenDate] => each[1] !== null))
  const share = countRows(present, dates.keys()) / countRows(present, cells)
  if (share < enough) return undefined
  const timed = [...dates].filter(([, { clock, offset }]) => clock % dayMs !== 0 || offset !== null)
  const isDay = countRows(present, timed.map(([code]) => code)) < countRows(present, cells) * minTimes // biome-ignore format: one idea
  const values = new Float64Array(raw.texts.length).fill(Number.NaN)
  for (const [code, { clock, offset }] of dates)
    values[code] = isDay ? Math.floor(clock / dayMs) * dayMs : Math.floor(clock - (offset ?? 0))
  const lost = cells
    .filter((code) => !dates.has(code))
    .map((code) => JSON.stringify((raw.texts[code] as string).slice(0, 40)))
  const isLocal = !isDay && timed.some(([, { offset }]) => offset === null)
  const sorted = Float64Array.from(raw.codes, (code) => values[code] as number)
    .filter((value) => !Number.isNaN(value))
    .sort()
  const write = isDay ? formatIsoDay : formatIsoTime
  const reasons = [
    known.because,
    ...(share === 1
      ? []
      : [
          `${percent(1 - share)} of the cells hold no date and become missing (${lost.slice(0, 3).join(', ')})`,
        ]),
    ...(isLocal
      ? ["times without a zone are taken as UTC: if they are local, write zone: 'America/Sao_Paulo' or yours"]
      : []),
    `from ${write(sorted[0] as number)} to ${write(sorted.at(-1) as number)} in the file`,
    ...formatImplausibleNote(sorted),
  ]
  return {
    ...createTextGuess(present, 'text', reasons),
    type: isDay ? 'date' : 'datetime',
    date: known.reading,
    missing: [...present.missing, ...zeros.map((code) => raw.texts[code] as string)],
    example: write(sorted[sorted.length >> 1] as number),
    keys: computeKeys(values),
    values,
  }
}

function findReading(
  present: PresentCells,
  cells: readonly number[],
  file: DayOrder | undefined,
): { readonly reading: DateReading; readonly because: string } | undefined {
  const { raw } = present
  const texts = cells.map((code) => raw.texts[code] as string)
  if (texts.length === 0) return undefined
  if (texts.every((text) => /^\d{8}$/.test(text))) return findDigitReading(texts)
  const month = findMonthReading(texts) ?? findDigitMonthReading(raw.name, texts)
  if (month !== undefined) return month
  const isNamed = /(^| )(data|date|dt|dat|dia|day|timestamp|datetime)( |$)|^(dt|data)[a-z]/.test(
    splitWords(raw.name),
  )
  const numbers = texts.filter((text) => plainNumber(text) !== null)
  const isSerial =
    numbers.length > 0 &&
    isNamed &&
    numbers.every((text) => Number(text) >= minSerial && Number(text) <= maxSerial)
  if (numbers.length > texts.length * (1 - enough) && !isSerial) return undefined
  const hasYear = texts.filter((text) => /(^|\D)\d{4}(\D|$)/.test(text)).length > texts.length / 2
  if (!isSerial && !isNamed && !hasYear && texts.length < minDifferent) return undefined
  const order = detectDayOrder(present, cells, file)
  const serial = isSerial
    ? [`numbers such as ${JSON.stringify(numbers[0])} are days as Excel counts them`]
    : []
  const form = order === undefined ? (isSerial ? [] : ['unambiguous dates']) : [order.because]
  return {
    reading: { ...(order && { dayFirst: order.dayFirst }), ...(isSerial && { serial: 1900 as const }) },
    because: [...form, ...serial].join('; '),
  }
}

/** Finds the order of eight digits in every cell: the year comes first, or last. */
function findDigitReading(
  texts: readonly string[],
): { readonly reading: DateReading; readonly because: string } | undefined {
  const isDate = (reading: DateReading): boolean => {
    const read = createDateReader(reading)
    return texts.every((text) => {
      const date = read(text)
      const year = date === null ? 0 : new Date(date.clock).getUTCFullYear()
      return year >= minYear && year <= maxYear
    })
  }
  if (isDate({})) return { reading: {}, because: 'days written as year, month and day without separators' }
  const format = 'ddMMyyyy'
  return isDate({ format })
    ? { reading: { format }, because: 'days written as day, month and year without separators' }
    : undefined
}

const monthFormats = [
  'yyyy-MM',
  'yyyy/MM',
  'MM/yyyy',
  'M/yyyy',
  'MM-yyyy',
  'MMM/yyyy',
  'MMM-yyyy',
  'MMM yyyy',
]

/**
 * Finds the format of a month and a year in every cell. As categories, every later month would be
 * unknown to a model and to its API.
 */
function findMonthReading(
  texts: readonly string[],
): { readonly reading: DateReading; readonly because: string } | undefined {
  const format = monthFormats.find((format) => {
    const read = createDateReader({ format })
    return texts.every((text) => {
      const date = text.length < 10 ? read(text) : null // longer ones have a day
      const year = date === null ? 0 : new Date(date.clock).getUTCFullYear()
      return year >= minYear && year <= maxYear
    })
  })
  if (format === undefined || texts.length < 2) return undefined
  return {
    reading: { format },
    because: `months such as ${JSON.stringify(texts[0])}, each read as its first day`,
  }
}

const digitMonth = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])$/
const monthWords =
  /(^| )(ano ?mes|mes ?ano|mes|meses|ano|competencia|safra|periodo|referencia|ref|data|dt|coorte|year ?month|month|yyyymm|yearmo|period|cohort|vintage|date)( |$)/

/**
 * Finds a year and a month in six digits in every cell, if the column's name is that of a month or
 * too many cells match for a coincidence.
 */
function findDigitMonthReading(
  name: string,
  texts: readonly string[],
): { readonly reading: DateReading; readonly because: string } | undefined {
  if (texts.length < 2 || !texts.every((text) => digitMonth.test(text))) return undefined
  if (!monthWords.test(splitWords(name)) && texts.length < minDifferent) return undefined
  return {
    reading: { format: 'yyyyMM' },
    because: `months such as ${JSON.stringify(texts[0])}, year and month without a separator, each read as its first day`,
  }
}

function createReader({ serial, ...format }: DateReading): (text: string) => WrittenDate | null {
  const read = createDateReader(format)
  return (text) => {
    const number = serial === undefined ? null : plainNumber(text)
    const clock = number === null ? Number.NaN : parseExcelSerial(number, 1900)
    return Number.isNaN(clock) ? read(text) : { clock, offset: null }
  }
}

/** Returns true if a date is in no year that is plausible in data. */
export function isImplausibleDate(time: number): boolean {
  const year = new Date(time).getUTCFullYear()
  return year <= minYear || year > maxYear
}

/** Formats a note about dates that programs write for "not known": 1900-01-01, 9999-12-31. */
function formatImplausibleNote(sorted: Float64Array): string[] {
  const far = [...new Set(sorted.filter(isImplausibleDate))]
  const rows = sorted.filter(isImplausibleDate).length
  if (far.length === 0 || far.length > 3 || rows === sorted.length) return []
  return [
    `${count(rows, 'row')} have ${far.map(formatIsoDay).join(' or ')}: if that stands for "not known", add it to missing as the file writes it`,
  ]
}

function countRows({ raw }: PresentCells, codes: Iterable<number>): number {
  let rows = 0
  for (const code of codes) rows += raw.counts[code] as number
  return rows
}
