import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { HonestyBadges } from '../../../components/badge.tsx'
import { Bars } from '../../../components/data/bars.tsx'
import { Facts } from '../../../components/data/facts.tsx'
import { getOwn, type PredictionInfo, type ProjectInfo } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { commonTexts } from '../../../texts/common.ts'
import { areFewKnown, knownValues } from './facts.ts'
import type { Score } from '../queries.ts'
import { Reasons } from './reasons.tsx'
import { StoredFields } from './stored-fields.tsx'
import { resultTexts } from '../texts.ts'

interface ResultPanelProps {
  readonly project: ProjectInfo
  readonly score: Score | null
  /** It has just arrived, not come back with the page. */
  readonly isNew: boolean
  /** The form is no longer what was scored. */
  readonly changed: boolean
}

/** The answer: class, how sure, why, and from which model. It takes the focus when it arrives. */
export function ResultPanel({ project, score, isNew, changed }: ResultPanelProps) {
  const { t, local } = useTexts()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (score === null || !isNew) return
    heading.current?.focus({ preventScroll: true })
    heading.current?.closest('section')?.scrollIntoView({ block: 'nearest' })
  }, [score, isNew])
  return (
    <section className="result" aria-labelledby="result-title" data-empty={score === null || undefined}>
      <p className="overline">{local(project.target.label)}</p>
      <h2
        id="result-title"
        ref={heading}
        tabIndex={-1}
        className={score === null ? 'result-waiting' : 'result-class'}
        data-few={(score !== null && areFewOf(project, score)) || undefined}
      >
        {score === null ? t(resultTexts.waiting) : <Headline project={project} score={score} />}
      </h2>
      {score !== null && changed && <p className="result-changed">{t(resultTexts.changed)}</p>}
      {score === null ? (
        <p className="soft">{t(resultTexts.waitingHelp)}</p>
      ) : (
        <Answer project={project} score={score} />
      )}
    </section>
  )
}

/** The class, unless too few facts are known for it to stand there as if it were certain. */
function Headline({ project, score }: AnswerProps) {
  const { t, local, number } = useTexts()
  const { fields } = project
  const known = knownCount(project, score)
  const name = className(project, score.prediction.prediction, local)
  if (!areFewOf(project, score)) return name
  return (
    <>
      {t(resultTexts.fewFacts, { known: number(known), of: number(fields.length) })}
      <small className="result-guess">{t(resultTexts.guess, { class: name })}</small>
    </>
  )
}

function knownCount({ fields }: ProjectInfo, { row, prediction }: Score): number {
  const values = knownValues(row, prediction.stored)
  return fields.filter(({ name }) => getOwn(values, name) !== undefined).length
}

function areFewOf(project: ProjectInfo, score: Score): boolean {
  return areFewKnown(knownCount(project, score), project.fields.length)
}

interface AnswerProps {
  readonly project: ProjectInfo
  readonly score: Score
}

function Answer({ project, score }: AnswerProps) {
  const { t, number } = useTexts()
  const { prediction, version, typical } = score
  return (
    <>
      {version !== null && (version.synthetic || version.leaking || version.no_better_than_guessing) && (
        <p className="row">
          <HonestyBadges version={version} />
        </p>
      )}
      <Probabilities project={project} prediction={prediction} />
      {prediction.reasons !== undefined && prediction.reasons.length > 0 && (
        <Reasons project={project} score={score} reasons={prediction.reasons} />
      )}
      {prediction.stored !== undefined && <StoredFields project={project} stored={prediction.stored} />}
      {typical > 0 && <p className="small soft">{t(resultTexts.typical, { count: number(typical) })}</p>}
      <AnswerFacts prediction={prediction} version={version} />
    </>
  )
}

/** How sure the model is of each class and, with a policy, where the threshold stands. */
function Probabilities({
  project,
  prediction,
}: {
  readonly project: ProjectInfo
  readonly prediction: PredictionInfo
}) {
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
      <Bars items={bars} label={t(resultTexts.probabilities)} />
      {threshold !== undefined && project.positive !== null && (
        <p className="small">
          {t(resultTexts.threshold, {
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
  const { t, date, dateTime } = useTexts()
  return (
    <Facts
      items={[
        {
          label: t(commonTexts.model),
          value: (
            <Link to="/model" search={{ version: prediction.model_version }}>
              {t(commonTexts.version, { model: prediction.model, version: prediction.model_version })}
            </Link>
          ),
        },
        ...(version === null
          ? []
          : [
              { label: t(commonTexts.trained), value: date(version.created_at) },
              {
                label: t(commonTexts.trainedOn),
                value: t(version.synthetic ? commonTexts.rowsSynthetic : commonTexts.rowsReal, {
                  rows: version.rows,
                }),
              },
            ]),
        { label: t(commonTexts.when), value: dateTime(prediction.timestamp) },
        { label: t(resultTexts.id), value: <code>{prediction.prediction_id}</code> },
      ]}
    />
  )
}

function className(
  project: ProjectInfo,
  value: string,
  local: (text: { en: string; 'pt-BR': string }) => string,
): string {
  const known = project.target.classes.find((candidate) => candidate.value === value)
  return known === undefined ? value : local(known.label)
}
