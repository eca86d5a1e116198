import { ProblemBanner } from '../../components/problem-banner.tsx'
import { TableFrame } from '../../components/table-frame.tsx'
import { useCallerName } from '../../lib/use-callers.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useAudit } from './queries.ts'

export function AuditSection() {
  const { t, dateTime } = useTexts()
  const audit = useAudit()
  const callerName = useCallerName()
  const items = audit.data?.items ?? []
  return (
    <section className="stack" aria-labelledby="audit-title">
      <h2 id="audit-title">{t('audit.title')}</h2>
      <p className="soft measure">{t('audit.help')}</p>
      {audit.isError && <ProblemBanner error={audit.error} />}
      {audit.isSuccess && items.length === 0 && <p className="soft">{t('audit.none')}</p>}
      {items.length > 0 && (
        <TableFrame label={t('audit.title')}>
          <thead>
            <tr>
              <th scope="col">{t('audit.at')}</th>
              <th scope="col">{t('audit.by')}</th>
              <th scope="col">{t('audit.action')}</th>
              <th scope="col">{t('audit.subject')}</th>
              <th scope="col">{t('audit.address')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ at, by, action, subject, address, count }, index) => (
              <tr key={`${at} ${index}`}>
                <th scope="row" className="nowrap">
                  {dateTime(at)}
                </th>
                <td>{callerName(by)}</td>
                <td className="nowrap">
                  <code>{action}</code>
                  {count > 1 && ` × ${count}`}
                </td>
                <td>{subject}</td>
                <td className="nowrap">{address ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </section>
  )
}
