export interface Bar {
  readonly key: string
  readonly label: string
  /** Length, 0 to 1. */
  readonly share: number
  readonly text: string
  readonly strong?: boolean
  /** Ends of the interval, 0 to 1. */
  readonly interval?: readonly [number, number]
  /** A tick on the track, such as a threshold, 0 to 1. */
  readonly mark?: number
}

interface BarsProps {
  readonly items: readonly Bar[]
  readonly label: string
  /** Many bars with long texts: one line each where there is room. */
  readonly long?: boolean
}

/** Bars with their values as text: the bars themselves are decoration for those who see. */
export function Bars({ items, label, long = false }: BarsProps) {
  const percent = (share: number): string => `${Math.min(1, Math.max(0, share)) * 100}%`
  return (
    <ul className={long ? 'bars bars-long' : 'bars'} aria-label={label}>
      {items.map((item) => (
        <li key={item.key} data-strong={item.strong || undefined}>
          <span className="bars-label">{item.label}</span>
          <span className="bars-text">{item.text}</span>
          <span className="bars-track" aria-hidden="true">
            <span className="bars-fill" style={{ inlineSize: percent(item.share) }} />
            {item.interval !== undefined && (
              <span
                className="bars-interval"
                style={{
                  insetInlineStart: percent(item.interval[0]),
                  inlineSize: percent(item.interval[1] - item.interval[0]),
                }}
              />
            )}
            {item.mark !== undefined && (
              <span className="bars-mark" style={{ insetInlineStart: percent(item.mark) }} />
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
