import { TableFrame } from '../../components/data/table-frame.tsx'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { consequencesOf, countsAt, type Consequences, type CurveSide } from '../../lib/runs/threshold.ts'
import { metricTexts } from '../../texts/metrics.ts'
import { thresholdCurveTexts, evaluationTexts } from '../../components/evaluation/texts.ts'
import { inWords } from './in-words.ts'
import { thresholdTexts } from './texts.ts'

interface SideProps {
  readonly side: CurveSide
  readonly chosen: number
  readonly inForce: number
  readonly positive: string
}

/**
 * What a threshold would do on one side of the data: in words, as confusion, and beside what is in
 * force.
 */
export function SideConsequences({ side, chosen, inForce, positive }: SideProps) {
  const texts = useTexts()
  const { t, number } = texts
  const counts = countsAt(side, chosen)
  const proposed = consequencesOf(counts)
  const now = consequencesOf(countsAt(side, inForce))
  const id = `side-${side.side}`
  return (
    <section className="stack side" aria-labelledby={id}>
      <h3 id={id}>{t(thresholdCurveTexts.side[side.side].name)}</h3>
      <p className="side-words">{inWords(thresholdTexts.words, proposed, positive, texts)}</p>
      {chosen !== inForce && (
        <p className="soft small">{inWords(thresholdTexts.wordsWere, now, positive, texts)}</p>
      )}
      <TableFrame label={`${t(evaluationTexts.confusion)}, ${t(thresholdCurveTexts.side[side.side].name)}`}>
        <thead>
          <tr>
            <th scope="col">{t(evaluationTexts.truth)}</th>
            <th scope="col" className="num">
              {t(thresholdTexts.answer.positive, { class: positive })}
            </th>
            <th scope="col" className="num">
              {t(thresholdTexts.answer.negative)}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t(thresholdTexts.truth.positive, { class: positive })}</th>
            <td className="num right">{number(counts.true_positive, 1)}</td>
            <td className="num wrong">{number(counts.false_negative, 1)}</td>
          </tr>
          <tr>
            <th scope="row">{t(thresholdTexts.truth.negative)}</th>
            <td className="num wrong">{number(counts.false_positive, 1)}</td>
            <td className="num right">{number(counts.true_negative, 1)}</td>
          </tr>
        </tbody>
      </TableFrame>
      <Compared now={now} proposed={proposed} chosen={chosen} inForce={inForce} positive={positive} />
      <p className="soft small">
        {t(thresholdCurveTexts.side[side.side].help, { rows: side.rows, repeats: side.repeats })}
      </p>
    </section>
  )
}

interface ComparedProps extends Omit<SideProps, 'side'> {
  readonly now: Consequences
  readonly proposed: Consequences
}

function Compared({ now, proposed, chosen, inForce, positive }: ComparedProps) {
  const { t, number, percent } = useTexts()
  const share = (value: number): string => (Number.isNaN(value) ? '—' : percent(value))
  const count = (value: number): string => number(value, 1)
  const rows = [
    [t(metricTexts.precision.name), share(now.precision), share(proposed.precision)],
    [t(metricTexts.recall.name), share(now.recall), share(proposed.recall)],
    [t(metricTexts.accuracy.name), share(now.accuracy), share(proposed.accuracy)],
    [t(thresholdCurveTexts.flagged, { class: positive }), count(now.flagged), count(proposed.flagged)],
    [t(thresholdTexts.missed), count(now.missed), count(proposed.missed)],
    [t(thresholdTexts.falseAlarms), count(now.falseAlarms), count(proposed.falseAlarms)],
  ] as const
  return (
    <TableFrame label={t(thresholdTexts.consequences)}>
      <thead>
        <tr>
          <th scope="col">{t(evaluationTexts.metric)}</th>
          <th scope="col" className="num">
            {t(thresholdTexts.now, { threshold: number(inForce) })}
          </th>
          {chosen !== inForce && (
            <th scope="col" className="num">
              {t(thresholdTexts.proposed, { threshold: number(chosen) })}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, before, after]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="num">{before}</td>
            {chosen !== inForce && <td className="num strong">{after}</td>}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}
