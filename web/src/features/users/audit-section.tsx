import { ProblemBanner } from '../../components/problem-banner.tsx'
import { TableFrame } from '../../components/table-frame.tsx'
import { useCallerName } from '../../lib/use-callers.ts'
import { en, type TextKey } from '../../lib/i18n/en.ts'
import type { Texts } from '../../lib/i18n/format.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useAudit } from './queries.ts'

export function AuditSection() {
  const texts = useTexts()
  const { t, dateTime } = texts
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
                  {actionText(action, texts)}
                  {count > 1 && ` × ${count}`}
                </td>
                <td>{subjectText(subject, action, texts)}</td>
                <td className="nowrap">{address ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </section>
  )
}

/** What was done, in words; an action that this page has no word for stays as it is. */
function actionText(action: string, { t }: Texts): string {
  const key = `audit.${action}`
  return Object.hasOwn(en, key) ? t(key as TextKey) : action
}

/** What the entry is about: a role has its name, a failed sign-in may have no user, and a purge has a time. */
function subjectText(subject: string, action: string, { t, dateTime }: Texts): string {
  if (action === 'predictions.purge') {
    const before = /^before (\S+)$/.exec(subject)?.[1]
    if (before !== undefined) return t('audit.before', { when: dateTime(before) })
  }
  const named = action === 'user.add' || action === 'user.role' ? /^(.+) (\S+)$/.exec(subject) : null
  if (named?.[1] !== undefined && Object.hasOwn(en, `role.${named[2]}`))
    return `${named[1]} (${t(`role.${named[2]}` as TextKey)})`
  if (action === 'sign-in.fail' && subject === 'unknown') return t('caller.unknown')
  return subject === 'several' && isSignIn(action) ? t('audit.several') : subject
}

const isSignIn = (action: string): boolean => ['session.open', 'session.close', 'token.issue', 'sign-in.fail'].includes(action)
