import { useState } from 'react'
import { Badge } from '../../../components/badge.tsx'
import { Bars } from '../../../components/data/bars.tsx'
import { TableFrame } from '../../../components/data/table-frame.tsx'
import type { ProjectInfo } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { shownRows, type NumberedRow, type FileSummary } from '../file/score-file.ts'
import { useProject } from '../../../lib/queries.ts'
import { useNames } from '../../../lib/use-names.ts'
import { commonTexts } from '../../../texts/common.ts'
import { plainText } from './result-rows.ts'
import { sortRows, type RowOrder } from './sort-rows.ts'
import { scoreFileTexts } from '../texts.ts'

export function ClassCounts({
  project,
  file,
}: {
  readonly project: ProjectInfo
  readonly file: FileSummary
}) {
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
  // With a policy one class is what people came for: how many got it.
  const positive = bars.find(({ key }) => key === project.positive)
  const flagged = file.counts[project.positive ?? ''] ?? 0
  const bad = {
    key: ' bad',
    label: t(scoreFileTexts.bad),
    share: file.bad / all,
    text: `${number(file.bad)} · ${percent(file.bad / all)}`,
  }
  return (
    <section className="stack" aria-labelledby="counts-title">
      <h2 id="counts-title">{t(scoreFileTexts.counts)}</h2>
      {positive !== undefined && (
        <p className="flagged">
          {t(scoreFileTexts.flagged, {
            class: positive.label,
            count: number(flagged),
            total: number(file.done),
            share: percent(flagged / all),
          })}
        </p>
      )}
      <Bars items={file.bad > 0 ? [...bars, bad] : bars} label={t(scoreFileTexts.counts)} />
    </section>
  )
}

interface ScoredRowsProps {
  readonly file: FileSummary
  readonly rows: readonly NumberedRow[]
  readonly title: string
  readonly total: number
}

/**
 * The first rows of the answer; probabilities in percent, rows that could not be read with their
 * reason.
 */
export function ScoredRows({ file, rows, title, total }: ScoredRowsProps) {
  const { t, number } = useTexts()
  const names = useNames()
  const [order, setOrder] = useState<RowOrder>({ column: null, descending: false })
  const { header } = file
  const error = header.indexOf('error')
  const headerText = (name: string): string => {
    if (name === 'prediction') return t(scoreFileTexts.prediction)
    if (name === 'error') return t(commonTexts.reason)
    return name.startsWith('probability_') ? names.class(name.slice('probability_'.length)) : name
  }
  return (
    <section className="stack" aria-label={title}>
      <h2>{title}</h2>
      {total > shownRows && (
        <p className="soft">
          {t(scoreFileTexts.shown, { shown: number(rows.length), total: number(total) })}
        </p>
      )}
      <TableFrame label={title} tall>
        <thead>
          <tr>
            <SortHead name={t(scoreFileTexts.row)} num column={null} order={order} onSort={setOrder} />
            {header.map((name, index) => (
              <SortHead
                key={name}
                name={headerText(name)}
                num={isProbability(name)}
                column={index}
                order={order}
                onSort={setOrder}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {sortRows(rows, order).map((row) => (
            <tr key={row.number} data-bad={(error >= 0 && row.cells[error] !== '') || undefined}>
              <th scope="row" className="num">
                {number(row.number)}
              </th>
              {header.map((name, index) => (
                <Cell key={name} column={name} text={row.cells[index] ?? ''} />
              ))}
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </section>
  )
}

const isProbability = (column: string): boolean => column.startsWith('probability_')

/** A cell of the answer as people read it. */
function Cell({ column, text }: { readonly column: string; readonly text: string }) {
  const { t, percent } = useTexts()
  const names = useNames()
  const positive = useProject().data?.positive
  if (isProbability(column)) return <td className="num">{text === '' ? '—' : percent(Number(text))}</td>
  if (column !== 'prediction')
    return <td className={column === 'error' ? 'wide' : undefined}>{plainText(text)}</td>
  if (text === '')
    return (
      <td>
        <Badge tone="danger">{t(scoreFileTexts.bad)}</Badge>
      </td>
    )
  return (
    <td>
      {text === positive ? (
        <Badge tone="accent">{names.class(text)}</Badge>
      ) : (
        <strong>{names.class(text)}</strong>
      )}
    </td>
  )
}

interface SortHeadProps {
  readonly name: string
  readonly num: boolean
  readonly column: number | null
  readonly order: RowOrder
  readonly onSort: (order: RowOrder) => void
}

/** The head of a column is the button that sorts by it; once more turns the order around. */
function SortHead({ name, num, column, order, onSort }: SortHeadProps) {
  const current = order.column === column
  const descending = current ? !order.descending : num && column !== null
  return (
    <th
      scope="col"
      className={num ? 'num' : undefined}
      aria-sort={current ? (order.descending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" className="sort" onClick={() => onSort({ column, descending })}>
        {name}
        <span aria-hidden="true">{current ? (order.descending ? ' ↓' : ' ↑') : ' ↕'}</span>
      </button>
    </th>
  )
}
