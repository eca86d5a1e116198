import { type FieldError, LapidaryError } from '../../base/errors/lapidary-error.ts'
import { joinNames } from '../../data/match-columns.ts'
import type { LostColumn } from '../../data/readers/lost-cells.ts'
import type { Language } from '../../base/text/localized-text.ts'
import { problemWords } from '../../report/problem-words.ts'
import { formatCount, formatShare } from '../../report/words.ts'

/** Lost cells of one column of a file, beside those of the training. */
export interface FileLoss extends LostColumn {
  /** Share of the column's cells that were lost in training. */
  readonly trainingShare: number
  /**
   * Whether the model reads the column and clearly more cells are lost than in training. Such a
   * file is scored only if the caller accepts that.
   */
  readonly isExcessive: boolean
}

/** Maximum difference between the share of lost cells and that of the training. */
const maxIncrease = 0.2
/** Minimum lost cells from which a share does not rest on a few rows. */
const minLost = 5
/** Maximum columns that an error describes. */
const maxDescribed = 50

/**
 * Compares lost cells with those of the training, excessive losses first. A loss is excessive if
 * its share is more than 20 percentage points above that of the training and does not rest on a few
 * cells: at least five are lost, or at least two that are the greater part of the column. So one
 * wrong cell never stops a file of several rows, while a file of three rows that is misread
 * throughout is stopped. The cell of a file with one row stops it, as it would a request.
 *
 * @param trained share of lost cells by column; a column without an entry lost none
 * @param rows of the file
 * @param read columns of the file that the model reads
 */
export function compareLosses(
  lost: readonly LostColumn[],
  { trained, rows, read }: { trained: ReadonlyMap<string, number>; rows: number; read: ReadonlySet<string> },
): FileLoss[] {
  const losses = lost.map((column) => {
    const trainingShare = trained.get(column.name) ?? 0
    const isAccident = column.lost < minLost && (column.lost === 1 ? rows > 1 : column.share <= 0.5)
    const isMore = column.share > trainingShare + maxIncrease
    return { ...column, trainingShare, isExcessive: read.has(column.name) && isMore && !isAccident }
  })
  return losses.sort((a, b) => Number(b.isExcessive) - Number(a.isExcessive))
}

/**
 * Throws if a file has excessive losses.
 *
 * @throws LapidaryError `lost-cells`, with each such column in its fields
 */
export function refuseExcessive(losses: readonly FileLoss[], file: string, language: Language): void {
  const excessive = losses.filter(({ isExcessive }) => isExcessive)
  if (excessive.length === 0) return
  const values = { file, names: joinNames(excessive.map(({ name }) => name)), limit: maxIncrease * 100 }
  const fields = excessive.slice(0, maxDescribed).map((loss): FieldError => {
    const examples = loss.problems.flatMap((problem) => problem.examples)
    return {
      field: loss.name,
      message: describeLoss(loss, language),
      ...(examples.length > 0 && { seen: examples }),
    }
  })
  throw new LapidaryError('lost-cells', values, { fields })
}

function describeLoss({ lost, cells, share, trainingShare, problems }: FileLoss, language: Language): string {
  const [count, of] = [formatCount(lost, language), formatCount(cells, language)]
  const [now, then] = [formatShare(share, language), formatShare(trainingShare, language)]
  const reasons = problems.map(({ problem, examples }) => {
    const seen = examples.map((example) => JSON.stringify(example)).join(', ')
    return problemWords[problem][language] + (seen === '' ? '' : ` (${seen})`)
  })
  return language === 'en'
    ? `${count} of ${of} cells are lost, ${now}; in training ${then}. Reason: ${reasons.join('; ')}.`
    : `${count} de ${of} células são inválidas, ${now}; no treinamento, ${then}. Motivo: ${reasons.join('; ')}.`
}
