import type { Evaluation } from '../../lib/contract.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { measuredText } from '../../lib/metrics.ts'
import { useNames } from '../../lib/use-names.ts'
import { TableFrame } from '../table-frame.tsx'

const scores = ['precision', 'recall', 'f1', 'auc', 'average_precision'] as const

export function ClassTable({ evaluation }: { readonly evaluation: Evaluation }) {
  const texts = useTexts()
  const { t, number } = texts
  const names = useNames()
  return (
    <section className="stack" aria-labelledby="by-class-title">
      <h2 id="by-class-title">{t('evaluation.byClass')}</h2>
      <p className="soft measure">{t('evaluation.byClassHelp')}</p>
      <TableFrame label={t('evaluation.byClass')}>
        <thead>
          <tr>
            <th scope="col">{t('evaluation.class')}</th>
            {(['rows', ...scores] as const).map((name) => (
              <th key={name} scope="col" className="num">
                {t(`evaluation.${name}`)}
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
