import type { LostCellsInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useNames } from '../../lib/use-names.ts'
import { cellProblemTexts, dataTexts, lostTexts } from '../../texts/data.ts'
import { Badge } from '../badge.tsx'
import { TableFrame } from './table-frame.tsx'

type Lost = Pick<LostCellsInfo, 'name' | 'cells' | 'lost' | 'share' | 'problems'> &
  Partial<Pick<LostCellsInfo, 'training_share' | 'is_excessive'>>

/**
 * Shows the lost cells of each column with reasons and samples, and beside them the shares of the
 * training if they are given.
 */
export function LostCells({ columns }: { readonly columns: readonly Lost[] }) {
  const { t, number, percent } = useTexts()
  const names = useNames()
  const isCompared = columns.some(({ training_share }) => training_share !== undefined)
  return (
    <TableFrame label={t(lostTexts.title)}>
      <thead>
        <tr>
          <th scope="col">{t(dataTexts.column)}</th>
          <th scope="col" className="num">
            {t(lostTexts.cells)}
          </th>
          <th scope="col" className="num">
            {t(lostTexts.share)}
          </th>
          {isCompared && (
            <th scope="col" className="num">
              {t(lostTexts.training)}
            </th>
          )}
          <th scope="col">{t(lostTexts.reason)}</th>
        </tr>
      </thead>
      <tbody>
        {columns.map((column) => (
          <tr key={column.name} data-bad={column.is_excessive || undefined}>
            <th scope="row">
              {names.column(column.name)}
              {names.column(column.name) !== column.name && <code className="note">{column.name}</code>}{' '}
              {column.is_excessive === true && <Badge tone="danger">{t(lostTexts.excessive)}</Badge>}
            </th>
            <td className="num">
              {t(lostTexts.of, { lost: number(column.lost), cells: number(column.cells) })}
            </td>
            <td className="num">{percent(column.share)}</td>
            {isCompared && <td className="num">{percent(column.training_share ?? 0)}</td>}
            <td className="wide">
              <ul className="plain">
                {column.problems.map(({ problem, count, examples }) => (
                  <li key={problem}>
                    {t(cellProblemTexts[problem])}: {number(count)}
                    {examples.length > 0 && (
                      <span className="note">{examples.map((example) => `“${example}”`).join(' ')}</span>
                    )}
                  </li>
                ))}
              </ul>
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}
