/** The last second of the year 9999: beyond it times have no ISO 8601 form of four digits. */
const maxNumericDate = 253_402_300_799

/**
 * Returns whether a claim of a token is a time (NumericDate, RFC 7519) that a calendar has. A
 * provider may write fractions.
 */
export function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= maxNumericDate
}

/** Returns whether a claim of a token can be a subject that every store holds as it is. */
export function isSubject(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed() && /^[^\p{Cc}]{1,256}$/u.test(value)
}
