import type { Language } from '../../base/text/localized-text.ts'
import { at, headHeight, line, picture, shortened, text } from './svg.ts'
import { formatNumber } from '../words.ts'

export interface ImportanceBar {
  readonly label: string
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface ImportancePlot {
  /** Strongest first. */
  readonly bars: readonly ImportanceBar[]
  readonly warnings: readonly string[]
  readonly language: Language
}

const wordsIn = {
  en: {
    title: 'What the model relies on',
    axis: 'Rise of log-loss when the column is shuffled',
    more: (count: number) => `${count} weaker columns are not shown`,
    none: 'No columns.',
  },
  'pt-BR': {
    title: 'No que o modelo se apoia',
    axis: 'Aumento do log-loss ao embaralhar a coluna',
    more: (count: number) => `${count} colunas mais fracas não aparecem`,
    none: 'Nenhuma coluna.',
  },
} as const

const most = 15
const rowHeight = 26
const left = 190
const width = 620
const valueWidth = 56

/** Bars of permutation importance with their intervals. */
export function importancePlot({ bars, warnings, language }: ImportancePlot): string {
  const words = wordsIn[language]
  const shown = bars.slice(0, most)
  const top = headHeight(warnings) + 8
  const bottom = top + shown.length * rowHeight
  const lowest = Math.min(0, ...shown.map(({ low }) => low))
  const highest = Math.max(1e-9, ...shown.map(({ high }) => high))
  const x = (value: number): number => left + ((value - lowest) / (highest - lowest)) * (width - left - valueWidth - 16)
  const parts = [line(x(0), top - 4, x(0), bottom + 4, 'axis')]
  for (const [i, bar] of shown.entries()) {
    const middle = top + i * rowHeight + rowHeight / 2
    const from = Math.min(x(0), x(bar.value))
    parts.push(text(left - 8, middle + 4, shortened(bar.label, left - 20), '', 'end'))
    parts.push(
      `<rect class="bar" x="${at(from)}" y="${at(middle - 8)}" width="${at(Math.abs(x(bar.value) - x(0)))}" height="16" rx="2"/>`,
    )
    parts.push(line(x(bar.low), middle, x(bar.high), middle, 'whisker'))
    for (const end of [bar.low, bar.high]) parts.push(line(x(end), middle - 4, x(end), middle + 4, 'whisker'))
    parts.push(text(width - 12, middle + 4, formatNumber(bar.value, language, 3), 'small', 'end'))
  }
  parts.push(text(left, bottom + 26, words.axis, 'quiet'))
  const more = bars.length > most ? words.more(bars.length - most) : ''
  if (more !== '') parts.push(text(left, bottom + 46, more, 'small quiet'))
  const sentences = shown.map(
    ({ label, value, low, high }) => `${label} ${[value, low, high].map((n) => formatNumber(n, language, 4)).join(' / ')}`,
  )
  const description = shown.length === 0 ? words.none : `${words.axis}: ${sentences.join('; ')}. ${more}`.trim()
  return picture({
    id: 'importance',
    width,
    height: bottom + (more === '' ? 42 : 62),
    title: words.title,
    description,
    warnings,
    body: parts.join('\n'),
  })
}
