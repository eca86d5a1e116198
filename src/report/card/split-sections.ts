import type { SplitReport } from '../../data/split/split-report.ts'
import { fillTemplate, type Language } from '../../base/text/localized-text.ts'
import type { RepeatedEvaluation } from '../../task/classification/evaluate-repeats.ts'
import { type Evaluation, metricNames } from '../../task/classification/evaluation.ts'
import type { WindowMetrics } from '../../task/classification/window-metrics.ts'
import { escapeCell, renderTable } from './markdown.ts'
import type { Names } from './names.ts'
import { cardWords } from './card-words.ts'
import { formatCount, formatEstimate, formatNumber, formatShare, metricLabels } from '../words.ts'

/** Parts of a training that describe how its rows were held out. */
export interface CardSplit {
  readonly split: SplitReport
  /** The headline. */
  readonly evaluation: Evaluation
  /** Evaluation of the held-out rows alone. */
  readonly heldOut: Evaluation
  /** Empty for a split that does not order rows in time. */
  readonly windows: readonly WindowMetrics[]
  /** Null if the held-out rows are enough. */
  readonly repeated: (RepeatedEvaluation & { readonly folds: number }) | null
}

/** Describes how rows were split, and how far the class shares of both sides differ. */
export function describeSplit(split: SplitReport, language: Language, names: Names): string[] {
  const words = cardWords[language]
  const { kind, time, copies, classes } = split
  const hasEntity = split.entity !== null
  const at = {
    entity: names.entity,
    time: escapeCell(time?.label[language] ?? ''),
    from: escapeCell(time?.from ?? ''),
  }
  const how = {
    entity: hasEntity ? fillTemplate(words.byEntity, at) : words.byContent,
    rows: hasEntity ? words.byRows : words.byContent,
    time: fillTemplate(words.byTime, at),
    'entity-time': fillTemplate(words.byEntityAndTime, at),
  }[kind]
  const shares = classes.map(({ class: name, train, held_out: heldOut }) => {
    return `${names.ofClass(name)} ${formatShare(train, language)} / ${formatShare(heldOut, language)}`
  })
  const { gap = 0, missing = 0, other_entities: otherEntities = 0 } = time?.left_out ?? {}
  const count = (value: number): string => formatCount(value, language)
  const leftOut = { gap: count(gap), missing: count(missing), others: count(otherEntities) }
  return [
    `${words.split}: ${how}`,
    ...(time === null ? [] : [fillTemplate(words.leftOut, leftOut)]),
    ...(copies === 0 ? [] : [fillTemplate(words.together, { count: count(copies) })]),
    `${words.classShares}: ${shares.join(', ')}`,
  ]
}

/** Renders the heading of the metrics, their warnings, and the rows that they were measured on. */
export function renderMetricsHead(
  { evaluation, heldOut }: CardSplit,
  language: Language,
  warnings: readonly string[],
): string[] {
  const words = cardWords[language]
  const { repeated, rows } = evaluation
  if (repeated === undefined) return [`## ${words.metrics}`, ...warnings, words.metricsNote]
  const counts = {
    ...repeated,
    rows: formatCount(rows, language),
    heldOut: formatCount(heldOut.rows, language),
  }
  return [`## ${words.metricsOfAll}`, ...warnings, fillTemplate(words.metricsOfAllNote, counts)]
}

/**
 * Renders how far repeats differ, beside the held-out rows.
 *
 * @param isTuned whether a search chose the hyper-parameters
 */
export function renderRepeats(
  { repeated, heldOut }: CardSplit,
  isTuned: boolean,
  language: Language,
): string[] {
  if (repeated === null) return []
  const words = cardWords[language]
  const rows = metricNames.map((name) => {
    const estimate = repeated.metrics[name]
    const range =
      estimate === null ? [] : [estimate.min, estimate.max].map((value) => formatNumber(value, language, 3))
    const single = formatEstimate(heldOut.metrics[name], language)
    return [metricLabels[name][language], formatEstimate(estimate, language), range.join(' – '), single]
  })
  const note = fillTemplate(words.repeatsNote, { heldOut: formatCount(heldOut.rows, language) })
  const tuned = isTuned ? [words.repeatsTuned] : []
  const heads = [words.metric, words.value, words.betweenRepeats, words.heldOutSide]
  return [`### ${words.repeats}`, [note, ...tuned].join(' '), renderTable(heads, rows)]
}

/** Renders the metrics of each part of the held-out period. */
export function renderWindows({ windows }: CardSplit, language: Language): string[] {
  if (windows.length < 2) return []
  const words = cardWords[language]
  const shown = ['accuracy', 'log_loss', 'macro_auc'] as const
  const rows = windows.map(({ from, to, rows, metrics }) => [
    escapeCell(from === to ? from : `${from} – ${to}`),
    formatCount(rows, language),
    ...shown.map((name) => formatEstimate(metrics[name], language)),
  ])
  const heads = [words.windowTime, words.sliceRows, ...shown.map((name) => metricLabels[name][language])]
  return [
    `### ${words.windows}`,
    fillTemplate(words.windowsNote, { count: windows.length }),
    renderTable(heads, rows),
  ]
}
