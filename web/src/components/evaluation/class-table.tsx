import type { Evaluation } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { measuredText } from '../../lib/runs/metrics.ts'
import { useNames } from '../../lib/use-names.ts'
import { TableFrame } from '../data/table-frame.tsx'
import { metricTexts } from '../../texts/metrics.ts'
import { commonTexts } from '../../texts/common.ts'
import { evaluationTexts } from './texts.ts'

const scores = ['precision', 'recall', 'f1', 'auc', 'average_precision'] as const

const columns = [commonTexts.rows, ...scores.map((name) => metricTexts[name].name)]

export function ClassTable({ evaluation }: { readonly evaluation: Evaluation }) {
  const texts = useTexts()
  const { t, number } = texts
  const names = useNames()
  return (
    <section className="stack" aria-labelledby="by-class-title">
      <h2 id="by-class-title">{t(evaluationTexts.byClass)}</h2>
      <p className="soft measure">{t(evaluationTexts.byClassHelp)}</p>
      <TableFrame label={t(evaluationTexts.byClass)}>
        <thead>
          <tr>
            <th scope="col">{t(commonTexts.class)}</th>
            {columns.map((text) => (
              <th key={text.en} scope="col" className="num">
                {t(text)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {evaluation.by_class.map((row) => (
            <tr key={row.class}>
              <th scope="row">{names.class(row.class)}</th>
              <td className="num">{number(row.rows)}</td>
              {scores.map((name) => (
                <td key={name} className="num">
                  {measuredText(row[name], texts)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </section>
  )
}
