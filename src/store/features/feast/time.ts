/**
 * Formats a time as Feast's server does: with zero, three or six digits after the second, as many
 * as it needs.
 *
 * @param milliseconds since 1970, with the microseconds as a fraction.
 */
export function timeText(milliseconds: number): string {
  const micros = Math.round(milliseconds * 1000)
  const text = new Date(Math.floor(micros / 1000)).toISOString()
  const rest = micros - Math.floor(micros / 1000) * 1000
  if (rest !== 0) return `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text
}
