import { TableFrame } from '../../components/table-frame.tsx'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { consequencesOf, countsAt, type Consequences, type CurveSide } from '../../lib/threshold.ts'
import { inWords } from './in-words.ts'

interface SideProps {
  readonly side: CurveSide
  readonly chosen: number
  readonly inForce: number
  readonly positive: string
}

/** What a threshold would do on one side of the data: in words, as confusion, and beside what is in force. */
export function SideConsequences({ side, chosen, inForce, positive }: SideProps) {
  const texts = useTexts()
  const { t, number } = texts
  const counts = countsAt(side, chosen)
  const proposed = consequencesOf(counts)
  const now = consequencesOf(countsAt(side, inForce))
  const id = `side-${side.side}`
  return (
    <section className="stack side" aria-labelledby={id}>
      <h3 id={id}>{t(`threshold.side.${side.side}`)}</h3>
      <p className="side-words">{inWords('threshold.words', proposed, positive, texts)}</p>
      {chosen !== inForce && <p className="soft small">{inWords('threshold.wordsWere', now, positive, texts)}</p>}
      <TableFrame label={`${t('evaluation.confusion')}, ${t(`threshold.side.${side.side}`)}`}>
        <thead>
          <tr>
            <th scope="col">{t('evaluation.truth')}</th>
            <th scope="col" className="num">
              {t('threshold.answer.positive', { class: positive })}
            </th>
            <th scope="col" className="num">
              {t('threshold.answer.negative')}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t('threshold.truth.positive', { class: positive })}</th>
            <td className="num right">{number(counts.true_positive, 1)}</td>
            <td className="num wrong">{number(counts.false_negative, 1)}</td>
          </tr>
          <tr>
            <th scope="row">{t('threshold.truth.negative')}</th>
            <td className="num wrong">{number(counts.false_positive, 1)}</td>
            <td className="num right">{number(counts.true_negative, 1)}</td>
          </tr>
        </tbody>
      </TableFrame>
      <Compared now={now} proposed={proposed} chosen={chosen} inForce={inForce} positive={positive} />
      <p className="soft small">{t(`threshold.side.${side.side}.help`, { rows: side.rows, repeats: side.repeats })}</p>
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
    [t('evaluation.precision'), share(now.precision), share(proposed.precision)],
    [t('evaluation.recall'), share(now.recall), share(proposed.recall)],
    [t('metric.accuracy'), share(now.accuracy), share(proposed.accuracy)],
    [t('threshold.flagged', { class: positive }), count(now.flagged), count(proposed.flagged)],
    [t('threshold.missed'), count(now.missed), count(proposed.missed)],
    [t('threshold.falseAlarms'), count(now.falseAlarms), count(proposed.falseAlarms)],
  ] as const
  return (
    <TableFrame label={t('threshold.consequences')}>
      <thead>
        <tr>
          <th scope="col">{t('threshold.measure')}</th>
          <th scope="col" className="num">
            {t('threshold.now', { threshold: number(inForce) })}
          </th>
          {chosen !== inForce && (
            <th scope="col" className="num">
              {t('threshold.proposed', { threshold: number(chosen) })}
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
