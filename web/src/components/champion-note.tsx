import { useTexts } from '../lib/i18n/use-texts.tsx'
import { useStatus } from '../lib/queries.ts'
import { championNoteTexts } from '../texts/common.ts'
import { Banner } from './banner.tsx'

/**
 * Shows that the champion cannot be served, with the reason. Renders nothing while it is served.
 */
export function ChampionNote() {
  const { t } = useTexts()
  const champion = useStatus().data?.champion
  if (champion == null || champion.detail === null) return null
  const { version, served_version: served, detail } = champion
  const title =
    served === null
      ? t(championNoteTexts.titleNone, { version: version ?? '—' })
      : t(championNoteTexts.title, { version: version ?? '—', served })
  return (
    <Banner tone="warning" title={title}>
      <p>{detail}</p>
      <p>{t(championNoteTexts.help)}</p>
    </Banner>
  )
}
