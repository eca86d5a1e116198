/** Escapes a text for XML and HTML. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** Formats a coordinate with at most two decimals, so that files are small and stable. */
export function formatCoordinate(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/**
 * Colours of the series after Okabe and Ito, distinguishable with any colour vision, and lighter
 * ones for dark pages. Dashes distinguish the series without colour. A picture has its own
 * background, so that it is readable on any page.
 */
const lightSeries = ['#c44d00', '#0072b2', '#00795a', '#9d4e80', '#8a6100', '#3a3a9e']
const darkSeries = ['#ff9a57', '#5ab8f0', '#3fd0a4', '#eaa0cc', '#f0c04a', '#a9a9ff']
export const dashes: readonly string[] = ['', '7 4', '2 3', '10 3 2 3', '14 5', '5 2 1 2']

/** Number of series before colours repeat. */
export const seriesCount = lightSeries.length

const styles = [
  'text{font:13px system-ui,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;fill:#1c1f24}',
  '.ground{fill:#fff}.title{font-size:16px;font-weight:600}.small{font-size:12px}.quiet{fill:#555b66}.warning{fill:#8a3b00;font-weight:600}',
  '.grid{stroke:#dfe2e7}.axis{stroke:#8a909c}.reference{stroke:#6b7280;stroke-dasharray:4 4}.bar{fill:#0072b2}.whisker{stroke:#1c1f24;stroke-width:1.5}',
  '.line{fill:none;stroke-width:2.2;stroke-linejoin:round}.cell{fill:#005a8f}.on{fill:#000}.high{fill:#fff}',
  ...lightSeries.map((colour, k) => `.s${k}{stroke:${colour}}.f${k}{fill:${colour}}`),
  '@media (prefers-color-scheme:dark){text{fill:#e8eaee}.ground{fill:#16191e}.quiet{fill:#a8aeb9}.warning{fill:#ffb27a}',
  '.grid{stroke:#2e333c}.axis{stroke:#7d8491}.reference{stroke:#9aa1ad}.bar{fill:#3d93c9}.whisker{stroke:#e8eaee}.cell{fill:#6cbcf0}.on{fill:#fff}.middle,.high{fill:#000}',
  ...darkSeries.map((colour, k) => `.s${k}{stroke:${colour}}.f${k}{fill:${colour}}`),
  '}',
].join('')

export interface Picture {
  /** Id that is unique among the pictures of a page. */
  readonly id: string
  readonly width: number
  readonly height: number
  readonly title: string
  /** The numbers in words, for screen readers. */
  readonly description: string
  /** Warnings shown under the title. */
  readonly warnings: readonly string[]
  readonly body: string
}

/**
 * Renders an SVG document with a title and a description for screen readers, both colour schemes,
 * no scripts and no external resources.
 */
export function renderPicture({ id, width, height, title, description, warnings, body }: Picture): string {
  const warning = warnings.length === 0 ? '' : renderText(16, 46, warnings.join(' · '), 'warning')
  const spoken = warnings.length === 0 ? description : `${warnings.join(', ')}. ${description}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${escapeMarkup(title)}</title><desc id="${id}-desc">${escapeMarkup(spoken)}</desc><style>${styles}</style>`,
    `<rect class="ground" width="${width}" height="${height}" rx="8"/>${renderText(16, 28, title, 'title')}${warning}`,
    `${body}</svg>\n`,
  ].join('\n')
}

/** Returns the height of the title and the warnings. */
export function getHeadHeight(warnings: readonly string[]): number {
  return warnings.length === 0 ? 44 : 62
}

export function renderText(
  x: number,
  y: number,
  content: string,
  style = '',
  anchor: 'start' | 'middle' | 'end' = 'start',
): string {
  const attributes = `${style === '' ? '' : ` class="${style}"`}${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}`
  return `<text x="${formatCoordinate(x)}" y="${formatCoordinate(y)}"${attributes}>${escapeMarkup(content)}</text>`
}

export function renderLine(x1: number, y1: number, x2: number, y2: number, style: string): string {
  return `<line class="${style}" x1="${formatCoordinate(x1)}" y1="${formatCoordinate(y1)}" x2="${formatCoordinate(x2)}" y2="${formatCoordinate(y2)}"/>`
}

/** Shortens a text to about `width` pixels of 13 px type. */
export function shorten(content: string, width: number): string {
  const maxLength = Math.max(3, Math.floor(width / 6.8))
  return content.length <= maxLength ? content : `${content.slice(0, maxLength - 1).trimEnd()}…`
}
