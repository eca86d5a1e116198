import { metricNames, type RunDetail } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { intervalText, measuredText } from '../../../lib/runs/metrics.ts'
import { useHeldOut, useRepeatedFolds } from '../../../lib/runs/run-files.ts'
import { TableFrame } from '../../data/table-frame.tsx'
import { metricTexts } from '../../../texts/metrics.ts'
import { repeatsTexts, evaluationTexts } from '../texts.ts'

/** How sure the metrics of a small table are; nothing for a run without repeated folds. */
export function RepeatedFoldsSection({ run }: { readonly run: RunDetail }) {
  const texts = useTexts()
  const { t, number, fixed } = texts
  const repeated = useRepeatedFolds(run).data
  const heldOut = useHeldOut(run).data
  if (repeated == null) return null
  const { folds, repeats, rows, entities, metrics } = repeated
  const counts = {
    folds: number(folds),
    repeats: number(repeats),
    rows: number(rows),
    entities: number(entities),
  }
  return (
    <section className="stack" aria-labelledby="repeats-title">
      <h2 id="repeats-title">{t(repeatsTexts.title)}</h2>
      <p className="soft measure">
        {heldOut == null
          ? t(repeatsTexts.help, counts)
          : t(repeatsTexts.helpAll, { repeats, heldOut: heldOut.rows })}
      </p>
      <TableFrame label={t(repeatsTexts.title)}>
        <thead>
          <tr>
            <th scope="col">{t(evaluationTexts.metric)}</th>
            <th scope="col" className="num">
              {t(repeatsTexts.mean)}
            </th>
            <th scope="col" className="num">
              {t(evaluationTexts.interval)}
            </th>
            <th scope="col" className="num">
              {t(repeatsTexts.range)}
            </th>
            {heldOut != null && (
              <th scope="col" className="num">
                {t(repeatsTexts.heldOut)}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {metricNames.map((name) => {
            const estimate = metrics[name]
            return (
              <tr key={name}>
                <th scope="row">{t(metricTexts[name].name)}</th>
                <td className="num strong">{measuredText(estimate?.value, texts)}</td>
                <td className="num">{estimate && `${fixed(estimate.low, 3)}–${fixed(estimate.high, 3)}`}</td>
                <td className="num">{estimate && `${fixed(estimate.min, 3)}–${fixed(estimate.max, 3)}`}</td>
                {heldOut != null && <td className="num">{intervalText(heldOut.metrics[name], texts)}</td>}
              </tr>
            )
          })}
        </tbody>
      </TableFrame>
    </section>
  )
}
