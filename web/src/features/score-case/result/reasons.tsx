import { getOwn, type ProjectInfo, type ReasonInfo } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { useNames } from '../../../lib/use-names.ts'
import { knownValues, valueText } from './facts.ts'
import type { Score } from '../queries.ts'
import { resultTexts, listTexts } from '../texts.ts'

interface ReasonsProps {
  readonly project: ProjectInfo
  readonly score: Score
  readonly reasons: readonly ReasonInfo[]
}

/**
 * What weighed most. The sentences are built here, from the numbers, so that they follow the
 * language of the page. Of two classes they are about the positive one, whichever is predicted.
 */
export function Reasons({ project, score, reasons }: ReasonsProps) {
  const { t, language } = useTexts()
  const names = useNames()
  const { prediction, row } = score
  const subject = subjectOf(project, prediction.prediction)
  const values = knownValues(row, prediction.stored)
  return (
    <div className="stack">
      <h3>{t(resultTexts.why)}</h3>
      <ol className="reasons">
        {reasons.map(({ column, contribution }) => {
          const raises = contribution >= 0 === (subject === prediction.prediction)
          const field = project.fields.find(({ name }) => name === column)
          const value = valueText(field, getOwn(values, column), language)
          return (
            <li key={column} data-for={raises}>
              <span className="reason-sign" aria-hidden="true">
                {raises ? '▲' : '▼'}
              </span>
              {t(raises ? resultTexts.raises : resultTexts.lowers, {
                field: names.column(column),
                value: value === null ? t(resultTexts.notKnown) : value === '' ? t(listTexts.none) : value,
                class: names.class(subject),
              })}
            </li>
          )
        })}
      </ol>
    </div>
  )
}

function subjectOf({ positive, target }: ProjectInfo, predicted: string): string {
  return positive !== null && target.classes.length === 2 ? positive : predicted
}
