import { Loading } from '../../../components/loading.tsx'
import { ProblemBanner } from '../../../components/problem-banner.tsx'
import { TableFrame } from '../../../components/data/table-frame.tsx'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { useCallerName } from '../../../lib/use-callers.ts'
import { commonTexts } from '../../../texts/common.ts'
import { useChampionHistory } from '../queries.ts'
import { registryTexts, modelTexts } from '../texts.ts'

/** Which version was the champion since when, who changed it and why; newest first. */
export function ChampionHistory({ model }: { readonly model: string }) {
  const { t, lookUp, dateTime } = useTexts()
  const callerName = useCallerName()
  const history = useChampionHistory(model)
  const reasonText = (reason: string): string => lookUp(registryTexts.why, reason) || '—'
  const versionText = (version: number | null): string =>
    version === null ? '—' : t(modelTexts.versionNumber, { version })
  return (
    <section className="stack after-table" aria-labelledby="champions-title">
      <h2 id="champions-title">{t(registryTexts.history)}</h2>
      {history.isPending && <Loading />}
      {history.isError && <ProblemBanner error={history.error} retry={() => void history.refetch()} />}
      {history.data?.length === 0 && <p className="soft">{t(commonTexts.noChanges)}</p>}
      {history.data !== undefined && history.data.length > 0 && (
        <TableFrame label={t(registryTexts.history)}>
          <thead>
            <tr>
              <th scope="col">{t(commonTexts.when)}</th>
              <th scope="col">{t(commonTexts.champion)}</th>
              <th scope="col">{t(registryTexts.before)}</th>
              <th scope="col">{t(commonTexts.who)}</th>
              <th scope="col">{t(commonTexts.reason)}</th>
            </tr>
          </thead>
          <tbody>
            {history.data.map(({ at, version, previous, by, reason }, index) => (
              <tr key={`${at} ${index}`}>
                <th scope="row" className="nowrap">
                  {dateTime(at)}
                </th>
                <td>{versionText(version)}</td>
                <td>{versionText(previous)}</td>
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
