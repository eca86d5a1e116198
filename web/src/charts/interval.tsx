interface IntervalProps {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly baseline: number
  /** Right end of the scale; the left end is 0. */
  readonly max: number
}

/**
 * A value with its interval on a scale from zero, and a tick where the baseline is. Decoration of
 * numbers that stand beside it.
 */
export function Interval({ value, low, high, baseline, max }: IntervalProps) {
  const at = (amount: number): number => 2 + (Math.min(max, Math.max(0, amount)) / max) * 136
  return (
    <svg className="interval" viewBox="0 0 140 18" aria-hidden="true">
      <line className="interval-axis" x1="2" x2="138" y1="9" y2="9" />
      {Number.isFinite(baseline) && (
        <line className="interval-baseline" x1={at(baseline)} x2={at(baseline)} y1="2" y2="16" />
      )}
      <line className="interval-range" x1={at(low)} x2={at(high)} y1="9" y2="9" />
      <circle className="interval-value" cx={at(value)} cy="9" r="4" />
    </svg>
  )
}
