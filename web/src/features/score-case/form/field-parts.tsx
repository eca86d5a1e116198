import { formatLocalizedDate, type FieldInfo } from 'lapidary/client'
import type { Texts } from '../../../lib/i18n/format.ts'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { fieldTexts } from '../../../texts/fields.ts'
import type { Entry } from './form.ts'
import { scoreCaseTexts } from '../texts.ts'

export interface FieldInputProps {
  readonly field: FieldInfo
  readonly entry: Entry
  /** The value is the typical one; nobody has entered it. */
  readonly typical: boolean
  /** Said beside the label; not where every field is required, which is said once. */
  readonly markRequired: boolean
  /** Left empty, the feature store gives the value. */
  readonly stored: boolean
  readonly error: string | undefined
  readonly onChange: (entry: Entry) => void
}

export function CategoryOptions({ field }: { readonly field: FieldInfo }) {
  const { local } = useTexts()
  return field.categories?.map(({ value, label }) => (
    <option key={value} value={value}>
      {local(label)}
    </option>
  ))
}

/** What an empty field stands for. */
export function emptyText({ required }: FieldInfo, stored: boolean, { t }: Texts): string {
  if (stored) return t(scoreCaseTexts.fromStore)
  return t(required ? fieldTexts.choose : fieldTexts.notKnown)
}

/** Joins how a date is written, the range and the help of a field. */
export function hintOf(field: FieldInfo, { t, value, local, language }: Texts): string | undefined {
  const { help, zone } = field
  const shown = (limit: number | string | undefined): string | undefined =>
    typeof limit === 'string'
      ? formatLocalizedDate(limit, zone, language)
      : limit === undefined
        ? undefined
        : value(limit)
  const [min, max] = [shown(field.min), shown(field.max)]
  const range =
    min !== undefined && max !== undefined
      ? t(fieldTexts.range, { min, max })
      : min !== undefined
        ? t(fieldTexts.from, { min })
        : max === undefined
          ? ''
          : t(fieldTexts.upTo, { max })
  const form =
    field.type === 'date'
      ? t(fieldTexts.dateForm)
      : zone === undefined
        ? ''
        : t(fieldTexts.timeForm, { zone })
  const parts = [form, range, help === undefined ? '' : local(help)].filter((part) => part !== '')
  return parts.length === 0 ? undefined : parts.join(' · ')
}
