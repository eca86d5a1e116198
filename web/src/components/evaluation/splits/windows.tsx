import { Interval } from '../../../charts/interval.tsx'
import { formatLocalizedDate, type RunDetail, type WindowMetrics } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { intervalText } from '../../../lib/runs/metrics.ts'
import { useWindows } from '../../../lib/runs/run-files.ts'
import { TableFrame } from '../../data/table-frame.tsx'
import { metricTexts } from '../../../texts/metrics.ts'
import { commonTexts } from '../../../texts/common.ts'
import { windowsTexts } from '../texts.ts'

const shown = ['log_loss', 'accuracy'] as const

/**
 * Shows the metrics of each part of the held-out time; nothing for a run that was not split by
 * time, or into one part.
 */
export function WindowsSection({ run }: { readonly run: RunDetail }) {
  const { t } = useTexts()
  const windows = useWindows(run).data ?? []
  if (windows.length < 2) return null
  return (
    <section className="stack" aria-labelledby="windows-title">
      <h2 id="windows-title">{t(windowsTexts.title)}</h2>
      <p className="soft measure">{t(windowsTexts.help, { windows: windows.length })}</p>
      <TableFrame label={t(windowsTexts.title)}>
        <thead>
          <tr>
            <th scope="col">{t(windowsTexts.time)}</th>
            <th scope="col" className="num">
              {t(commonTexts.rows)}
            </th>
            {shown.map((name) => (
              <th key={name} scope="col" className="num" colSpan={2}>
                {t(metricTexts[name].name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {windows.map((window) => (
            <WindowRow key={window.from} window={window} windows={windows} run={run} />
          ))}
        </tbody>
      </TableFrame>
    </section>
  )
}

interface WindowRowProps {
  readonly window: WindowMetrics
  readonly windows: readonly WindowMetrics[]
  readonly run: RunDetail
}

function WindowRow({ window: { from, to, rows, metrics }, windows, run }: WindowRowProps) {
  const texts = useTexts()
  const [start, end] = [from, to].map((time) => formatLocalizedDate(time, undefined, texts.language))
  const guessing = {
    log_loss: run.evaluation?.baselines.prior.log_loss,
    accuracy: run.evaluation?.baselines.majority.accuracy,
  }
  const highest = Math.max(guessing.log_loss ?? 0, ...windows.map((each) => each.metrics.log_loss.high)) * 1.1
  return (
    <tr>
      <th scope="row">{start === end ? start : `${start} – ${end}`}</th>
      <td className="num">{texts.number(rows)}</td>
      {shown.flatMap((name) => {
        const { value, low, high } = metrics[name]
        return [
          <td key={name} className="num">
            {intervalText(metrics[name], texts)}
          </td>,
          <td key={`${name} chart`} className="interval-cell">
            <Interval
              value={value}
              low={low}
              high={high}
              baseline={guessing[name] ?? Number.NaN}
              max={name === 'accuracy' ? 1 : highest || 1}
            />
          </td>,
        ]
      })}
    </tr>
  )
}
