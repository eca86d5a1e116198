import { useTexts } from '../lib/i18n/use-texts.tsx'
import { commonTexts } from '../texts/common.ts'

export interface Series {
  readonly name: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
  /** Shown after the name in the legend. */
  readonly note?: string
}

interface UnitChartProps {
  readonly title: string
  readonly x: string
  readonly y: string
  readonly series: readonly Series[]
  /** Draws the line x = y: what chance, or perfect calibration, looks like. */
  readonly diagonal?: string
  readonly markers?: boolean
  /** Upright lines, such as a threshold. */
  readonly marks?: readonly { readonly x: number; readonly name: string }[]
  /** Head of the first column of the numbers. Default: class. */
  readonly kind?: string
}

const size = 300
const left = 44
const bottom = 40
const ticks = [0, 0.25, 0.5, 0.75, 1]
/** Lines differ in dashes as well as in colour. */
const dashes = ['none', '7 4', '2 3', '10 3 2 3']

const toX = (value: number): number => left + value * (size - left - 12)
const toY = (value: number): number => size - bottom - value * (size - bottom - 12)

/**
 * Curves in the unit square, with their legend and, for those who do not see them, their numbers.
 */
export function UnitChart({
  title,
  x,
  y,
  series,
  diagonal,
  markers = false,
  marks = [],
  kind,
}: UnitChartProps) {
  return (
    <figure className="chart">
      <figcaption>
        <h3>{title}</h3>
      </figcaption>
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={`${title}: ${x}, ${y}`}>
        <Axes x={x} y={y} />
        {diagonal !== undefined && (
          <line className="chart-diagonal" x1={toX(0)} y1={toY(0)} x2={toX(1)} y2={toY(1)} />
        )}
        {marks.map((mark, index) => (
          <line
            key={mark.name}
            className={`chart-mark mark-${index + 1}`}
            x1={toX(mark.x)}
            x2={toX(mark.x)}
            y1={toY(0)}
            y2={toY(1)}
          />
        ))}
        {series.map(({ name, points }, index) => (
          <g key={name} className={`series-${(index % 4) + 1}`}>
            <polyline
              className="chart-line"
              strokeDasharray={dashes[index % dashes.length]}
              points={points
                .map((point) => `${toX(point.x).toFixed(1)},${toY(point.y).toFixed(1)}`)
                .join(' ')}
            />
            {markers &&
              points.map((point) => (
                <circle key={point.x} className="chart-marker" cx={toX(point.x)} cy={toY(point.y)} r={3.5} />
              ))}
          </g>
        ))}
      </svg>
      <Legend series={series} diagonal={diagonal} marks={marks} />
      <Numbers title={title} x={x} y={y} series={series} kind={kind} />
    </figure>
  )
}

function Axes({ x, y }: Pick<UnitChartProps, 'x' | 'y'>) {
  const { number } = useTexts()
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className="chart-grid" x1={toX(0)} x2={toX(1)} y1={toY(tick)} y2={toY(tick)} />
          <line className="chart-grid" x1={toX(tick)} x2={toX(tick)} y1={toY(0)} y2={toY(1)} />
          <text className="chart-tick" x={toX(0) - 6} y={toY(tick) + 4} textAnchor="end">
            {number(tick, 2)}
          </text>
          <text className="chart-tick" x={toX(tick)} y={toY(0) + 15} textAnchor="middle">
            {number(tick, 2)}
          </text>
        </g>
      ))}
      <text className="chart-axis" x={toX(0.5)} y={size - 5} textAnchor="middle">
        {x}
      </text>
      <text className="chart-axis" x={-toY(0.5)} y={11} textAnchor="middle" transform="rotate(-90)">
        {y}
      </text>
    </>
  )
}

interface LegendProps {
  readonly series: readonly Series[]
  readonly diagonal: string | undefined
  readonly marks: readonly { readonly name: string }[]
}

function Legend({ series, diagonal, marks }: LegendProps) {
  return (
    <ul className="legend">
      {series.map(({ name, note }, index) => (
        <li key={name}>
          <Swatch className={`series-${(index % 4) + 1}`} dash={dashes[index % dashes.length] ?? 'none'} />
          {name}
          {note !== undefined && <span className="soft"> {note}</span>}
        </li>
      ))}
      {diagonal !== undefined && (
        <li>
          <svg viewBox="0 0 28 8" className="swatch" aria-hidden="true">
            <line className="chart-diagonal" x1="0" x2="28" y1="4" y2="4" />
          </svg>
          {diagonal}
        </li>
      )}
      {marks.map(({ name }, index) => (
        <li key={name}>
          <svg viewBox="0 0 28 16" className="swatch swatch-tall" aria-hidden="true">
            <line className={`chart-mark mark-${index + 1}`} x1="14" x2="14" y1="0" y2="16" />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  )
}

interface NumbersProps extends Pick<UnitChartProps, 'title' | 'x' | 'y' | 'series'> {
  readonly kind: string | undefined
}

function Numbers({ title, x, y, series, kind }: NumbersProps) {
  const { t, fixed } = useTexts()
  return (
    <details className="numbers">
      <summary>
        {t(commonTexts.chartValues)}
        <span className="visually-hidden">: {title}</span>
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{kind ?? t(commonTexts.class)}</th>
            <th scope="col" className="num">
              {x}
            </th>
            <th scope="col" className="num">
              {y}
            </th>
          </tr>
        </thead>
        <tbody>
          {series.flatMap(({ name, points }) =>
            thinned(points).map((point, index) => (
              <tr key={`${name} ${index}`}>
                <th scope="row">{name}</th>
                <td className="num">{fixed(point.x, 3)}</td>
                <td className="num">{fixed(point.y, 3)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </details>
  )
}

function Swatch({ className, dash }: { readonly className: string; readonly dash: string }) {
  return (
    <svg viewBox="0 0 28 8" className={`swatch ${className}`} aria-hidden="true">
      <line className="chart-line" x1="0" x2="28" y1="4" y2="4" strokeDasharray={dash} />
    </svg>
  )
}

/** At most about twenty points of a curve, first and last among them. */
function thinned<Point>(points: readonly Point[]): readonly Point[] {
  const step = Math.max(1, Math.ceil(points.length / 20))
  return points.filter((_, index) => index % step === 0 || index === points.length - 1)
}
