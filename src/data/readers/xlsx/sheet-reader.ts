import { parseExcelSerial } from '../../../base/time/date-time.ts'
import { type NumberStyle, TextRuns, type Workbook } from './workbook.ts'
import { getAttribute, type XmlHandler } from './xml-scanner.ts'
import { DamagedFile } from '../unreadable-file.ts'

/**
 * Cells that are shown as one: only the first holds the value. Rows and columns from 0, both ends
 * included.
 */
export interface MergedRange {
  readonly ref: string
  readonly top: number
  readonly left: number
  readonly right: number
}

/** Limits of a sheet by its format: a cell beyond them is an attempt to fill the memory. */
const maxRows = 1_048_576
const maxColumns = 16_384
/** Far more than are merged by hand; each is compared with the headings. */
const maxMerged = 10_000
/** Characters of the longest range, `XFD1048576:XFD1048576`, and some more. */
const maxRangeLength = 30

/**
 * Reads rows of texts and numbers from a sheet's XML. The value of a formula is the one that was
 * saved with it.
 */
export class SheetReader implements XmlHandler {
  readonly merged: MergedRange[] = []
  /** Number of cells with a formula and without a value: no program has computed it. */
  formulasWithoutValue = 0
  /** Cells from this column on are skipped, as no heading is above them. */
  width = maxColumns
  readonly #book: Workbook
  readonly #take: (row: number, cells: (string | number)[]) => void
  readonly #spend: (characters: number) => void
  readonly #inline = new TextRuns()
  #row = -1
  #cells: (string | number)[] | undefined
  #column = -1
  #cell: { readonly type: string; readonly style: number } | undefined
  #value = ''
  #inValue = false
  #hasFormula = false

  /**
   * @param take called for each row that has a cell, with its number from 0 and its cells up to the
   *   last one
   * @param spend called with the number of characters that the sheet does not contain itself:
   *   shared texts, and empty cells before one far out
   */
  constructor(
    book: Workbook,
    take: (row: number, cells: (string | number)[]) => void,
    spend: (characters: number) => void,
  ) {
    this.#book = book
    this.#take = take
    this.#spend = spend
  }

  open(element: string, tag: string): void {
    if (element === 'c') this.#openCell(tag)
    else if (element === 'v') this.#inValue = true
    else if (element === 'f') this.#hasFormula = true
    else if (element === 'row') {
      const row = Number(getAttribute(tag, 'r') ?? this.#row + 2) - 1
      if (!Number.isInteger(row) || row <= this.#row || row >= maxRows)
        throw new DamagedFile('sheet-row', { row: row + 1 })
      this.#row = row
      this.#column = -1
      this.#cells = []
    } else if (element === 'mergeCell') this.#merge(getAttribute(tag, 'ref') ?? '')
    else if (this.#cell !== undefined) this.#inline.open(element, tag)
  }

  close(element: string): void {
    if (element === 'c') this.#closeCell()
    else if (element === 'v') this.#inValue = false
    else if (element === 'row') {
      if (this.#cells !== undefined && this.#cells.some((cell) => cell !== ''))
        this.#take(this.#row, this.#cells)
      this.#cells = undefined
    } else if (this.#cell !== undefined) this.#inline.close(element)
  }

  text(text: string): void {
    if (this.#inValue) this.#value += text
    else if (this.#cell !== undefined) this.#inline.text(text)
  }

  #merge(ref: string): void {
    if (this.merged.length >= maxMerged) throw new DamagedFile('sheet-merged', { max: maxMerged })
    this.merged.push(parseRange(ref.slice(0, maxRangeLength)))
  }

  #openCell(tag: string): void {
    const ref = getAttribute(tag, 'r')
    const column = ref === undefined ? this.#column + 1 : parseColumn(ref)
    if (column <= this.#column || column >= maxColumns)
      throw new DamagedFile('sheet-cell', { cell: ref?.slice(0, 20) ?? column + 1 })
    this.#column = column
    this.#cell = { type: getAttribute(tag, 't') ?? 'n', style: Number(getAttribute(tag, 's') ?? -1) }
    this.#value = ''
    this.#hasFormula = false
    this.#inline.begin()
  }

  #closeCell(): void {
    const cell = this.#cell
    const value = cell === undefined ? '' : this.#readValue(cell.type, cell.style)
    this.#cell = undefined
    if (this.#cells === undefined || this.#column >= this.width) return
    // The type of a formula's cell shows that its value is an empty text.
    if (this.#hasFormula && this.#value === '' && cell?.type === 'n') this.formulasWithoutValue++
    if (value === '') return
    if (this.#cells.length < this.#column) this.#spend(this.#column - this.#cells.length)
    while (this.#cells.length < this.#column) this.#cells.push('')
    this.#cells.push(value)
  }

  #readValue(type: string, style: number): string | number {
    const value = this.#value
    if (type === 'inlineStr') return this.#inline.end().trim()
    if (value === '') return ''
    switch (type) {
      case 's': {
        const text = this.#book.strings[Number(value)]
        if (text === undefined) throw new DamagedFile('sheet-text', { number: value.slice(0, 20) })
        this.#spend(text.length)
        return text // already trimmed
      }
      case 'b':
        return value === '1' ? 'TRUE' : 'FALSE'
      case 'n':
        return parseNumber(value, this.#book.styles[style] ?? 'number', this.#book.from1904)
      default:
        return value.trim() // `str`, `d` and `e`: an error is its own text, such as #DIV/0!
    }
  }
}

/**
 * Parses a number. Excel writes 7.1 with 17 digits, as 7.0999999999999996, which is the same
 * number. All digits of an integer, which may be an id, are kept.
 */
function parseNumber(value: string, style: NumberStyle, from1904: boolean): string | number {
  const number = Number(value)
  const isExact = !/^-?[1-9]\d*$/.test(value) || Number.isSafeInteger(number)
  if (!Number.isFinite(number) || !isExact) return value.trim()
  return style === 'number' ? number : formatMoment(number, style, from1904)
}

/** Returns the column of an address: `AB12` is column 27. */
function parseColumn(ref: string): number {
  const letters = /^[A-Z]{1,3}(?=\d|$)/.exec(ref)?.[0]
  if (letters === undefined) throw new DamagedFile('sheet-address', { cell: ref.slice(0, 20) })
  let column = 0
  for (let i = 0; i < letters.length; i++) column = column * 26 + letters.charCodeAt(i) - 64
  return column - 1
}

function parseRange(ref: string): MergedRange {
  const [from = '', to = from] = ref.split(':')
  return {
    ref,
    top: Number(/\d+$/.exec(from)?.[0] ?? 1) - 1,
    left: parseColumn(from),
    right: parseColumn(to),
  }
}

/**
 * Formats a number of days as ISO text, with a time only if it has one, and only the time if it has
 * no day.
 */
function formatMoment(serial: number, style: NumberStyle, from1904: boolean): string | number {
  const time = parseExcelSerial(serial, from1904 ? 1904 : 1900)
  if (Number.isNaN(time)) return serial
  const text = new Date(time).toISOString().replace('.000Z', '').replace('Z', '')
  if (style === 'time' && serial < 1) return text.slice(11)
  return text.endsWith('T00:00:00') ? text.slice(0, 10) : text
}
