/**
 * SQL expression for the cells of one column, so that reading needs no other information about its
 * type.
 */
export interface CellSql {
  /** Expression whose value is a number, a big integer, a text or null. */
  readonly sql: string
  /**
   * True if its values are numbers, including those that come as text: 0.1 of 32 bits is 0.1, and a
   * decimal keeps its digits.
   */
  readonly isNumber: boolean
}

const wholeNumber = /^(?:U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT))$/

/**
 * Builds the expression for a column's cells: numbers as numbers, times as ISO 8601, lists and
 * structures as JSON, all other values as DuckDB's text. The connection's time zone must be UTC.
 *
 * @param column quoted name
 * @param type as `DESCRIBE` names it, such as `DECIMAL(18,2)`
 * @param zone of a `TIMESTAMP WITH TIME ZONE`: a name in DuckDB's list, or an offset such as
 *   `-03:00`. Default: UTC.
 */
export function buildCellSql(column: string, type: string, zone?: string): CellSql {
  if (wholeNumber.test(type) || type === 'DOUBLE') return { sql: column, isNumber: true }
  if (type === 'FLOAT' || type.startsWith('DECIMAL(')) return { sql: `${column}::varchar`, isNumber: true }
  return { sql: buildTextSql(column, type, zone), isNumber: false }
}

/** Builds the expression for the text of a column that holds no numbers; see `buildCellSql`. */
export function buildTextSql(column: string, type: string, zone?: string): string {
  if (type === 'TIMESTAMP WITH TIME ZONE') return buildZonedSql(column, zone)
  if (type.startsWith('TIMESTAMP')) return `replace(${column}::varchar, ' ', 'T')`
  // Old programs write texts without declaring that they are UTF-8.
  if (type === 'BLOB') return `coalesce(try(decode(${column})), ${column}::varchar)`
  // As texts, so that a number in a list is written as it is in a column.
  if (/^[^([]*(?:\([^()]*\))?\[\d*\]$/.test(type)) return `to_json(${column}::varchar[])::varchar`
  if (/^(?:STRUCT|MAP|UNION)\(|\]$/.test(type)) return `to_json(${column})::varchar`
  return `${column}::varchar`
}

/**
 * Builds the local time with the offset in whole minutes: `2026-01-31T09:00:00.5-03:00`. Before
 * time zones existed, offsets had seconds, which ISO 8601 cannot write.
 */
function buildZonedSql(column: string, zone: string | undefined): string {
  const minutes = zone === undefined ? '0' : buildOffsetSql(column, zone)
  const local = `(timezone('UTC', ${column}) + to_minutes(${minutes}))`
  const offset = `printf('%s%02d:%02d', if(${minutes} < 0, '-', '+'), abs(${minutes}) // 60, abs(${minutes}) % 60)`
  const text = `strftime(${local}, '%Y-%m-%dT%H:%M:%S') || rtrim(strftime(${local}, '.%f'), '.0') || ${offset}`
  return `if(isfinite(${column}), ${text}, ${column}::varchar)`
}

function buildOffsetSql(column: string, zone: string): string {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? []
  if (sign !== undefined) return `${sign}${Number(hours) * 60 + Number(minutes)}`
  const local = `timezone('${zone.replaceAll("'", "''")}', ${column})`
  return `round((epoch_us(${local}) - epoch_us(${column})) / 6e7)::integer`
}

/**
 * Characters of the longest decimal that certainly has no more digits than a double keeps: 15, a
 * sign and a point.
 */
const exactLength = 17

/**
 * Converts a result of `buildCellSql` into a cell: a number if a double holds it exactly, otherwise
 * its text. Null is the empty cell.
 */
export function toCell(value: unknown, isNumber: boolean): string | number {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return Number.isNaN(value) ? 'NaN' : value
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : String(value)
  }
  const text = String(value)
  if (!isNumber) return text
  const number = Number(text)
  return Number.isNaN(number) || text.length > exactLength ? text : number
}
