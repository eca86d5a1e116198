import { ProblemBanner } from '../../components/problem-banner.tsx'
import { TableFrame } from '../../components/data/table-frame.tsx'
import { useCallerName } from '../../lib/use-callers.ts'
import { type Role, roles as roleTexts } from 'lapidary/client'
import type { Texts } from '../../lib/i18n/format.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { commonTexts } from '../../texts/common.ts'
import { callerTexts } from '../../texts/callers.ts'
import { useAudit } from './queries.ts'
import { auditTexts } from './texts.ts'

export function AuditSection() {
  const texts = useTexts()
  const { t, lookUp, dateTime } = texts
  const audit = useAudit()
  const callerName = useCallerName()
  const items = audit.data?.items ?? []
  return (
    <section className="stack" aria-labelledby="audit-title">
      <h2 id="audit-title">{t(auditTexts.title)}</h2>
      <p className="soft measure">{t(auditTexts.help)}</p>
      {audit.isError && <ProblemBanner error={audit.error} />}
      {audit.isSuccess && items.length === 0 && <p className="soft">{t(auditTexts.none)}</p>}
      {items.length > 0 && (
        <TableFrame label={t(auditTexts.title)}>
          <thead>
            <tr>
              <th scope="col">{t(commonTexts.when)}</th>
              <th scope="col">{t(commonTexts.who)}</th>
              <th scope="col">{t(auditTexts.action)}</th>
              <th scope="col">{t(auditTexts.subject)}</th>
              <th scope="col">{t(auditTexts.address)}</th>
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
                  {lookUp(auditTexts.actions, action)}
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

/**
 * What the entry is about: a role has its name, a failed sign-in may have no user, and a purge has
 * a time.
 */
function subjectText(subject: string, action: string, { t, dateTime }: Texts): string {
  if (action === 'predictions.purge') {
    const before = /^before (\S+)$/.exec(subject)?.[1]
    if (before !== undefined) return t(auditTexts.before, { when: dateTime(before) })
  }
  const named = action === 'user.add' || action === 'user.role' ? /^(.+) (\S+)$/.exec(subject) : null
  const role = named?.[2] as Role
  if (named?.[1] !== undefined && Object.hasOwn(roleTexts, role))
    return `${named[1]} (${t(roleTexts[role].title)})`
  if (action === 'sign-in.fail' && subject === 'unknown') return t(callerTexts.unknown)
  return subject === 'several' && isSignIn(action) ? t(auditTexts.several) : subject
}

const isSignIn = (action: string): boolean =>
  ['session.open', 'session.close', 'token.issue', 'password.use', 'sign-in.fail'].includes(action)
