import { Loading } from '../../components/loading.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { TableFrame } from '../../components/table-frame.tsx'
import type { TextKey } from '../../lib/i18n/en.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useCallerName } from '../../lib/use-callers.ts'
import { useChampionHistory } from './queries.ts'

/** The reasons that the registry writes where a person gave none. */
const reasons: Readonly<Record<string, TextKey>> = {
  first: 'registry.why.first',
  paired: 'registry.why.paired',
  'same-rows': 'registry.why.same-rows',
  'other-rows': 'registry.why.other-rows',
  'not-comparable': 'registry.why.not-comparable',
  forced: 'registry.why.forced',
  rollback: 'registry.why.rollback',
}

/** Which version was the champion since when, who changed it and why; newest first. */
export function ChampionHistory({ model }: { readonly model: string }) {
  const { t, dateTime } = useTexts()
  const callerName = useCallerName()
  const history = useChampionHistory(model)
  const reasonText = (reason: string): string => {
    const key = Object.hasOwn(reasons, reason) ? reasons[reason] : undefined
    return key === undefined ? reason || '—' : t(key)
  }
  return (
    <section className="stack after-table" aria-labelledby="champions-title">
      <h2 id="champions-title">{t('registry.history')}</h2>
      {history.isPending && <Loading />}
      {history.isError && <ProblemBanner error={history.error} retry={() => void history.refetch()} />}
      {history.data?.length === 0 && <p className="soft">{t('threshold.historyNone')}</p>}
      {history.data !== undefined && history.data.length > 0 && (
        <TableFrame label={t('registry.history')}>
          <thead>
            <tr>
              <th scope="col">{t('threshold.when')}</th>
              <th scope="col">{t('registry.became')}</th>
              <th scope="col">{t('registry.before')}</th>
              <th scope="col">{t('threshold.by')}</th>
              <th scope="col">{t('registry.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {history.data.map(({ at, version, previous, by, reason }, index) => (
              <tr key={`${at} ${index}`}>
                <th scope="row" className="nowrap">
                  {dateTime(at)}
                </th>
                <td>{t('model.versionNumber', { version })}</td>
                <td>{previous === null ? '—' : t('model.versionNumber', { version: previous })}</td>
                <td>{callerName(by)}</td>
                <td className="wide">{reasonText(reason)}</td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </section>
  )
}
