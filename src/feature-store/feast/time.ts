/**
 * Times as Feast's server reads and writes them, in milliseconds since 1970 with the microseconds as a fraction.
 */

const written = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s?(Z|[+-]\d\d:?\d\d)?$/

/** ISO 8601, also with a blank for the T and without a zone, which is then UTC; null for anything else. */
export function parseTime(text: string): number | null {
  const [, date = '', minutes = '00:00', seconds = '00', fraction = '', zone = 'Z'] = written.exec(text.trim()) ?? []
  const offset = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(-2)}`
  const time = Date.parse(`${date}T${minutes}:${seconds}${offset}`)
  return Number.isNaN(time) ? null : time + Math.floor(Number(`0.${fraction}0`) * 1e6) / 1000
}

/** With no, three or six digits after the second, as many as it needs. */
export function timeText(milliseconds: number): string {
  const micros = Math.round(milliseconds * 1000)
  const text = new Date(Math.floor(micros / 1000)).toISOString()
  const rest = micros - Math.floor(micros / 1000) * 1000
  if (rest !== 0) return `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text
}
