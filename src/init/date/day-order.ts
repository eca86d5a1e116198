import { count, type PresentCells, getPresentCells } from '../column-guess.ts'
import type { FileMark } from '../number/decimal-mark.ts'
import type { RawTable } from '../raw-table.ts'

/** Order of day and month in the numeric dates of a column or of a file, with the reason. */
export interface DayOrder {
  readonly dayFirst: boolean
  readonly because: string
}

/** Counts of rows whose dates can only be read in one way, with an example cell. */
interface OrderEvidence {
  readonly dayFirst: { rows: number; seen: string }
  readonly monthFirst: { rows: number; seen: string }
  /** Example of a numeric date. */
  numeric: string | undefined
}

const numericDate = /^(\d\d?)([-/. ])(\d\d?)\2(?:\d{4}|\d\d)(?=$|[ T,])/

/**
 * Detects the order of a column's numeric dates: by the dates that can only be read in one way,
 * then by points between their parts, then by the file. Returns undefined for a column without such
 * dates.
 *
 * @param codes the cells to examine, by their texts
 */
export function detectDayOrder(
  { raw }: Pick<PresentCells, 'raw'>,
  codes: readonly number[],
  file?: DayOrder,
): DayOrder | undefined {
  const { dayFirst, monthFirst, numeric } = collectEvidence(raw, codes)
  if (numeric === undefined) return undefined
  if (dayFirst.rows + monthFirst.rows > 0) {
    const isDayFirst = dayFirst.rows >= monthFirst.rows
    const [most, least] = isDayFirst ? [dayFirst, monthFirst] : [monthFirst, dayFirst]
    const place = isDayFirst ? 'day first' : 'month first'
    const mixed =
      least.rows === 0
        ? ''
        : `; ${count(least.rows, 'row')} such as ${JSON.stringify(least.seen)} can only be read the other way and become missing`
    return {
      dayFirst: isDayFirst,
      because: `${place}: ${JSON.stringify(most.seen)} cannot be read otherwise${mixed}`,
    }
  }
  if (numeric.includes('.'))
    return { dayFirst: true, because: `day first, as is usual with points: ${JSON.stringify(numeric)}` }
  const shown = JSON.stringify(numeric)
  if (file !== undefined) {
    const other = file.dayFirst ? 'month' : 'day'
    return {
      ...file,
      because: `${file.dayFirst ? 'day' : 'month'} first: ${shown} may be either, but ${file.because}; if the ${other} comes first, write dayFirst: ${!file.dayFirst}`,
    }
  }
  return {
    dayFirst: true,
    because: `day first is only assumed: the file does not decide ${shown}; if the month comes first, write dayFirst: false`,
  }
}

/**
 * Detects the order for columns that leave it ambiguous: as in the file's other columns, or as is
 * usual where commas are decimal marks.
 */
export function detectFileDayOrder({ columns }: RawTable, mark: FileMark | undefined): DayOrder | undefined {
  const shown = { true: [] as string[], false: [] as string[] }
  for (const raw of columns) {
    const { dayFirst, monthFirst } = collectEvidence(raw, getPresentCells(raw).codes)
    if (dayFirst.rows !== monthFirst.rows) shown[`${dayFirst.rows > monthFirst.rows}`].push(raw.name)
  }
  if (shown.true.length !== shown.false.length) {
    const isDayFirst = shown.true.length > shown.false.length
    const name = JSON.stringify(shown[`${isDayFirst}`][0])
    return {
      dayFirst: isDayFirst,
      because: `the column ${name} has the ${isDayFirst ? 'day' : 'month'} first`,
    }
  }
  return mark?.mark === 'comma'
    ? {
        dayFirst: true,
        because: `the day comes first where ${mark.supposed ? 'semicolons divide cells' : 'commas are decimal marks'}`,
      }
    : undefined
}

function collectEvidence(raw: PresentCells['raw'], codes: readonly number[]): OrderEvidence {
  const evidence: OrderEvidence = {
    dayFirst: { rows: 0, seen: '' },
    monthFirst: { rows: 0, seen: '' },
    numeric: undefined,
  }
  for (const code of codes) {
    const text = raw.texts[code] as string
    const [, first, , second] = numericDate.exec(text) ?? []
    if (first === undefined || second === undefined) continue
    evidence.numeric ??= text
    const [a, b] = [Number(first), Number(second)]
    if (a > 31 || b > 31 || a > 12 === b > 12) continue
    const side = a > 12 ? evidence.dayFirst : evidence.monthFirst
    side.rows += raw.counts[code] as number
    if (side.seen === '') side.seen = text
  }
  return evidence
}
