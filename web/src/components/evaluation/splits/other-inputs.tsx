import type { RunDetail } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { TableFrame } from '../../data/table-frame.tsx'
import { metricTexts } from '../../../texts/metrics.ts'
import { otherInputsTexts } from '../texts.ts'

const inputs = ['as_file', 'without_stored'] as const

/**
 * Shows how good the model is on held-out rows that do not come as single requests; nothing for a
 * run where requests are the only way.
 */
export function OtherInputs({ run }: { readonly run: RunDetail }) {
  const { t, fixed } = useTexts()
  const measured = inputs.filter((input) => run.metrics[`${input}_accuracy`] !== undefined)
  if (measured.length === 0) return null
  return (
    <section className="stack" aria-labelledby="other-inputs-title">
      <h2 id="other-inputs-title">{t(otherInputsTexts.title)}</h2>
      <p className="soft measure">{t(otherInputsTexts.help)}</p>
      <TableFrame label={t(otherInputsTexts.title)}>
        <thead>
          <tr>
            <th scope="col">{t(otherInputsTexts.input)}</th>
            <th scope="col" className="num">
              {t(metricTexts.accuracy.name)}
            </th>
            <th scope="col" className="num">
              {t(metricTexts.log_loss.name)}
            </th>
          </tr>
        </thead>
        <tbody>
          {measured.map((input) => (
            <tr key={input}>
              <th scope="row">{t(otherInputsTexts[input])}</th>
              <td className="num">{fixed(run.metrics[`${input}_accuracy`], 3)}</td>
              <td className="num">{fixed(run.metrics[`${input}_log_loss`], 3)}</td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </section>
  )
}
