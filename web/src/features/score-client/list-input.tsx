import { useId, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { hintOf, type FieldInputProps } from './field-input.tsx'

/** Picks of a list, each as often as wanted: a select that adds, and the picks with a button to take each away. */
export function ListInput({ field, entry, typical, error, onChange }: FieldInputProps) {
  const texts = useTexts()
  const { t, local } = texts
  const id = useId()
  const select = useRef<HTMLSelectElement>(null)
  const [pick, setPick] = useState('')
  const known = Array.isArray(entry)
  const picks: readonly string[] = known ? (entry as readonly string[]) : []
  const nameOf = (value: string): string => {
    const found = field.categories?.find((category) => category.value === value)
    return found === undefined ? value : local(found.label)
  }
  const add = (value: string): void => {
    if (value !== '') onChange([...picks, value])
    setPick('')
  }
  const hint = hintOf(field, texts)
  return (
    <fieldset className="field field-list" data-invalid={error !== undefined || undefined}>
      <legend>
        {local(field.label)}
        {field.required && <span className="field-required"> · {t('field.required')}</span>}
      </legend>
      <div className="list-add">
        <select
          ref={select}
          name={field.name}
          aria-label={t('list.pick', { field: local(field.label) })}
          aria-describedby={`${id}-state ${error === undefined ? '' : `${id}-error`}`}
          aria-invalid={error !== undefined || undefined}
          value={pick}
          onChange={(event) => setPick(event.target.value)}
        >
          <option value="">{t('field.choose')}</option>
          {field.categories?.map((category) => (
            <option key={category.value} value={category.value}>
              {local(category.label)}
            </option>
          ))}
        </select>
        <Button onClick={() => (pick === '' ? select.current?.focus() : add(pick))}>{t('list.add')}</Button>
        <label className="check">
          <input type="checkbox" checked={!known} onChange={(event) => onChange(event.target.checked ? null : [])} />
          {t('field.notKnown')}
        </label>
      </div>
      <p className="visually-hidden" id={`${id}-state`} role="status">
        {known ? (picks.length === 0 ? t('list.none') : picks.map(nameOf).join(', ')) : t('field.notKnown')}
        {typical && ` (${t('field.typical')})`}
      </p>
      {known && picks.length === 0 && <p className="field-hint">{t('list.none')}</p>}
      {picks.length > 0 && (
        <ul className="picks" data-typical={typical || undefined}>
          {picks.map((value, index) => (
            <li key={index}>
              {nameOf(value)}
              <button
                type="button"
                aria-label={t('list.remove', { item: nameOf(value) })}
                onClick={() => {
                  onChange(picks.filter((_, other) => other !== index))
                  select.current?.focus()
                }}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {error !== undefined && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint !== undefined && <p className="field-hint">{hint}</p>}
    </fieldset>
  )
}
