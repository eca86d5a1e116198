import { useState } from 'react'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { TableFrame } from '../../components/table-frame.tsx'
import type { KeyInfo } from 'lapidary/client'
import { useMessage } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { CreateKeyDialog } from './create-key-dialog.tsx'
import { useKeys } from './queries.ts'
import { RevokeKeyDialog } from './revoke-key-dialog.tsx'

/** The API keys of programs: for administrators. */
export function KeysPage() {
  const { t } = useTexts()
  const keys = useKeys()
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<KeyInfo | null>(null)
  const [done, setDone] = useMessage()
  return (
    <>
      <PageHead title={t('keys.title')} lead={t('keys.lead')} />
      <div className="stack-l">
        <div>
          <Button look="primary" onClick={() => setCreating(true)}>
            {t('keys.create')}
          </Button>
        </div>
        <p role="status" className={done === '' ? 'visually-hidden' : 'done'}>
          {done}
        </p>
        {keys.isPending && <Loading />}
        {keys.isError && <ProblemBanner error={keys.error} retry={() => void keys.refetch()} />}
        {keys.data?.length === 0 && <p className="soft">{t('keys.none')}</p>}
        {keys.data !== undefined && keys.data.length > 0 && <KeysTable keys={keys.data} onRevoke={setRevoking} />}
      </div>
      {creating && <CreateKeyDialog onDone={setDone} onClose={() => setCreating(false)} />}
      {revoking !== null && <RevokeKeyDialog apiKey={revoking} onDone={setDone} onClose={() => setRevoking(null)} />}
    </>
  )
}

interface KeysTableProps {
  readonly keys: readonly KeyInfo[]
  readonly onRevoke: (key: KeyInfo) => void
}

function KeysTable({ keys, onRevoke }: KeysTableProps) {
  const { t } = useTexts()
  return (
    <TableFrame label={t('keys.title')}>
      <thead>
        <tr>
          <th scope="col">{t('keys.name')}</th>
          <th scope="col">{t('keys.scopes')}</th>
          <th scope="col">{t('users.state')}</th>
          <th scope="col">{t('keys.createdAt')}</th>
          <th scope="col">{t('keys.expires')}</th>
          <th scope="col">{t('keys.lastUsed')}</th>
          <th scope="col">{t('users.actions')}</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <KeyRow key={key.id} apiKey={key} onRevoke={() => onRevoke(key)} />
        ))}
      </tbody>
    </TableFrame>
  )
}

function KeyRow({ apiKey, onRevoke }: { readonly apiKey: KeyInfo; readonly onRevoke: () => void }) {
  const { t, date, dateTime } = useTexts()
  const { id, name, scopes, expires_at: expires, revoked_at: revoked, last_used_at: used } = apiKey
  const state = revoked !== null ? 'revoked' : expires !== null && Date.parse(expires) <= Date.now() ? 'expired' : 'valid'
  return (
    <tr>
      <th scope="row">
        {name}
        <code className="note">{id}</code>
      </th>
      <td>{scopes.map((scope) => t(`scope.${scope}`)).join(', ')}</td>
      <td>
        <Badge tone={state === 'valid' ? 'accent' : 'plain'}>{t(`keys.state.${state}`)}</Badge>
      </td>
      <td className="nowrap">{date(apiKey.created_at)}</td>
      <td className="nowrap">{expires === null ? t('keys.never') : dateTime(expires)}</td>
      <td className="nowrap">{used === null ? t('users.never') : dateTime(used)}</td>
      <td>
        {state === 'valid' && (
          <Button look="quiet" aria-label={t('keys.revokeOne', { name })} onClick={onRevoke}>
            {t('keys.revoke')}
          </Button>
        )}
      </td>
    </tr>
  )
}
