import { Interval } from '../../charts/interval.tsx'
import { lowerIsBetter, metricNames, type Evaluation, type MetricName } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { measuredText } from '../../lib/runs/metrics.ts'
import { TableFrame } from '../data/table-frame.tsx'
import { metricTexts } from '../../texts/metrics.ts'
import { evaluationTexts } from './texts.ts'

/** Every metric on rows that were held out with its 95 % interval, beside the two baselines. */
export function MetricsTable({ evaluation }: { readonly evaluation: Evaluation }) {
  const { t } = useTexts()
  const counts = { rows: evaluation.rows, entities: evaluation.entities }
  return (
    <section className="stack" aria-labelledby="metrics-title">
      <h2 id="metrics-title">{t(evaluationTexts.metrics)}</h2>
      <p className="soft measure">
        {evaluation.repeated === undefined
          ? t(evaluationTexts.metricsHelp, counts)
          : t(evaluationTexts.metricsHelpRepeated, { ...counts, ...evaluation.repeated })}
      </p>
      <TableFrame label={t(evaluationTexts.metrics)}>
        <thead>
          <tr>
            <th scope="col">{t(evaluationTexts.metric)}</th>
            <th scope="col" className="num">
              {t(evaluationTexts.value)}
            </th>
            <th scope="col" className="num">
              {t(evaluationTexts.interval)}
            </th>
            <td className="interval-cell" />
            <th scope="col" className="num">
              {t(evaluationTexts.majority)}
            </th>
            <th scope="col" className="num">
              {t(evaluationTexts.prior)}
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
  const texts = useTexts()
  const { t, fixed } = texts
  const estimate = evaluation.metrics[name]
  const [majority, prior] = [evaluation.baselines.majority[name], evaluation.baselines.prior[name]]
  const lower = lowerIsBetter.has(name)
  const guesses = [majority, prior].filter((guess) => typeof guess === 'number')
  const baseline = lower ? Math.min(...guesses) : Math.max(...guesses)
  return (
    <tr>
      <th scope="row">
        {t(metricTexts[name].name)}
        <span className="note">
          {t(metricTexts[name].help)} {t(lower ? evaluationTexts.lower : evaluationTexts.higher)}
        </span>
      </th>
      <td className="num strong">{measuredText(estimate?.value, texts)}</td>
      <td className="num">{estimate && `${fixed(estimate.low, 3)}–${fixed(estimate.high, 3)}`}</td>
      <td className="interval-cell">
        {estimate && (
          <Interval
            {...estimate}
            baseline={baseline}
            max={lower ? Math.max(baseline, estimate.high) * 1.1 || 1 : 1}
          />
        )}
      </td>
      <td className="num">{measuredText(majority, texts)}</td>
      <td className="num">{measuredText(prior, texts)}</td>
    </tr>
  )
}
