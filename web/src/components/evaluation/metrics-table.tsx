import { Interval } from '../../charts/interval.tsx'
import { lowerIsBetter, metricNames, type Evaluation, type MetricName } from '../../lib/contract.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { TableFrame } from '../table-frame.tsx'

/** Every metric on rows that were held out with its 95 % interval, beside the two baselines. */
export function MetricsTable({ evaluation }: { readonly evaluation: Evaluation }) {
  const { t } = useTexts()
  const counts = { rows: evaluation.rows, entities: evaluation.entities }
  return (
    <section className="stack" aria-labelledby="metrics-title">
      <h2 id="metrics-title">{t('evaluation.metrics')}</h2>
      <p className="soft measure">
        {evaluation.repeated === undefined
          ? t('evaluation.metricsHelp', counts)
          : t('evaluation.metricsHelpRepeated', { ...counts, ...evaluation.repeated })}
      </p>
      <TableFrame label={t('evaluation.metrics')}>
        <thead>
          <tr>
            <th scope="col">{t('evaluation.metric')}</th>
            <th scope="col" className="num">
              {t('evaluation.value')}
            </th>
            <th scope="col" className="num">
              {t('evaluation.interval')}
            </th>
            <td className="interval-cell" />
            <th scope="col" className="num">
              {t('evaluation.majority')}
            </th>
            <th scope="col" className="num">
              {t('evaluation.prior')}
            </th>
          </tr>
        </thead>
        <tbody>
          {metricNames.map((name) => (
            <MetricRow key={name} name={name} evaluation={evaluation} />
          ))}
        </tbody>
      </TableFrame>
    </section>
  )
}

function MetricRow({ name, evaluation }: { readonly name: MetricName; readonly evaluation: Evaluation }) {
  const { t, fixed } = useTexts()
  const { value, low, high } = evaluation.metrics[name]
  const { majority, prior } = evaluation.baselines
  const lower = lowerIsBetter.has(name)
  const baseline = lower ? Math.min(majority[name] ?? Infinity, prior[name] ?? Infinity) : Math.max(majority[name], prior[name])
  return (
    <tr>
      <th scope="row">
        {t(`metric.${name}`)}
        <span className="note">
          {t(`metric.${name}.help`)} {t(lower ? 'evaluation.lower' : 'evaluation.higher')}
        </span>
      </th>
      <td className="num strong">{fixed(value, 3)}</td>
      <td className="num">
        {fixed(low, 3)}–{fixed(high, 3)}
      </td>
      <td className="interval-cell">
        <Interval value={value} low={low} high={high} baseline={baseline} max={lower ? Math.max(baseline, high) * 1.1 || 1 : 1} />
      </td>
      <td className="num">{fixed(majority[name], 3)}</td>
      <td className="num">{fixed(prior[name], 3)}</td>
    </tr>
  )
}
