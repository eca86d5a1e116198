import { useState } from 'react'
import { Banner } from '../../components/banner.tsx'
import { HonestyBadges } from '../../components/badge.tsx'
import { Button } from '../../components/form/button.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { StatusMessage } from '../../components/status-message.tsx'
import { ThresholdChart } from '../../components/evaluation/threshold/threshold-chart.tsx'
import { WithChampion } from '../../components/with-champion.tsx'
import { useCallerName } from '../../lib/use-callers.ts'
import {
  type ProjectInfo,
  type ThresholdCurve,
  type ThresholdInfo,
  scopes as scopeTexts,
} from 'lapidary/client'
import { useMessage } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useMay, useProject, useRun } from '../../lib/queries.ts'
import { useThresholdCurve } from '../../lib/runs/run-files.ts'
import { consequencesOf, countsAt, type CurveSide } from '../../lib/runs/threshold.ts'
import { useNames } from '../../lib/use-names.ts'
import { thresholdCurveTexts } from '../../components/evaluation/texts.ts'
import { ApplyDialog } from './apply-dialog.tsx'
import { Choose } from './choose.tsx'
import { SideConsequences } from './consequences.tsx'
import { History } from './history.tsx'
import { inWords } from './in-words.ts'
import { useThreshold } from './queries.ts'
import { useChoice } from './use-choice.ts'
import { thresholdTexts } from './texts.ts'
import './styles.css'

/** The threshold of the policy: what is in force, what another one would do, and who changed it. */
export function ThresholdPage() {
  const { t } = useTexts()
  const names = useNames()
  const positive = useProject().data?.positive
  const lead =
    positive === null
      ? t(thresholdTexts.none)
      : positive === undefined
        ? ''
        : t(thresholdTexts.lead, { class: names.class(positive) })
  return (
    <>
      <PageHead lead={lead} />
      {positive !== null && <WithChampion>{(project) => <Loaded project={project} />}</WithChampion>}
    </>
  )
}

function Loaded({ project }: { readonly project: ProjectInfo }) {
  const threshold = useThreshold(project.model)
  const run = useRun(project.champion?.run_id)
  const curve = useThresholdCurve(run.data)
  const queries = [threshold, run, curve]
  const error = queries.find((query) => query.isError)?.error ?? null
  if (error !== null)
    return (
      <ProblemBanner error={error} retry={() => void Promise.all(queries.map((query) => query.refetch()))} />
    )
  if (threshold.data === undefined || curve.data === undefined) return <Loading />
  return <Workbench project={project} info={threshold.data} curve={curve.data} />
}

interface WorkbenchProps {
  readonly project: ProjectInfo
  readonly info: ThresholdInfo
  readonly curve: ThresholdCurve | null
}

function Workbench({ project, info, curve }: WorkbenchProps) {
  const texts = useTexts()
  const { t } = texts
  const positive = useNames().class(info.positive)
  // The choice is made where there are many rows; the held-out ones only confirm it.
  const side = curve?.sides.find((one) => one.side === 'out-of-fold') ?? curve?.sides[0]
  const choice = useChoice(info.threshold, side)
  const chosen = choice.chosen ?? info.threshold
  const [applying, setApplying] = useState(false)
  const [done, setDone] = useMessage()
  const sides = (curve?.sides ?? []).map((one) => ({
    ...one,
    words: inWords(thresholdTexts.words, consequencesOf(countsAt(one, chosen)), positive, texts),
  }))
  return (
    <div className="sections">
      <div className="halves">
        <div className="stack-l">
          <InForce info={info} />
          <h2>{t(thresholdTexts.choose)}</h2>
          <Choose
            choice={choice}
            withCurve={side !== undefined}
            positive={positive}
            words={sides[0]?.words ?? ''}
          />
          <Apply chosen={chosen} same={chosen === info.threshold} onApply={() => setApplying(true)} />
          <StatusMessage>{done}</StatusMessage>
          {curve === null && <NoCurve />}
        </div>
        {side !== undefined && (
          <Curve side={side} chosen={chosen} inForce={info.threshold} positive={positive} />
        )}
      </div>
      {curve !== null && (
        <Consequences
          project={project}
          sides={curve.sides}
          chosen={chosen}
          inForce={info.threshold}
          positive={positive}
        />
      )}
      <History history={info.history} />
      {applying && (
        <ApplyDialog
          model={info.model}
          threshold={chosen}
          words={sides.map(({ side: name, words }) => `${t(thresholdCurveTexts.side[name].name)}: ${words}`)}
          onDone={(threshold) => {
            setDone((now) => now.t(thresholdTexts.applied, { threshold: now.number(threshold) }))
            choice.reset()
          }}
          onClose={() => setApplying(false)}
        />
      )}
    </div>
  )
}

function NoCurve() {
  const { t } = useTexts()
  return (
    <Banner tone="note">
      <p>{t(thresholdTexts.noCurve)}</p>
    </Banner>
  )
}

interface CurveProps {
  readonly side: CurveSide
  readonly chosen: number
  readonly inForce: number
  readonly positive: string
}

function Curve({ side, chosen, inForce, positive }: CurveProps) {
  const { t } = useTexts()
  const marks = [
    { x: inForce, name: t(thresholdTexts.mark.now) },
    ...(chosen === inForce ? [] : [{ x: chosen, name: t(thresholdTexts.mark.chosen) }]),
  ]
  return (
    <section className="stack" aria-labelledby="curve-title">
      <h2 id="curve-title">{t(thresholdCurveTexts.title)}</h2>
      <ThresholdChart side={side} positive={positive} marks={marks} />
    </section>
  )
}

interface ConsequencesProps {
  readonly project: ProjectInfo
  readonly sides: readonly CurveSide[]
  readonly chosen: number
  readonly inForce: number
  readonly positive: string
}

function Consequences({ project, sides, ...shared }: ConsequencesProps) {
  const { t } = useTexts()
  return (
    <section className="stack" aria-labelledby="consequences-title">
      <div className="row">
        <h2 id="consequences-title">{t(thresholdTexts.consequences)}</h2>
        {project.champion !== null && <HonestyBadges version={project.champion} />}
      </div>
      <div className="halves">
        {sides.map((side) => (
          <SideConsequences key={side.side} side={side} {...shared} />
        ))}
      </div>
    </section>
  )
}

function InForce({ info }: { readonly info: ThresholdInfo }) {
  const { t, number, dateTime } = useTexts()
  const callerName = useCallerName()
  const { updated_at: at, updated_by: by } = info
  return (
    <div className="in-force">
      <p className="overline">{t(thresholdTexts.current)}</p>
      <p className="in-force-number">{number(info.threshold)}</p>
      <p className="soft small">
        {at === null || by === null
          ? t(thresholdTexts.first)
          : t(thresholdTexts.since, { by: callerName(by), when: dateTime(at) })}
      </p>
    </div>
  )
}

interface ApplyProps {
  readonly chosen: number
  readonly same: boolean
  readonly onApply: () => void
}

function Apply({ chosen, same, onApply }: ApplyProps) {
  const { t, number } = useTexts()
  const mayOperate = useMay('operate')
  if (!mayOperate)
    return <p className="soft">{t(thresholdTexts.readOnly, { scope: t(scopeTexts.operate.title) })}</p>
  if (same) return <p className="soft">{t(thresholdTexts.same)}</p>
  return (
    <div>
      <Button look="primary" onClick={onApply}>
        {t(thresholdTexts.apply, { threshold: number(chosen) })}
      </Button>
    </div>
  )
}
