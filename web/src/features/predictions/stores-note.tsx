import { Banner } from '../../components/banner.tsx'
import { ChampionNote } from '../../components/champion-note.tsx'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useStatus } from '../../lib/queries.ts'
import { statusTexts } from './texts.ts'

/**
 * Says when the champion cannot be served, when a store behind the server is away, and when
 * predictions wait for one. Silent while all is well.
 */
export function StoresNote() {
  const { t, lookUp, number, bytes, duration } = useTexts()
  const status = useStatus().data
  if (status === undefined) return null
  const away = status.stores.filter(({ reachable }) => !reachable)
  const { spool } = status
  return (
    <>
      <ChampionNote />
      {away.map(({ name, kind, detail }) => (
        <Banner
          key={`${name} ${kind}`}
          tone="warning"
          title={t(statusTexts.storeAway, { name: `${lookUp(statusTexts.store, name)} (${kind})` })}
        >
          {detail !== null && <p>{detail}</p>}
          <p>{t(statusTexts.storeAwayHelp)}</p>
        </Banner>
      ))}
      {spool !== null && spool.waiting > 0 && (
        <Banner
          tone="note"
          title={t(statusTexts.spool, { waiting: number(spool.waiting), size: bytes(spool.bytes) })}
        >
          <p>{t(statusTexts.spoolHelp, { age: duration((spool.oldest_seconds ?? 0) * 1000) })}</p>
        </Banner>
      )}
    </>
  )
}
