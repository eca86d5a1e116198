import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { HonestyBadges } from '../../components/badge.tsx'
import { Bars } from '../../components/bars.tsx'
import { Facts } from '../../components/facts.tsx'
import type { PredictionInfo, ProjectInfo, ReasonInfo } from '../../lib/contract.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import type { Score } from './queries.ts'
import { StoredFields } from './stored-fields.tsx'

interface ResultPanelProps {
  readonly project: ProjectInfo
  readonly score: Score | null
  /** The form is no longer what was scored. */
  readonly changed: boolean
}

/** The answer: class, how sure, why, and from which model. It takes the focus when it arrives. */
export function ResultPanel({ project, score, changed }: ResultPanelProps) {
  const { t, local } = useTexts()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (score === null) return
    heading.current?.focus({ preventScroll: true })
    heading.current?.closest('section')?.scrollIntoView({ block: 'nearest' })
  }, [score])
  return (
    <section className="result" aria-labelledby="result-title" data-empty={score === null || undefined}>
      <p className="overline">{local(project.target.label)}</p>
      <h2 id="result-title" ref={heading} tabIndex={-1} className={score === null ? 'result-waiting' : 'result-class'}>
        {score === null ? t('result.waiting') : className(project, score.prediction.prediction, local)}
      </h2>
      {score !== null && changed && <p className="result-changed">{t('result.changed')}</p>}
      {score === null ? <p className="soft">{t('result.waitingHelp')}</p> : <Answer project={project} score={score} />}
    </section>
  )
}

interface AnswerProps {
  readonly project: ProjectInfo
  readonly score: Score
}

function Answer({ project, score }: AnswerProps) {
  const { t, number } = useTexts()
  const { prediction, version, typical, language } = score
  return (
    <>
      {version !== null && (version.synthetic || version.leaking) && (
        <p className="row">
          <HonestyBadges version={version} />
        </p>
      )}
      <Probabilities project={project} prediction={prediction} />
      {prediction.reasons !== undefined && prediction.reasons.length > 0 && (
        <div className="stack">
          <h3>{t('result.why')}</h3>
          <Reasons reasons={prediction.reasons} language={language} />
        </div>
      )}
      {prediction.stored !== undefined && <StoredFields stored={prediction.stored} />}
      {typical > 0 && <p className="small soft">{t('result.typical', { count: number(typical) })}</p>}
      <AnswerFacts prediction={prediction} version={version} />
    </>
  )
}

/** How sure the model is of each class and, with a policy, where the threshold stands. */
function Probabilities({ project, prediction }: { readonly project: ProjectInfo; readonly prediction: PredictionInfo }) {
  const { t, local, percent } = useTexts()
  const { threshold } = prediction
  const bars = project.target.classes.map(({ value, label }) => {
    const share = prediction.probabilities[value] ?? 0
    const mark = value === project.positive ? threshold : undefined
    return {
      key: value,
      label: local(label),
      share,
      text: percent(share),
      strong: value === prediction.prediction,
      ...(mark !== undefined && { mark }),
    }
  })
  return (
    <>
      <Bars items={bars} label={t('result.probabilities')} />
      {threshold !== undefined && project.positive !== null && (
        <p className="small">
          {t('result.threshold', {
            class: className(project, project.positive, local),
            threshold: percent(threshold),
            probability: percent(prediction.probabilities[project.positive] ?? Number.NaN),
          })}
        </p>
      )}
    </>
  )
}

function AnswerFacts({ prediction, version }: Pick<Score, 'prediction' | 'version'>) {
  const { t, number, date, dateTime } = useTexts()
  return (
    <Facts
      items={[
        {
          label: t('result.model'),
          value: (
            <Link to="/model" search={{ version: prediction.model_version }}>
              {t('common.version', { model: prediction.model, version: prediction.model_version })}
            </Link>
          ),
        },
        ...(version === null
          ? []
          : [
              { label: t('result.trained'), value: date(version.created_at) },
              {
                label: t('result.trainedOn'),
                value: t(version.synthetic ? 'common.rowsSynthetic' : 'common.rowsReal', { rows: number(version.rows) }),
              },
            ]),
        { label: t('result.when'), value: dateTime(prediction.timestamp) },
        { label: t('result.id'), value: <code>{prediction.prediction_id}</code> },
      ]}
    />
  )
}

function Reasons({ reasons, language }: { readonly reasons: readonly ReasonInfo[]; readonly language: string }) {
  const { t } = useTexts()
  return (
    <ol className="reasons" lang={language}>
      {reasons.map((reason) => (
        <li key={reason.column} data-for={reason.contribution >= 0}>
          <span className="reason-sign" aria-hidden="true">
            {reason.contribution >= 0 ? '▲' : '▼'}
          </span>
          <span className="visually-hidden">{t(reason.contribution >= 0 ? 'result.for' : 'result.against')}: </span>
          {reason.text}
        </li>
      ))}
    </ol>
  )
}

function className(project: ProjectInfo, value: string, local: (text: { en: string; 'pt-BR': string }) => string): string {
  const known = project.target.classes.find((candidate) => candidate.value === value)
  return known === undefined ? value : local(known.label)
}
