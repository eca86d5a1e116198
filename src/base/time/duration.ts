const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

export type DurationUnit = keyof typeof unitMs
export const durationUnits = Object.keys(unitMs) as readonly DurationUnit[]

/**
 * Returns the milliseconds of an amount with a unit, such as `90d` or `12h`; undefined for any
 * other text.
 * @param units the units that are allowed. @defaultValue days and hours
 */
export function parseDuration(text: string, units: readonly DurationUnit[] = ['d', 'h']): number | undefined {
  const [, amount, letter] = /^(\d{1,5})([smhd])$/.exec(text) ?? []
  const unit = units.find((each) => each === letter)
  return unit === undefined ? undefined : Number(amount) * unitMs[unit]
}
