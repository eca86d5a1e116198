import type { CSSProperties } from 'react'
import type { Evaluation } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useNames } from '../../lib/use-names.ts'
import { TableFrame } from '../data/table-frame.tsx'
import { evaluationTexts } from './texts.ts'

/** Truth by prediction. The shade of a cell is its share of the row, which is written in it too. */
export function Confusion({ evaluation }: { readonly evaluation: Evaluation }) {
  const { t, number, percent } = useTexts()
  const names = useNames()
  return (
    <section className="stack" aria-labelledby="confusion-title">
      <h2 id="confusion-title">{t(evaluationTexts.confusion)}</h2>
      <p className="soft measure">{t(evaluationTexts.confusionHelp)}</p>
      <TableFrame label={t(evaluationTexts.confusion)}>
        <thead>
          <tr>
            <th scope="col">{t(evaluationTexts.truth)}</th>
            {evaluation.classes.map((name) => (
              <th key={name} scope="col" className="num">
                <span className="visually-hidden">{t(evaluationTexts.predicted)} </span>
                {names.class(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {evaluation.confusion.map((row, truth) => {
            const sum = Math.max(
              1,
              row.reduce((total, count) => total + count, 0),
            )
            return (
              <tr key={evaluation.classes[truth]}>
                <th scope="row">{names.class(evaluation.classes[truth] ?? '')}</th>
                {row.map((count, predicted) => (
                  <td
                    key={evaluation.classes[predicted]}
                    className="num heat"
                    data-right={truth === predicted || undefined}
                    style={{ '--share': `${Math.round((count / sum) * 42)}%` } as CSSProperties}
                  >
                    {percent(count / sum, 0)}
                    <span className="note">{number(count)}</span>
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </TableFrame>
    </section>
  )
}
