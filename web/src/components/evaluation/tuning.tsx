import type { RunDetail, Tuning } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useTuning } from '../../lib/runs/run-files.ts'
import { TableFrame } from '../data/table-frame.tsx'
import { metricTexts } from '../../texts/metrics.ts'
import { tuningTexts } from './texts.ts'

const shownTrials = 10

/** What a tuning tried before the model was fitted; nothing for a run without one. */
export function TuningSection({ run }: { readonly run: RunDetail }) {
  const { t, number } = useTexts()
  const tuning = useTuning(run).data
  if (tuning == null) return null
  const { trials, folds, search } = tuning
  return (
    <section className="stack" aria-labelledby="tuning-title">
      <h2 id="tuning-title">{t(tuningTexts.title)}</h2>
      <p className="soft measure">
        {t(tuningTexts.help, { trials: number(trials.length), folds: number(folds) })}{' '}
        {t(tuningTexts.search[search])}
      </p>
      <Trials tuning={tuning} trials={trials.slice(0, shownTrials)} label={t(tuningTexts.title)} />
      {trials.length > shownTrials && (
        <details className="disclosure">
          <summary>{t(tuningTexts.more, { trials: number(trials.length) })}</summary>
          <Trials
            tuning={tuning}
            trials={trials}
            label={t(tuningTexts.more, { trials: number(trials.length) })}
          />
        </details>
      )}
    </section>
  )
}

interface TrialsProps {
  readonly tuning: Tuning
  readonly trials: Tuning['trials']
  readonly label: string
}

function Trials({ tuning, trials, label }: TrialsProps) {
  const { t, fixed, number } = useTexts()
  const params = [...new Set(tuning.trials.flatMap((trial) => Object.keys(trial.params)))]
  return (
    <TableFrame label={label} tall={trials.length > shownTrials}>
      <thead>
        <tr>
          <th scope="col" className="num">
            {t(tuningTexts.place)}
          </th>
          <th scope="col" className="num">
            {t(metricTexts.log_loss.name)}
          </th>
          {params.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          {tuning.budget_param !== null && (
            <th scope="col" className="num">
              {tuning.budget_param}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {trials.map((trial, index) => (
          <tr key={JSON.stringify(trial.params)}>
            <th scope="row" className="num">
              {number(index + 1)}
            </th>
            <td className="num strong">{fixed(trial.score, 4)}</td>
            {params.map((name) => (
              <td key={name}>{paramText(trial.params[name], number)}</td>
            ))}
            {tuning.budget_param !== null && (
              <td className="num">{trial.budget === null ? '—' : number(trial.budget)}</td>
            )}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}

function paramText(value: unknown, number: (value: number, digits?: number) => string): string {
  if (value === null || value === undefined) return '—'
  if (typeof value === 'number') return number(value, 6)
  return Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value)
}
