import { TableFrame } from '../../components/table-frame.tsx'
import { useCallerName } from '../../lib/use-callers.ts'
import type { ThresholdInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'

/** Who set which threshold, when and why; newest first. */
export function History({ history }: { readonly history: ThresholdInfo['history'] }) {
  const { t, dateTime, number } = useTexts()
  const callerName = useCallerName()
  return (
    <section className="stack" aria-labelledby="history-title">
      <h2 id="history-title">{t('threshold.history')}</h2>
      {history.length === 0 ? (
        <p className="soft">{t('threshold.historyNone')}</p>
      ) : (
        <TableFrame label={t('threshold.history')}>
          <thead>
            <tr>
              <th scope="col">{t('threshold.when')}</th>
              <th scope="col" className="num">
                {t('threshold.value')}
              </th>
              <th scope="col">{t('threshold.by')}</th>
              <th scope="col">{t('threshold.reason')}</th>
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
