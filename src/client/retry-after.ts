const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'

/** The three forms of a date in HTTP (RFC 9110, 5.6.7). The last one has no zone and means GMT. */
const httpDates = [
  new RegExp(`^[A-Z][a-z]{2}, \\d{2} (?:${months}) \\d{4} \\d{2}:\\d{2}:\\d{2} GMT$`),
  new RegExp(`^[A-Z][a-z]{5,8}, \\d{2}-(?:${months})-\\d{2} \\d{2}:\\d{2}:\\d{2} GMT$`),
  new RegExp(`^[A-Z][a-z]{2} (?:${months}) [ \\d]\\d \\d{2}:\\d{2}:\\d{2} \\d{4}$`),
]

/**
 * Returns the seconds for which a `Retry-After` header asks to wait, given as seconds or as a date;
 * `null` without a header and for what is neither.
 *
 * @param date the header `Date` of the same response: the clock by which a date counts. Without
 * one, it is that of this machine.
 */
export function parseRetryAfter(
  retryAfter: string | null,
  date: string | null,
  now: () => number = Date.now,
): number | null {
  const text = retryAfter?.trim() ?? ''
  if (/^\d{1,10}$/.test(text)) return Number(text)
  const until = parseHttpDate(text)
  if (until === null) return null
  return Math.max(0, Math.ceil((until - (parseHttpDate(date ?? '') ?? now())) / 1000))
}

function parseHttpDate(text: string): number | null {
  const form = httpDates.findIndex((pattern) => pattern.test(text))
  if (form === -1) return null
  const time = Date.parse(form === 2 ? `${text} GMT` : text)
  return Number.isNaN(time) ? null : time
}
