import type { RunDetail } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { TableFrame } from '../table-frame.tsx'

const inputs = ['as_file', 'without_stored'] as const

/** Shows how good the model is on held-out rows that do not come as single requests; nothing for a run where requests are the only way. */
export function OtherInputs({ run }: { readonly run: RunDetail }) {
  const { t, fixed } = useTexts()
  const measured = inputs.filter((input) => run.metrics[`${input}_accuracy`] !== undefined)
  if (measured.length === 0) return null
  return (
    <section className="stack" aria-labelledby="other-inputs-title">
      <h2 id="other-inputs-title">{t('otherInputs.title')}</h2>
      <p className="soft measure">{t('otherInputs.help')}</p>
      <TableFrame label={t('otherInputs.title')}>
        <thead>
          <tr>
            <th scope="col">{t('otherInputs.input')}</th>
            <th scope="col" className="num">
              {t('metric.accuracy')}
            </th>
            <th scope="col" className="num">
              {t('metric.log_loss')}
            </th>
          </tr>
        </thead>
        <tbody>
          {measured.map((input) => (
            <tr key={input}>
              <th scope="row">{t(`otherInputs.${input}`)}</th>
              <td className="num">{fixed(run.metrics[`${input}_accuracy`], 3)}</td>
              <td className="num">{fixed(run.metrics[`${input}_log_loss`], 3)}</td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </section>
  )
}
