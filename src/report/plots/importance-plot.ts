import type { Language } from '../../base/text/localized-text.ts'
import { formatCoordinate, getHeadHeight, renderLine, renderPicture, shorten, renderText } from './svg.ts'
import { formatNumber } from '../words.ts'

export interface ImportanceBar {
  readonly label: string
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface ImportancePlot {
  /** Bars, most important first. */
  readonly bars: readonly ImportanceBar[]
  readonly warnings: readonly string[]
  readonly language: Language
}

const wordsIn = {
  en: {
    title: 'Column importance',
    axis: 'Increase of the log-loss when the column is shuffled',
    more: (count: number) => `${count} less important columns are not shown`,
    none: 'No columns.',
  },
  'pt-BR': {
    title: 'Importância das colunas',
    axis: 'Aumento do log-loss ao embaralhar a coluna',
    more: (count: number) => `${count} colunas menos importantes não são mostradas`,
    none: 'Nenhuma coluna.',
  },
} as const

const maxBars = 15
const rowHeight = 26
const left = 190
const width = 620
const valueWidth = 56

/** Renders permutation importance as bars with intervals. */
export function renderImportancePlot({ bars, warnings, language }: ImportancePlot): string {
  const words = wordsIn[language]
  const shown = bars.slice(0, maxBars)
  const top = getHeadHeight(warnings) + 8
  const bottom = top + shown.length * rowHeight
  const lowest = Math.min(0, ...shown.map(({ low }) => low))
  const highest = Math.max(1e-9, ...shown.map(({ high }) => high))
  const x = (value: number): number =>
    left + ((value - lowest) / (highest - lowest)) * (width - left - valueWidth - 16)
  const parts = [renderLine(x(0), top - 4, x(0), bottom + 4, 'axis')]
  for (const [i, bar] of shown.entries()) {
    const middle = top + i * rowHeight + rowHeight / 2
    const from = Math.min(x(0), x(bar.value))
    parts.push(renderText(left - 8, middle + 4, shorten(bar.label, left - 20), '', 'end'))
    parts.push(
      `<rect class="bar" x="${formatCoordinate(from)}" y="${formatCoordinate(middle - 8)}" width="${formatCoordinate(Math.abs(x(bar.value) - x(0)))}" height="16" rx="2"/>`,
    )
    parts.push(renderLine(x(bar.low), middle, x(bar.high), middle, 'whisker'))
    for (const end of [bar.low, bar.high])
      parts.push(renderLine(x(end), middle - 4, x(end), middle + 4, 'whisker'))
    parts.push(renderText(width - 12, middle + 4, formatNumber(bar.value, language, 3), 'small', 'end'))
  }
  parts.push(renderText(left, bottom + 26, words.axis, 'quiet'))
  const more = bars.length > maxBars ? words.more(bars.length - maxBars) : ''
  if (more !== '') parts.push(renderText(left, bottom + 46, more, 'small quiet'))
  const sentences = shown.map(
    ({ label, value, low, high }) =>
      `${label} ${[value, low, high].map((n) => formatNumber(n, language, 4)).join(' / ')}`,
  )
  const description =
    shown.length === 0 ? words.none : `${words.axis}: ${sentences.join('; ')}. ${more}`.trim()
  return renderPicture({
    id: 'importance',
    width,
    height: bottom + (more === '' ? 42 : 62),
    title: words.title,
    description,
    warnings,
    body: parts.join('\n'),
  })
}
