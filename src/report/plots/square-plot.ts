import type { Language } from '../../base/text/localized-text.ts'
import {
  formatCoordinate,
  dashes,
  getHeadHeight,
  renderLine,
  type Picture,
  renderPicture,
  seriesCount,
  shorten,
  renderText,
} from './svg.ts'
import { formatNumber } from '../words.ts'

export interface Series {
  readonly name: string
  /** Coordinates from 0 to 1. */
  readonly x: readonly number[]
  readonly y: readonly number[]
  /** Radius of the dot at each point. Without it only the line is drawn. */
  readonly dots?: readonly number[]
}

export interface SquarePlot extends Omit<Picture, 'width' | 'height' | 'body'> {
  readonly language: Language
  readonly xLabel: string
  readonly yLabel: string
  /** Whether to draw the line from (0, 0) to (1, 1): chance, or perfect calibration. */
  readonly diagonal: boolean
  readonly series: readonly Series[]
}

const side = 340
const left = 60
const right = 20
const legendLine = 20

/** Renders lines in the unit square with a legend below: ROC, precision-recall and calibration. */
export function renderSquarePlot(plot: SquarePlot): string {
  const top = getHeadHeight(plot.warnings)
  const x = (value: number): number => left + value * side
  const y = (value: number): number => top + (1 - value) * side
  const parts: string[] = []
  for (const tick of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
    const label = formatNumber(tick, plot.language, 1)
    parts.push(
      renderLine(x(tick), y(0), x(tick), y(1), 'grid'),
      renderLine(x(0), y(tick), x(1), y(tick), 'grid'),
    )
    parts.push(
      renderText(x(tick), y(0) + 18, label, 'small quiet', 'middle'),
      renderText(x(0) - 8, y(tick) + 4, label, 'small quiet', 'end'),
    )
  }
  parts.push(renderLine(x(0), y(0), x(1), y(0), 'axis'), renderLine(x(0), y(0), x(0), y(1), 'axis'))
  if (plot.diagonal) parts.push(renderLine(x(0), y(0), x(1), y(1), 'reference'))
  parts.push(renderText(x(0.5), y(0) + 40, plot.xLabel, 'quiet', 'middle'))
  parts.push(
    `<g transform="rotate(-90 18 ${formatCoordinate(y(0.5))})">${renderText(18, y(0.5), plot.yLabel, 'quiet', 'middle')}</g>`,
  )
  const legendTop = y(0) + 66
  for (const [k, series] of plot.series.entries()) {
    const style = k % seriesCount
    const dash = dashes[style] === '' ? '' : ` stroke-dasharray="${dashes[style]}"`
    const points = series.x
      .map((value, i) => `${formatCoordinate(x(value))},${formatCoordinate(y(series.y[i] ?? 0))}`)
      .join(' ')
    parts.push(`<polyline class="line s${style}"${dash} points="${points}"/>`)
    for (const [i, radius] of (series.dots ?? []).entries()) {
      parts.push(
        `<circle class="f${style}" cx="${formatCoordinate(x(series.x[i] ?? 0))}" cy="${formatCoordinate(y(series.y[i] ?? 0))}" r="${formatCoordinate(radius)}"/>`,
      )
    }
    const legend = legendTop + k * legendLine
    parts.push(
      `<polyline class="line s${style}"${dash} points="${left},${legend - 4} ${left + 34},${legend - 4}"/>`,
    )
    parts.push(renderText(left + 44, legend, shorten(series.name, side - 44)))
  }
  const height = legendTop + plot.series.length * legendLine
  return renderPicture({ ...plot, width: left + side + right, height, body: parts.join('\n') })
}
