import { useState } from 'react'
import { Field } from './field.tsx'

interface RangeFieldProps {
  readonly name: string
  readonly label: string
  /** Name of the box for the number itself, beside the slider. */
  readonly numberLabel: string
  readonly hint?: string | undefined
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly unit?: string
  /** What the value means, for those who hear the slider. */
  readonly valueText: string
  readonly onChange: (value: number) => void
}

/** A slider and a box for the same number: one to look around with, one to be exact in. */
export function RangeField({
  name,
  label,
  numberLabel,
  hint,
  value,
  min,
  max,
  step,
  unit,
  valueText,
  onChange,
}: RangeFieldProps) {
  /** What is being typed, which need not be a number yet. */
  const [draft, setDraft] = useState<string | null>(null)
  const type = (text: string): void => {
    setDraft(text)
    const typed = Number(text)
    if (text !== '' && typed >= min && typed <= max) onChange(typed)
  }
  return (
    <Field label={label} hint={hint}>
      {(input) => (
        <span className="range">
          <input
            {...input}
            name={name}
            type="range"
            min={min}
            max={max}
            step={step}
            value={value}
            aria-valuetext={valueText}
            onChange={(event) => {
              setDraft(null)
              onChange(Number(event.target.value))
            }}
          />
          <span className="number-box">
            <input
              type="number"
              aria-label={numberLabel}
              min={min}
              max={max}
              step="any"
              value={draft ?? value}
              onChange={(event) => type(event.target.value)}
              onBlur={() => setDraft(null)}
              onWheel={(event) => event.currentTarget.blur()}
            />
            {unit !== undefined && (
              <span className="number-unit" aria-hidden="true">
                {unit}
              </span>
            )}
          </span>
        </span>
      )}
    </Field>
  )
}
