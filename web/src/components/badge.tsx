import type { ReactNode } from 'react'
import type { VersionInfo } from 'lapidary/client'
import { useTexts } from '../lib/i18n/use-texts.tsx'
import { badgeTexts } from '../texts/common.ts'

export function Badge({
  tone = 'plain',
  children,
}: {
  readonly tone?: 'plain' | 'accent' | 'pyrite' | 'danger'
  readonly children: ReactNode
}) {
  return <span className={`badge badge-${tone}`}>{children}</span>
}

/** What must be said beside every number of a model. */
export function HonestyBadges({
  version,
}: {
  readonly version: Pick<VersionInfo, 'synthetic' | 'leaking' | 'no_better_than_guessing'>
}) {
  const { t } = useTexts()
  return (
    <>
      {version.synthetic && <Badge tone="pyrite">{t(badgeTexts.synthetic)}</Badge>}
      {version.leaking && <Badge tone="danger">{t(badgeTexts.leaking)}</Badge>}
      {version.no_better_than_guessing && <Badge tone="danger">{t(badgeTexts.guessing)}</Badge>}
    </>
  )
}
