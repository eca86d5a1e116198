/**
 * Parses a number of days or hours (`90d`, `12h`) into milliseconds; undefined for any other text.
 */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,5})([dh])$/.exec(text) ?? []
  return amount === undefined ? undefined : Number(amount) * (unit === 'd' ? 24 : 1) * 3_600_000
}
