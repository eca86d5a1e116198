import { useId, useRef, useState, type RefObject } from 'react'
import { Button } from '../../../components/form/button.tsx'
import type { FieldInfo } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { fieldTexts } from '../../../texts/fields.ts'
import { CategoryOptions, hintOf, type FieldInputProps } from './field-parts.tsx'
import { listTexts, scoreCaseTexts } from '../texts.ts'

/**
 * Picks of a list, each as often as wanted: a select that adds, and the picks with a button to take
 * each away.
 */
export function ListInput({ field, entry, typical, stored, markRequired, error, onChange }: FieldInputProps) {
  const texts = useTexts()
  const { t, local } = texts
  const id = useId()
  const select = useRef<HTMLSelectElement>(null)
  const known = Array.isArray(entry)
  const picks: readonly string[] = known ? (entry as readonly string[]) : []
  const names = picks.map((value) => {
    const found = field.categories?.find((category) => category.value === value)
    return found === undefined ? value : local(found.label)
  })
  const unknown = t(stored ? scoreCaseTexts.fromStore : fieldTexts.notKnown)
  const state = known ? (names.length === 0 ? t(listTexts.none) : names.join(', ')) : unknown
  const hint = hintOf(field, texts)
  const remove = (index: number): void => {
    onChange(picks.filter((_, other) => other !== index))
    select.current?.focus()
  }
  return (
    <fieldset className="field field-list" data-invalid={error !== undefined || undefined}>
      <legend>
        {local(field.label)}
        {markRequired && field.required && !stored && (
          <span className="field-required"> · {t(fieldTexts.required)}</span>
        )}
      </legend>
      <div className="list-add">
        <Adder
          field={field}
          select={select}
          describedBy={error === undefined ? `${id}-state` : `${id}-state ${id}-error`}
          invalid={error !== undefined}
          onAdd={(value) => onChange([...picks, value])}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={!known}
            onChange={(event) => onChange(event.target.checked ? null : [])}
          />
          {unknown}
        </label>
      </div>
      <p className="visually-hidden" id={`${id}-state`} role="status">
        {typical ? `${state} (${t(fieldTexts.typical)})` : state}
      </p>
      {known && names.length === 0 && <p className="field-hint">{t(listTexts.none)}</p>}
      {names.length > 0 && <Picks names={names} typical={typical} onRemove={remove} />}
      {error !== undefined && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint !== undefined && <p className="field-hint">{hint}</p>}
    </fieldset>
  )
}

interface AdderProps {
  readonly field: FieldInfo
  readonly select: RefObject<HTMLSelectElement | null>
  readonly describedBy: string
  readonly invalid: boolean
  readonly onAdd: (value: string) => void
}

function Adder({ field, select, describedBy, invalid, onAdd }: AdderProps) {
  const { t, local } = useTexts()
  const [pick, setPick] = useState('')
  const add = (): void => {
    if (pick === '') return select.current?.focus()
    onAdd(pick)
    setPick('')
  }
  return (
    <>
      <select
        ref={select}
        name={field.name}
        aria-label={t(listTexts.pick, { field: local(field.label) })}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        value={pick}
        onChange={(event) => setPick(event.target.value)}
      >
        <option value="">{t(fieldTexts.choose)}</option>
        <CategoryOptions field={field} />
      </select>
      <Button onClick={add}>{t(listTexts.add)}</Button>
    </>
  )
}

interface PicksProps {
  readonly names: readonly string[]
  readonly typical: boolean
  readonly onRemove: (index: number) => void
}

function Picks({ names, typical, onRemove }: PicksProps) {
  const { t } = useTexts()
  return (
    <ul className="picks" data-typical={typical || undefined}>
      {names.map((name, index) => (
        <li key={index}>
          {name}
          <button
            type="button"
            aria-label={t(listTexts.remove, { item: name })}
            onClick={() => onRemove(index)}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  )
}
