import { Banner } from '../../components/banner.tsx'
import { ChampionNote } from '../../components/champion-note.tsx'
import type { TextKey } from '../../lib/i18n/en.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useStatus } from '../../lib/queries.ts'

/** Names for people of the stores that the status lists. */
const stores: Readonly<Record<string, TextKey>> = {
  'runs, models, access': 'status.store.shared',
  'online features': 'status.store.features',
  predictions: 'status.store.predictions',
}

/** Says when the champion cannot be served, when a store behind the server is away, and when predictions wait for one. Silent while all is well. */
export function StoresNote() {
  const { t, number, bytes, duration } = useTexts()
  const status = useStatus().data
  if (status === undefined) return null
  const away = status.stores.filter(({ reachable }) => !reachable)
  const { spool } = status
  const storeName = (name: string): string => {
    const key = Object.hasOwn(stores, name) ? stores[name] : undefined
    return key === undefined ? name : t(key)
  }
  return (
    <>
      <ChampionNote />
      {away.map(({ name, kind, detail }) => (
        <Banner key={`${name} ${kind}`} tone="warning" title={t('status.storeAway', { name: `${storeName(name)} (${kind})` })}>
          {detail !== null && <p>{detail}</p>}
          <p>{t('status.storeAwayHelp')}</p>
        </Banner>
      ))}
      {spool !== null && spool.waiting > 0 && (
        <Banner tone="note" title={t('status.spool', { waiting: number(spool.waiting), size: bytes(spool.bytes) })}>
          <p>{t('status.spoolHelp', { age: duration((spool.oldest_seconds ?? 0) * 1000) })}</p>
        </Banner>
      )}
    </>
  )
}
