import { useState } from 'react'
import { readNumber, writeNumber } from '../lib/i18n/number-text.ts'
import { useTexts } from '../lib/i18n/use-texts.tsx'
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
  const { t, language } = useTexts()
  /** What is being typed, which need not be a number yet. */
  const [draft, setDraft] = useState<string | null>(null)
  /** Typing has ended, and it is none. */
  const [wrong, setWrong] = useState(false)
  const type = (text: string | null): void => {
    setDraft(text)
    setWrong(false)
    const typed = readNumber(text ?? '', language)
    if (typed !== null && typed >= min && typed <= max) onChange(typed)
  }
  const leave = (): void => {
    if (draft === null || draft.trim() === '' || readNumber(draft, language) !== null) type(null)
    else setWrong(true)
  }
  return (
    <Field label={label} hint={hint} error={wrong ? t('field.notANumber') : undefined}>
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
              type(null)
              onChange(Number(event.target.value))
            }}
          />
          <span className="number-box">
            <input
              type="text"
              inputMode="decimal"
              autoComplete="off"
              aria-label={numberLabel}
              aria-invalid={wrong || undefined}
              aria-describedby={input['aria-describedby']}
              value={draft ?? writeNumber(value, language)}
              onChange={(event) => type(event.target.value)}
              onBlur={leave}
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
