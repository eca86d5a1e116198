import { getRouteApi, Link } from '@tanstack/react-router'
import { Loading } from '../../components/loading.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { TableFrame } from '../../components/table-frame.tsx'
import type { LoggedPredictionInfo } from '../../lib/contract.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useNames } from '../../lib/use-names.ts'
import { Filters } from './filters.tsx'
import { usePredictions } from './queries.ts'

const route = getRouteApi('/predictions')

export function PredictionsPage() {
  const { t } = useTexts()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const log = usePredictions(search)
  const next = log.data?.next_cursor ?? null
  const { cursor, ...filter } = search
  return (
    <>
      <PageHead title={t('nav.predictions')} lead={t('predictions.lead')} />
      <div className="stack-l">
        <Filters key={JSON.stringify(filter)} filter={filter} onChange={(changed) => void navigate({ search: changed })} />
        {log.isPending && <Loading />}
        {log.isError && <ProblemBanner error={log.error} retry={() => void log.refetch()} />}
        {log.data !== undefined && log.data.items.length === 0 && <p role="status">{t('predictions.none')}</p>}
        {log.data !== undefined && log.data.items.length > 0 && <LogTable items={log.data.items} />}
        <nav className="row" aria-label={t('predictions.pages')}>
          {cursor !== undefined && (
            <Link to="/predictions" search={filter} className="button button-plain">
              {t('predictions.newest')}
            </Link>
          )}
          {next !== null && (
            <Link to="/predictions" search={{ ...filter, cursor: next }} className="button button-plain">
              {t('predictions.older')}
            </Link>
          )}
        </nav>
      </div>
    </>
  )
}

function LogTable({ items }: { readonly items: readonly LoggedPredictionInfo[] }) {
  const { t, dateTime, percent, number } = useTexts()
  const names = useNames()
  return (
    <TableFrame label={t('nav.predictions')}>
      <thead>
        <tr>
          <th scope="col">{t('result.when')}</th>
          <th scope="col">{t('predictions.prediction')}</th>
          <th scope="col" className="num">
            {t('predictions.probability')}
          </th>
          <th scope="col">{t('result.model')}</th>
          <th scope="col">{t('predictions.caller')}</th>
          <th scope="col">{t('predictions.inputs')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.prediction_id}>
            <th scope="row">
              {dateTime(item.timestamp)}
              <code className="note">{item.prediction_id}</code>
            </th>
            <td>
              <strong>{names.class(item.prediction)}</strong>
            </td>
            <td className="num">{percent(item.probabilities[item.prediction] ?? Number.NaN)}</td>
            <td>
              <Link to="/model" search={{ version: item.model_version }}>
                {t('common.version', { model: item.model, version: item.model_version })}
              </Link>
            </td>
            <td>{item.caller}</td>
            <td className="wide">
              <details className="numbers">
                <summary>{t('predictions.show')}</summary>
                <dl className="pairs">
                  {Object.entries(item.inputs).map(([name, value]) => (
                    <div key={name}>
                      <dt>{names.column(name)}</dt>
                      <dd>{typeof value === 'number' ? number(value) : valueText(value)}</dd>
                    </div>
                  ))}
                </dl>
              </details>
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '—'
  if (Array.isArray(value)) return value.length === 0 ? '[]' : value.join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
