import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { countMatches, isPositional, joinNames, type TableSchema } from '../../match-columns.ts'
import { countFilledCells, isNumeric, type Line, type SkippedLine, getWidth } from './line.ts'

/** Lines among which the headings are searched. */
export const maxHeadLines = 50

export interface Headings {
  /** Place of the headings among the lines. */
  readonly place: number
  /** Titles and empty lines above them. */
  readonly skipped: readonly SkippedLine[]
}

/**
 * Finds the headings among the first lines of a file or sheet: with a schema the line that matches
 * most of its columns, without one the first line whose cells are all names, if only titles are
 * above it. Otherwise the first line with a cell.
 *
 * @param head at most `maxHeadLines` lines, at least one
 * @throws LapidaryError `headings-below-rows` if lines that look like rows are above the headings
 */
export function findHeadings(file: string, head: readonly Line[], schema: TableSchema | undefined): Headings {
  const first = Math.max(
    0,
    head.findIndex((line) => countFilledCells(line) > 0),
  )
  const place = schema === undefined ? undefined : findBySchema(file, head, first, schema)
  const found = place ?? (schema !== undefined && isPositional(schema) ? first : findByShape(head, first))
  const skipped = head.slice(0, found).flatMap((line): SkippedLine[] => {
    if (line.cells.length < 2 && countFilledCells(line) === 0) return []
    return [{ kind: countFilledCells(line) === 0 ? 'blank' : 'title', number: line.number }]
  })
  return { place: found, skipped }
}

/**
 * Returns true if a line that equals the headings cannot be a row: a column of numbers has a text
 * there, or too many cells are equal for a coincidence.
 */
export function areHeadingsDistinct({ cells }: Line, sample: readonly Line[]): boolean {
  const isNumberColumn = (column: number): boolean => {
    const values = sample.map((row) => row.cells[column] ?? '').filter((value) => value !== '')
    return values.length > 0 && values.filter(isNumeric).length >= values.length * 0.8
  }
  return (
    cells.length > 2 ||
    cells.some((cell, column) => cell !== '' && !isNumeric(cell) && isNumberColumn(column))
  )
}

/** Finds the line that matches most columns of the schema, or undefined if none does. */
function findBySchema(
  file: string,
  head: readonly Line[],
  first: number,
  schema: TableSchema,
): number | undefined {
  if (isPositional(schema)) return undefined
  const names = Object.keys(schema.columns)
  const counts = head.map(({ cells }) => countMatches(cells, schema))
  const count = Math.max(...counts)
  const best = counts.indexOf(count)
  const above = head.slice(first, best)
  if (
    (counts[first] as number) > 0 &&
    (best === first || !above.every((line) => isTitle(line, head[best] as Line, 1 / 2)))
  )
    return first
  if (count < Math.min(2, names.length)) return undefined
  const row = above.find((line) => !isTitle(line, head[best] as Line, 1 / 2))
  if (row === undefined) return best
  // A single matching name in a row does not make it the headings.
  if (count < names.length / 2) return undefined
  throw new LapidaryError('headings-below-rows', {
    file,
    line: (head[best] as Line).number,
    row: row.number,
    columns: joinNames(head[best]?.cells ?? []),
  })
}

function findByShape(head: readonly Line[], first: number): number {
  const width = findCommonWidth(head)
  if (width < 2) return first
  const isFull = (line: Line): boolean => countFilledCells(line) >= width * 0.8
  const place = head.findIndex((line, i) => i >= first && isFull(line))
  const headings = head[place]
  if (headings === undefined || place === first || !areNames(headings)) return first
  const titles = head.slice(first, place).filter((line) => countFilledCells(line) > 0)
  const areTitles = titles.every(
    (line) => isTitle(line, headings, 1 / 3) && (width > 2 || line.cells.length === 1),
  )
  return areTitles && titles.some(({ cells }) => cells.some((cell) => /\p{L}/u.test(cell))) ? place : first
}

/** Returns the width that most lines have. */
function findCommonWidth(head: readonly Line[]): number {
  const counts = new Map<number, number>()
  for (const line of head) counts.set(getWidth(line), (counts.get(getWidth(line)) ?? 0) + 1)
  return [...counts].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] > a[0]) ? b : a), [0, 0])[0]
}

/**
 * Returns true for a title: it leaves most cells below it empty, or is not divided into cells.
 *
 * @param share of the headings that may have a title's cell
 */
function isTitle(line: Line, headings: Line, share: number): boolean {
  const filled = countFilledCells(line)
  const width = countFilledCells(headings)
  return filled <= Math.max(1, Math.floor(width * share)) || (getWidth(line) < width && filled <= width / 2)
}

/** Returns true if the cells are different texts, none of them a number; years may be names. */
function areNames({ cells }: Line): boolean {
  const names = cells.filter((cell) => cell !== '')
  return (
    new Set(names).size === names.length &&
    names.every((name) => !isNumeric(name) || /^(19|20)\d\d$/.test(name))
  )
}
