import { Link } from '@tanstack/react-router'
import { Button } from '../../components/form/button.tsx'
import { TableFrame } from '../../components/data/table-frame.tsx'
import type { LoggedPredictionInfo } from 'lapidary/client'
import type { Texts } from '../../lib/i18n/format.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { usePageTitle } from '../../lib/page.ts'
import { useCallerName } from '../../lib/use-callers.ts'
import { useNames } from '../../lib/use-names.ts'
import { commonTexts } from '../../texts/common.ts'
import { predictionsTexts, outcomeTexts } from './texts.ts'

interface LogTableProps {
  readonly items: readonly LoggedPredictionInfo[]
  /** The project's name for whom a prediction is about; null when it keeps none. */
  readonly entityLabel: string | null
  /**
   * With a policy, the class whose probability the threshold is compared with; null without one.
   */
  readonly positive: string | null
  /** null for callers who may not record outcomes. */
  readonly onOutcome: ((item: LoggedPredictionInfo) => void) | null
}

export function LogTable({ items, entityLabel, positive, onOutcome }: LogTableProps) {
  const { t } = useTexts()
  const title = usePageTitle()
  const names = useNames()
  return (
    <TableFrame label={title}>
      <thead>
        <tr>
          <th scope="col">{t(commonTexts.when)}</th>
          {entityLabel !== null && <th scope="col">{entityLabel}</th>}
          <th scope="col">{t(predictionsTexts.prediction)}</th>
          <th scope="col" className="num">
            {positive === null
              ? t(predictionsTexts.probability)
              : t(commonTexts.probabilityOf, { class: names.class(positive) })}
          </th>
          <th scope="col">{t(commonTexts.model)}</th>
          <th scope="col">{t(predictionsTexts.caller)}</th>
          <th scope="col">{t(predictionsTexts.inputs)}</th>
          <th scope="col">{t(predictionsTexts.outcome)}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <LogRow
            key={item.prediction_id}
            item={item}
            withEntity={entityLabel !== null}
            positive={positive}
            onOutcome={onOutcome}
          />
        ))}
      </tbody>
    </TableFrame>
  )
}

interface LogRowProps {
  readonly item: LoggedPredictionInfo
  readonly withEntity: boolean
  readonly positive: string | null
  readonly onOutcome: LogTableProps['onOutcome']
}

function LogRow({ item, withEntity, positive, onOutcome }: LogRowProps) {
  const { t, dateTime, percent, number } = useTexts()
  const names = useNames()
  const callerName = useCallerName()
  const { entity, threshold } = item
  return (
    <tr>
      <th scope="row">
        {dateTime(item.timestamp)}
        <code className="note">{item.prediction_id}</code>
      </th>
      {withEntity && (
        <td>
          {entity === null ? (
            '—'
          ) : (
            <Link to="/predictions" search={{ entity }}>
              {entity}
            </Link>
          )}
        </td>
      )}
      <td>
        <strong>{names.class(item.prediction)}</strong>
      </td>
      <td className="num">
        {percent(item.probabilities[positive ?? item.prediction] ?? Number.NaN)}
        {threshold !== null && (
          <span className="note">{t(predictionsTexts.threshold, { threshold: number(threshold) })}</span>
        )}
      </td>
      <td>
        <Link to="/model" search={{ version: item.model_version }}>
          {t(commonTexts.version, { model: item.model, version: item.model_version })}
        </Link>
      </td>
      <td>{callerName(item.caller)}</td>
      <td className="inputs">
        <Inputs inputs={item.inputs} />
      </td>
      <td>
        <Told outcome={item.outcome} />
        {onOutcome !== null && (
          <Button
            look="quiet"
            aria-label={t(outcomeTexts.recordFor, { id: item.prediction_id })}
            onClick={() => onOutcome(item)}
          >
            {t(outcomeTexts.record)}
          </Button>
        )}
      </td>
    </tr>
  )
}

function Told({ outcome }: Pick<LoggedPredictionInfo, 'outcome'>) {
  const { date } = useTexts()
  const names = useNames()
  if (outcome === null) return null
  return (
    <>
      <strong>{names.class(outcome.outcome)}</strong>
      <span className="note">{date(outcome.observed_at)}</span>
    </>
  )
}

function Inputs({ inputs }: Pick<LoggedPredictionInfo, 'inputs'>) {
  const texts = useTexts()
  const names = useNames()
  return (
    <details className="numbers">
      <summary>{texts.t(commonTexts.show)}</summary>
      <dl className="pairs">
        {Object.entries(inputs).map(([name, value]) => (
          <div key={name}>
            <dt>{names.column(name)}</dt>
            <dd>{valueText(value, (text) => names.category(name, text), texts)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

function valueText(value: unknown, categoryName: (value: string) => string, texts: Texts): string {
  if (value === null || value === undefined) return '—'
  if (typeof value === 'number') return texts.value(value)
  if (Array.isArray(value)) {
    return value.length === 0
      ? texts.t(commonTexts.none)
      : value.map((item) => categoryName(String(item))).join(', ')
  }
  return typeof value === 'string' ? categoryName(value) : JSON.stringify(value)
}
