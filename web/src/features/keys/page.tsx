import { useState } from 'react'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/form/button.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { StatusMessage } from '../../components/status-message.tsx'
import { TableFrame } from '../../components/data/table-frame.tsx'
import { type KeyInfo, scopes as scopeTexts } from 'lapidary/client'
import { useMessage } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { usePageTitle } from '../../lib/page.ts'
import { commonTexts } from '../../texts/common.ts'
import { CreateKeyDialog } from './create-key-dialog.tsx'
import { useKeys } from './queries.ts'
import { RevokeKeyDialog } from './revoke-key-dialog.tsx'
import { keysTexts } from './texts.ts'

/** The API keys of programs: for administrators. */
export function KeysPage() {
  const { t } = useTexts()
  const keys = useKeys()
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<KeyInfo | null>(null)
  const [done, setDone] = useMessage()
  return (
    <>
      <PageHead lead={t(keysTexts.lead)} />
      <div className="stack-l">
        <div>
          <Button look="primary" onClick={() => setCreating(true)}>
            {t(keysTexts.create)}
          </Button>
        </div>
        <StatusMessage>{done}</StatusMessage>
        {keys.isPending && <Loading />}
        {keys.isError && <ProblemBanner error={keys.error} retry={() => void keys.refetch()} />}
        {keys.data?.length === 0 && <p className="soft">{t(keysTexts.none)}</p>}
        {keys.data !== undefined && keys.data.length > 0 && (
          <KeysTable keys={keys.data} onRevoke={setRevoking} />
        )}
      </div>
      {creating && <CreateKeyDialog onDone={setDone} onClose={() => setCreating(false)} />}
      {revoking !== null && (
        <RevokeKeyDialog apiKey={revoking} onDone={setDone} onClose={() => setRevoking(null)} />
      )}
    </>
  )
}

interface KeysTableProps {
  readonly keys: readonly KeyInfo[]
  readonly onRevoke: (key: KeyInfo) => void
}

function KeysTable({ keys, onRevoke }: KeysTableProps) {
  const { t } = useTexts()
  const title = usePageTitle()
  return (
    <TableFrame label={title}>
      <thead>
        <tr>
          <th scope="col">{t(commonTexts.name)}</th>
          <th scope="col">{t(keysTexts.scopes)}</th>
          <th scope="col">{t(commonTexts.state)}</th>
          <th scope="col">{t(keysTexts.createdAt)}</th>
          <th scope="col">{t(keysTexts.expires)}</th>
          <th scope="col">{t(keysTexts.lastUsed)}</th>
          <th scope="col">{t(commonTexts.actions)}</th>
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
  const state =
    revoked !== null ? 'revoked' : expires !== null && Date.parse(expires) <= Date.now() ? 'expired' : 'valid'
  return (
    <tr>
      <th scope="row">
        {name}
        <code className="note">{id}</code>
      </th>
      <td>{scopes.map((scope) => t(scopeTexts[scope].title)).join(', ')}</td>
      <td>
        <Badge tone={state === 'valid' ? 'accent' : 'plain'}>{t(keysTexts.state[state])}</Badge>
      </td>
      <td className="nowrap">{date(apiKey.created_at)}</td>
      <td className="nowrap">{expires === null ? t(commonTexts.never) : dateTime(expires)}</td>
      <td className="nowrap">{used === null ? t(commonTexts.never) : dateTime(used)}</td>
      <td>
        {state === 'valid' && (
          <Button look="quiet" aria-label={t(keysTexts.revokeOne, { name })} onClick={onRevoke}>
            {t(keysTexts.revoke)}
          </Button>
        )}
      </td>
    </tr>
  )
}
