import { useState } from 'react'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/form/button.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { StatusMessage } from '../../components/status-message.tsx'
import { TableFrame } from '../../components/data/table-frame.tsx'
import { type Role, roleNames, roles as roleTexts, type UserInfo } from 'lapidary/client'
import { useMessage } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { usePageTitle } from '../../lib/page.ts'
import { commonTexts } from '../../texts/common.ts'
import { AddUserDialog } from './add-user-dialog.tsx'
import { AuditSection } from './audit-section.tsx'
import { ChangeUserDialog, type UserAction } from './change-user-dialog.tsx'
import { useUsers } from './queries.ts'
import { usersTexts } from './texts.ts'

/** Who may sign in: for administrators. */
export function UsersPage() {
  const { t } = useTexts()
  const users = useUsers()
  const [adding, setAdding] = useState(false)
  const [changing, setChanging] = useState<{ readonly user: UserInfo; readonly action: UserAction } | null>(
    null,
  )
  const [done, setDone] = useMessage()
  return (
    <>
      <PageHead lead={t(usersTexts.lead)} />
      <div className="stack-l">
        <div>
          <Button look="primary" onClick={() => setAdding(true)}>
            {t(usersTexts.add)}
          </Button>
        </div>
        <StatusMessage>{done}</StatusMessage>
        {users.isPending && <Loading />}
        {users.isError && <ProblemBanner error={users.error} retry={() => void users.refetch()} />}
        {users.data?.length === 0 && <p className="soft">{t(usersTexts.none)}</p>}
        {users.data !== undefined && users.data.length > 0 && (
          <UsersTable users={users.data} onAction={(user, action) => setChanging({ user, action })} />
        )}
        <AuditSection />
      </div>
      {adding && <AddUserDialog roles={roleNames} onDone={setDone} onClose={() => setAdding(false)} />}
      {changing !== null && (
        <ChangeUserDialog {...changing} onDone={setDone} onClose={() => setChanging(null)} />
      )}
    </>
  )
}

interface UsersTableProps {
  readonly users: readonly UserInfo[]
  readonly onAction: (user: UserInfo, action: UserAction) => void
}

function UsersTable({ users, onAction }: UsersTableProps) {
  const { t } = useTexts()
  const title = usePageTitle()
  return (
    <TableFrame label={title}>
      <thead>
        <tr>
          <th scope="col">{t(usersTexts.user)}</th>
          <th scope="col">{t(usersTexts.role)}</th>
          <th scope="col">{t(commonTexts.state)}</th>
          <th scope="col">{t(usersTexts.created)}</th>
          <th scope="col">{t(usersTexts.lastSignIn)}</th>
          <th scope="col">{t(commonTexts.actions)}</th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <UserRow key={user.username} user={user} onAction={(action) => onAction(user, action)} />
        ))}
      </tbody>
    </TableFrame>
  )
}

function UserRow({
  user,
  onAction,
}: {
  readonly user: UserInfo
  readonly onAction: (action: UserAction) => void
}) {
  const { t, date, dateTime } = useTexts()
  const { username, disabled } = user
  return (
    <tr>
      <th scope="row">
        {username}
        {user.full_name !== null && <span className="note">{user.full_name}</span>}
      </th>
      <td>
        {/* A choice is only a proposal: the dialog says what it means and applies it. */}
        <select
          className="small-select"
          aria-label={t(usersTexts.changeRole, { username })}
          value={user.role}
          onChange={(event) => onAction({ kind: 'role', role: event.target.value as Role })}
        >
          {roleNames.map((role) => (
            <option key={role} value={role}>
              {t(roleTexts[role].title)}
            </option>
          ))}
        </select>
      </td>
      <td>
        <Badge tone={disabled ? 'danger' : 'plain'}>
          {t(disabled ? usersTexts.disabled : usersTexts.active)}
        </Badge>
      </td>
      <td className="nowrap">{date(user.created_at)}</td>
      <td className="nowrap">
        {user.last_sign_in_at === null ? t(commonTexts.never) : dateTime(user.last_sign_in_at)}
      </td>
      <td>
        <span className="row tight nowrap">
          <Button
            aria-label={t(disabled ? usersTexts.enableOne : usersTexts.disableOne, { username })}
            onClick={() => onAction({ kind: disabled ? 'enable' : 'disable' })}
          >
            {t(disabled ? usersTexts.enable : usersTexts.disable)}
          </Button>
          <Button
            look="quiet"
            aria-label={t(usersTexts.resetOne, { username })}
            onClick={() => onAction({ kind: 'reset' })}
          >
            {t(usersTexts.reset)}
          </Button>
        </span>
      </td>
    </tr>
  )
}
