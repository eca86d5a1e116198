import type { ReactNode } from 'react'

interface BannerProps {
  readonly tone: 'note' | 'warning' | 'error'
  readonly title?: string
  readonly children?: ReactNode
}

/** A message that must be seen. Errors are announced at once. */
export function Banner({ tone, title, children }: BannerProps) {
  return (
    <div
      className={`banner banner-${tone}`}
      role={tone === 'error' ? 'alert' : undefined}
      tabIndex={tone === 'error' ? -1 : undefined}
    >
      {title !== undefined && <p className="banner-title">{title}</p>}
      {children}
    </div>
  )
}
