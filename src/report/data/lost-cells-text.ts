import type { LostColumn } from '../../data/readers/lost-cells.ts'
import { problemWords } from '../problem-words.ts'
import { cut, quoted, terminalWidth } from '../terminal-text.ts'
import { formatCount, formatShare } from '../words.ts'

/** Maximum columns that the table shows. `--json` lists all. */
const maxColumns = 30

/**
 * Renders the columns that lost cells as a table for a terminal of 100 columns, in English like all
 * commands: a line for each column and reason. The text is empty without lost cells.
 */
export function renderLostCells(
  columns: readonly (LostColumn & { readonly trainingShare?: number })[],
): string {
  if (columns.length === 0) return ''
  const isCompared = columns.some(({ trainingShare }) => trainingShare !== undefined)
  const left = columns.length - maxColumns
  return [
    renderRow('column', 'cells lost', ['share', ...(isCompared ? ['training'] : [])], 'reason and examples'),
    ...columns.slice(0, maxColumns).flatMap(({ name, lost, cells, share, trainingShare = 0, problems }) =>
      problems.map(({ problem, count, examples }, index) => {
        const of = `${formatCount(lost, 'en')} of ${formatCount(cells, 'en')}`
        const shares = [share, ...(isCompared ? [trainingShare] : [])].map((value) =>
          formatShare(value, 'en'),
        )
        const reason =
          problems.length === 1
            ? problemWords[problem].en
            : `${problemWords[problem].en} ${formatCount(count, 'en')}`
        const seen = [reason, ...examples.map(quoted)].join(' ')
        return index === 0
          ? renderRow(name, of, shares, seen)
          : renderRow(
              '',
              '',
              shares.map(() => ''),
              seen,
            )
      }),
    ),
    ...(left > 0 ? [`and ${left} more columns; --json lists all`] : []),
  ].join('\n')
}

function renderRow(name: string, lost: string, shares: readonly string[], seen: string): string {
  const figures = [lost.padStart(18), ...shares.map((text) => text.padStart(9))].join('')
  return cut(`${cut(name, 26).padEnd(26)} ${figures}  ${seen}`, terminalWidth).trimEnd()
}
