import { TableFrame } from '../../components/data/table-frame.tsx'
import { useCallerName } from '../../lib/use-callers.ts'
import type { ThresholdInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { commonTexts } from '../../texts/common.ts'
import { thresholdTexts } from './texts.ts'
import { thresholdCurveTexts } from '../../components/evaluation/texts.ts'

/** Who set which threshold, when and why; newest first. */
export function History({ history }: { readonly history: ThresholdInfo['history'] }) {
  const { t, dateTime, number } = useTexts()
  const callerName = useCallerName()
  return (
    <section className="stack" aria-labelledby="history-title">
      <h2 id="history-title">{t(thresholdTexts.history)}</h2>
      {history.length === 0 ? (
        <p className="soft">{t(commonTexts.noChanges)}</p>
      ) : (
        <TableFrame label={t(thresholdTexts.history)}>
          <thead>
            <tr>
              <th scope="col">{t(commonTexts.when)}</th>
              <th scope="col" className="num">
                {t(thresholdCurveTexts.threshold)}
              </th>
              <th scope="col">{t(commonTexts.who)}</th>
              <th scope="col">{t(commonTexts.reason)}</th>
            </tr>
          </thead>
          <tbody>
            {history.map(({ threshold, updated_at: at, updated_by: by, reason }) => (
              <tr key={`${at} ${threshold}`}>
                <th scope="row" className="nowrap">
                  {dateTime(at)}
                </th>
                <td className="num">{number(threshold)}</td>
                <td>{callerName(by)}</td>
                <td className="wide">{reason === '' ? '—' : reason}</td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </section>
  )
}
