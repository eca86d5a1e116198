import { Badge } from '../../components/badge.tsx'
import { Bars } from '../../components/bars.tsx'
import { TableFrame } from '../../components/table-frame.tsx'
import type { ProjectInfo } from '../../lib/contract.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { shownRows, type NumberedRow, type ScoredFile } from '../../lib/score-file.ts'

export function ClassCounts({ project, file }: { readonly project: ProjectInfo; readonly file: ScoredFile }) {
  const { t, local, number, percent } = useTexts()
  const all = Math.max(1, file.done)
  const bars = project.target.classes.map(({ value, label }) => {
    const count = file.counts[value] ?? 0
    return {
      key: value,
      label: local(label),
      share: count / all,
      text: `${number(count)} · ${percent(count / all)}`,
      strong: true,
    }
  })
  const bad = {
    key: ' bad',
    label: t('scoreFile.bad'),
    share: file.bad / all,
    text: `${number(file.bad)} · ${percent(file.bad / all)}`,
  }
  return (
    <section className="stack" aria-labelledby="counts-title">
      <h2 id="counts-title">{t('scoreFile.counts')}</h2>
      <Bars items={file.bad > 0 ? [...bars, bad] : bars} label={t('scoreFile.counts')} />
    </section>
  )
}

interface ScoredRowsProps {
  readonly file: ScoredFile
  readonly rows: readonly NumberedRow[]
  readonly title: string
  readonly total: number
}

/** The first rows of the answer; probabilities in percent, rows that could not be read with their reason. */
export function ScoredRows({ file, rows, title, total }: ScoredRowsProps) {
  const { t, percent, number } = useTexts()
  const { header } = file
  const error = header.indexOf('error')
  const prediction = header.indexOf('prediction')
  const isProbability = header.map((name) => name.startsWith('probability_'))
  return (
    <section className="stack" aria-label={title}>
      <h2>{title}</h2>
      {total > shownRows && <p className="soft">{t('scoreFile.shown', { shown: number(rows.length), total: number(total) })}</p>}
      <TableFrame label={title} tall>
        <thead>
          <tr>
            <th scope="col" className="num">
              {t('scoreFile.row')}
            </th>
            {header.map((name, index) => (
              <th key={name} scope="col" className={isProbability[index] ? 'num' : undefined}>
                {headerText(name, index === prediction, index === error, t)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.number} data-bad={(error >= 0 && row.cells[error] !== '') || undefined}>
              <th scope="row" className="num">
                {number(row.number)}
              </th>
              {header.map((name, index) => {
                const cell = row.cells[index] ?? ''
                if (isProbability[index]) {
                  return (
                    <td key={name} className="num">
                      {cell === '' ? '—' : percent(Number(cell))}
                    </td>
                  )
                }
                if (index === prediction)
                  return (
                    <td key={name}>
                      {cell === '' ? <Badge tone="danger">{t('scoreFile.bad')}</Badge> : <strong>{cell}</strong>}
                    </td>
                  )
                return (
                  <td key={name} className={index === error ? 'wide' : undefined}>
                    {cell}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </section>
  )
}

function headerText(
  name: string,
  isPrediction: boolean,
  isError: boolean,
  t: (key: 'scoreFile.prediction' | 'scoreFile.reason') => string,
): string {
  if (isPrediction) return t('scoreFile.prediction')
  if (isError) return t('scoreFile.reason')
  return name.replace(/^probability_/, '')
}
