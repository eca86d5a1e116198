import { useState } from 'react'
import { readNumber, writeNumber } from '../../lib/i18n/number-text.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { fieldTexts } from '../../texts/fields.ts'
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
export function RangeField(props: RangeFieldProps) {
  const { name, label, numberLabel, hint, value, min, max, step, unit, valueText } = props
  const { t, language } = useTexts()
  const typing = useTyping(props)
  return (
    <Field label={label} hint={hint} error={typing.wrong ? t(fieldTexts.notANumber) : undefined}>
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
              typing.change(null)
              props.onChange(Number(event.target.value))
            }}
          />
          <span className="number-box">
            <input
              type="text"
              inputMode="decimal"
              autoComplete="off"
              aria-label={numberLabel}
              aria-invalid={typing.wrong || undefined}
              aria-describedby={input['aria-describedby']}
              value={typing.draft ?? writeNumber(value, language)}
              onChange={(event) => typing.change(event.target.value)}
              onBlur={typing.leave}
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

/**
 * What is being typed: it counts once it is a number within the range, and is wrong when it is left
 * as none.
 */
function useTyping({ min, max, onChange }: Pick<RangeFieldProps, 'min' | 'max' | 'onChange'>) {
  const { language } = useTexts()
  const [draft, setDraft] = useState<string | null>(null)
  const [wrong, setWrong] = useState(false)
  const change = (text: string | null): void => {
    setDraft(text)
    setWrong(false)
    const typed = readNumber(text ?? '', language)
    if (typed !== null && typed >= min && typed <= max) onChange(typed)
  }
  const leave = (): void => {
    if (draft === null || draft.trim() === '' || readNumber(draft, language) !== null) change(null)
    else setWrong(true)
  }
  return { draft, wrong, change, leave }
}
