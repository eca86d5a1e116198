import { joinNames } from '../../data/match-columns.ts'
import { findRows } from '../../data/split/time-order.ts'
import { timesOf } from '../../data/times.ts'
import { filterPresent } from '../../base/math/statistics.ts'
import { sampleEvenly } from './evenly-spaced.ts'
import { createCheckResult, type LeakCheck, type LeakCheckInput } from './leak-check.ts'
import { countAtMost } from './near-copies.ts'

/** Minimum rows of the earliest and the latest third. With fewer, differences are noise. */
const minRows = 100
/** Population stability index above which a distribution has shifted (Siddiqi 2006, chapter 9). */
const maxShift = 0.25
const bins = 10
/** Maximum rows of each third that are compared: an index of 0.25 is far above their noise. */
const maxRows = 5000

/**
 * Compares the earliest with the latest third of the rows, for a project that orders them by time.
 * Where the classes or features drift, held-out rows from the same months as the training rows look
 * better predicted than next month's rows will be.
 */
export function checkDrift(input: LeakCheckInput): LeakCheck {
  const { project, table, split } = input
  const time = project.time ?? project.split?.time
  const data = time === undefined ? undefined : table.columns.get(time)
  if (time === undefined || data === undefined) {
    return createCheckResult('drift-over-time', true, {
      en: 'The project names no time column, so drift was not checked.',
      'pt-BR':
        'O projeto não indica uma coluna de tempo; por isso não foi verificado se os dados mudam com o tempo.',
    })
  }
  const thirds = splitThirds(timesOf(data))
  const shifted = thirds === null ? [] : findShiftedFeatures(input, time, thirds)
  if (shifted.length === 0) {
    return createCheckResult('drift-over-time', true, {
      en: `The classes and features of the earliest and the latest third of the rows, by ${time}, are alike.`,
      'pt-BR': `As classes e as variáveis do primeiro e do último terço das linhas, por ${time}, são parecidas.`,
    })
  }
  const names = (self: string): string => joinNames(shifted.map((name) => name ?? self))
  if (split.includes('time')) {
    return createCheckResult('drift-over-time', true, {
      en: `The earliest and the latest third of the rows, by ${time}, differ in: ${names('the target')}. The split by time measures what that costs.`,
      'pt-BR': `O primeiro e o último terço das linhas, por ${time}, diferem em: ${names('alvo')}. A divisão por tempo mede o efeito disso.`,
    })
  }
  return createCheckResult('drift-over-time', false, {
    en: `The earliest and the latest third of the rows, by ${time}, differ in: ${names('the target')}. Held-out rows are as old as the training rows, later ones may be predicted worse: compare with --split time.`,
    'pt-BR': `O primeiro e o último terço das linhas, por ${time}, diferem em: ${names('alvo')}. As linhas reservadas são da mesma época das de treinamento, e linhas futuras podem ter previsões piores: compare com --split time.`,
  })
}

interface Thirds {
  readonly earliest: Int32Array
  readonly latest: Int32Array
}

/**
 * Returns the earliest and the latest third of the rows. Rows of one time stay together, so a third
 * may be larger or smaller.
 */
function splitThirds(times: Float64Array): Thirds | null {
  const sorted = filterPresent(times).sort()
  const [low, high] = [
    sorted[Math.floor(sorted.length / 3)] as number,
    sorted[Math.ceil((sorted.length * 2) / 3) - 1] as number,
  ]
  const rowsAt = (isIn: (time: number) => boolean): Int32Array =>
    findRows(times.length, (row) => isIn(times[row] as number))
  // With few distinct times the limits may coincide: then the ends are compared.
  const earliest = rowsAt((time) => time < low || time === sorted[0])
  const latest = rowsAt((time) => time > high || time === sorted.at(-1))
  const isTooSmall = Math.min(earliest.length, latest.length) < minRows || sorted[0] === sorted.at(-1)
  return isTooSmall
    ? null
    : { earliest: sampleEvenly(earliest, maxRows), latest: sampleEvenly(latest, maxRows) }
}

/**
 * Returns the names of the features that have shifted; null stands for the target. Features of the
 * time itself are left out, and those of stored columns, because what a feature store has of an
 * entity grows with the months.
 */
function findShiftedFeatures(
  { features, target, project }: LeakCheckInput,
  time: string,
  thirds: Thirds,
): (string | null)[] {
  const { specs, values } = features
  const shifted: (string | null)[] = hasShifted(Float64Array.from(target), true, thirds) ? [null] : []
  for (const [k, { name, kind, columns }] of specs.entries()) {
    if (columns.every((column) => column === time || project.columns[column]?.stored === true)) continue
    if (hasShifted(values[k] as Float64Array, kind === 'category', thirds)) shifted.push(name)
  }
  return shifted
}

/**
 * Returns whether the population stability index exceeds `maxShift` beyond chance, whose mean is
 * about (bins - 1)(1/n + 1/m). Missing values are left out: a feature of earlier months is missing
 * in the first.
 */
function hasShifted(values: Float64Array, isCategory: boolean, { earliest, latest }: Thirds): boolean {
  const edges = isCategory ? takeCategories(values) : cutQuantiles(values, earliest)
  const count = edges.length + 1
  const [early, late] = [takePresent(values, earliest), takePresent(values, latest)]
  if (Math.min(early.length, late.length) < minRows) return false
  const shares = [early, late].map((present) => {
    const counts = new Float64Array(count).fill(0.5)
    for (const value of present) {
      const bin = countAtMost(edges, value)
      counts[bin] = (counts[bin] as number) + 1
    }
    const sum = present.length + 0.5 * count
    return counts.map((each) => each / sum)
  })
  let index = 0
  for (let bin = 0; bin < count; bin++) {
    const [before, after] = [shares[0]?.[bin] as number, shares[1]?.[bin] as number]
    index += (after - before) * Math.log(after / before)
  }
  const byChance = (count - 1) * (1 / early.length + 1 / late.length)
  return index > maxShift + 3 * byChance
}

function takePresent(values: Float64Array, rows: Int32Array): Float64Array {
  return filterPresent(Float64Array.from(rows, (row) => values[row] as number))
}

function takeCategories(values: Float64Array): Float64Array {
  return Float64Array.from(new Set(filterPresent(values))).sort()
}

function cutQuantiles(values: Float64Array, rows: Int32Array): Float64Array {
  const sorted = takePresent(values, rows).sort()
  const edges = new Set<number>()
  for (let part = 1; part < bins; part++) {
    const edge = sorted[Math.floor((part * sorted.length) / bins)]
    if (edge !== undefined) edges.add(edge)
  }
  return Float64Array.from(edges)
}
