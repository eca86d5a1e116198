import { Badge } from '../../../components/badge.tsx'
import type { PredictionInfo, ProjectInfo } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { useNames } from '../../../lib/use-names.ts'
import { valueText } from './facts.ts'
import { resultTexts } from '../texts.ts'

interface StoredFieldsProps {
  readonly project: ProjectInfo
  readonly stored: NonNullable<PredictionInfo['stored']>
}

/** Older values get a warning: much can have changed in a year. */
const oldSeconds = 365 * 86_400

/**
 * Which values of a prediction came from the feature store, from which view, and how old they were.
 */
export function StoredFields({ project, stored }: StoredFieldsProps) {
  const { t, duration, language } = useTexts()
  const names = useNames()
  const groups = new Map<string, { view: string; age: number; fields: [string, string][] }>()
  for (const [name, { view, since, age_seconds: age, value, unusable }] of Object.entries(stored)) {
    const key = `${view} ${since}`
    const group = groups.get(key) ?? { view, age, fields: [] }
    const field = project.fields.find((one) => one.name === name)
    const text = valueText(field, value, language) ?? t(resultTexts.notKnown)
    group.fields.push([names.column(name), unusable === true ? t(resultTexts.storedUnusable) : text])
    groups.set(key, group)
  }
  if (groups.size === 0) return null
  return (
    <div className="stack stored">
      <h3>{t(resultTexts.stored)}</h3>
      {[...groups].map(([key, { view, age, fields }]) => (
        <div key={key} className="stack small">
          <p className="row tight">
            <span>{t(resultTexts.storedFrom, { view, age: duration(age * 1000) })}</span>
            {age > oldSeconds && <Badge tone="pyrite">{t(resultTexts.storedOld)}</Badge>}
          </p>
          {age > oldSeconds && <p>{t(resultTexts.storedOldHelp)}</p>}
          <dl className="pairs">
            {fields.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  )
}
