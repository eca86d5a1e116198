import type { PredictionInfo } from '../../lib/contract.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useNames } from '../../lib/use-names.ts'

/** Which fields of an answer came from the feature store, from which view, and how old they were. */
export function StoredFields({ stored }: { readonly stored: NonNullable<PredictionInfo['stored']> }) {
  const { t, duration } = useTexts()
  const names = useNames()
  const groups = new Map<string, { view: string; age: number; fields: string[] }>()
  for (const [field, { view, since, age_seconds: age }] of Object.entries(stored)) {
    const key = `${view} ${since}`
    const group = groups.get(key) ?? { view, age, fields: [] }
    group.fields.push(names.column(field))
    groups.set(key, group)
  }
  if (groups.size === 0) return null
  return (
    <div className="stack stored">
      <h3>{t('result.stored')}</h3>
      <ul className="plain small">
        {[...groups].map(([key, { view, age, fields }]) => (
          <li key={key}>{t('result.storedItem', { fields: fields.join(', '), view, age: duration(age * 1000) })}</li>
        ))}
      </ul>
    </div>
  )
}
