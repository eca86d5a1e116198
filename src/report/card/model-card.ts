import type { Columns } from '../../data/column.ts'
import {
  getDefaultSplitKind,
  isLeaking,
  type SplitKind,
  type TimeSplit,
} from '../../data/split/split-kind.ts'
import type { DataReport } from '../../data/data-report.ts'
import { getOwn } from '../../base/own-property.ts'
import { fillTemplate, type Language, type LocalizedText } from '../../base/text/localized-text.ts'
import { type Estimate, type Evaluation, metricNames } from '../../task/classification/evaluation.ts'
import type { SliceMetrics } from '../../task/classification/slice.ts'
import { type ThresholdMetrics, thresholdMetricNames } from '../../task/classification/threshold.ts'
import { escapeCell, renderTable } from './markdown.ts'
import { type Names, createNames } from './names.ts'
import {
  type CardSplit,
  renderMetricsHead,
  renderRepeats,
  describeSplit,
  renderWindows,
} from './split-sections.ts'
import { cardWords } from './card-words.ts'
import { createEvaluationWarnings } from '../evaluation-warnings.ts'
import { onnxNote } from '../onnx-note.ts'
import {
  decisionLabels,
  formatCount,
  formatEstimate,
  formatMeasured,
  formatNumber,
  formatShare,
  metricLabels,
} from '../words.ts'

/** A learner. It has `withParams` and `inFull` if it tunes. */
interface CardLearner {
  readonly kind: string
  readonly params: Readonly<Record<string, unknown>>
  readonly withParams?: unknown
  readonly inFull?: unknown
}

/** Input of a card. A finished training has all of it. */
export interface CardTraining extends CardSplit {
  readonly project: {
    readonly title: LocalizedText
    readonly model: string
    readonly target: string
    readonly entity?: string
    readonly split?: TimeSplit
    readonly time?: string
    readonly columns: Columns
    readonly derived?: Readonly<Record<string, { readonly from: readonly string[] }>>
    /** The project's own learner, without the changes of a command line. */
    readonly learner: CardLearner
    readonly card?: { readonly intendedUse: LocalizedText; readonly limits: LocalizedText }
  }
  readonly request: {
    readonly learner: CardLearner
    readonly split: SplitKind
    readonly seed: number
  }
  readonly model: { readonly kind: string }
  /** Result of the search, or null for a learner that does not tune. */
  readonly tuning?: {
    readonly trials: readonly unknown[]
    readonly chosen: Readonly<Record<string, unknown>>
  } | null
  readonly report: DataReport
  /** Held-out rows measured as they arrive in other ways than as requests. */
  readonly otherInputs: readonly {
    readonly input: 'without_stored' | 'as_file'
    readonly accuracy: number
    readonly log_loss: number
  }[]
  /** Null for a project without a policy. */
  readonly policy: {
    readonly positive: string
    readonly heldOut: ThresholdMetrics
    readonly outOfFold: ThresholdMetrics | null
  } | null
  readonly importance: readonly ({ readonly column: string } & Estimate)[]
  readonly slices: readonly SliceMetrics[]
  readonly leaks: readonly { readonly passed: boolean; readonly messages: LocalizedText }[]
}

/** Result of the comparison with the champion, and the gate's decision. */
export interface PromotionNoteInput {
  /** Version of the champion at the time of the training, or null when there was none. */
  readonly champion: number | null
  /** Differences from the champion, on the same rows. */
  readonly comparison: {
    readonly rows: number
    readonly entities: number
    readonly log_loss: Estimate
    readonly accuracy: Estimate
  } | null
  /** Why the champion could not be evaluated on these rows. */
  readonly problem: { readonly messageIn: (language: Language) => string } | null
  /** Why the version did not become champion; null when it did. */
  readonly refusal: { readonly messageIn: (language: Language) => string } | null
}

/** Maximum number of columns whose importance a card lists. */
const maxImportances = 10

/**
 * Renders the model card in every language, as Markdown (after Mitchell et al. 2019): intended use,
 * data, split, metrics with their intervals beside the baselines, metrics by slice, leak checks,
 * limits, and how to reproduce it. If the data are synthetic or the split leaks, the card opens
 * with that warning.
 */
export function renderModelCard({ training }: { readonly training: CardTraining }): Record<Language, string> {
  return { en: renderCard(training, 'en'), 'pt-BR': renderCard(training, 'pt-BR') }
}

function renderCard(training: CardTraining, language: Language): string {
  const { project, request, report } = training
  const words = cardWords[language]
  const names = createNames(project, language)
  const leaking = isLeaking(project.entity, request.split)
  const classes = training.evaluation.classes.map(names.ofClass).join(', ')
  const warnings = createEvaluationWarnings(training).map(
    ({ messages }) => `**${words.warning}** ${escapeCell(messages[language])}`,
  )
  const sections: string[][] = [
    [`# ${words.title}: ${project.model}`, escapeCell(project.title[language])],
    report.synthetic ? [words.synthetic] : [],
    leaking ? [fillTemplate(words.leaking, { entity: names.entity })] : [],
    [
      `## ${words.intendedUse}`,
      project.card?.intendedUse[language] ?? words.noUse,
      fillTemplate(words.about, { target: names.target, classes }),
    ],
    [`## ${words.data}`, renderData(training, language, names)],
    [
      ...renderMetricsHead(training, language, warnings),
      renderMetrics(training.evaluation, language),
      ...renderOtherInputs(training, language, names),
      `### ${words.byClass}`,
      renderClasses(training.evaluation, language, names),
    ],
    renderPolicy(training, language, names),
    renderRepeats(training, request.learner.withParams !== undefined, language),
    renderWindows(training, language),
    [`## ${words.slices}`, ...renderSlices(training, language, names)],
    [`## ${words.importance}`, words.importanceNote, renderImportance(training, language, names)],
    [
      `## ${words.leaks}`,
      training.leaks
        .map(({ passed, messages }) => `- ${passed ? words.passed : words.failed}: ${messages[language]}`)
        .join('\n'),
    ],
    [
      `## ${words.limits}`,
      ...(project.card === undefined ? [] : [project.card.limits[language]]),
      words.alwaysLimits.map((limit) => `- ${limit}`).join('\n'),
    ],
    [
      `## ${words.reproduce}`,
      words.reproduceText,
      `\`\`\`sh\n${[words.reproduceCommand, ...report.files.map(() => words.reproduceData), ...listOptions(training)].join(' ')}\n\`\`\``,
    ],
  ]
  return `${sections.flat().join('\n\n')}\n`
}

/** Returns the options of the command that reproduces the model. */
function listOptions({ project, request: { learner, split, seed } }: CardTraining): string[] {
  const { learner: own } = project
  const another = learner.kind !== own.kind
  const changed = Object.entries(learner.params).filter(
    ([name, value]) => another || String(own.params[name]) !== String(value),
  )
  const params = changed.map(([name, value]) => `--param ${name}=${String(value)}`)
  return [
    ...(another ? [`--learner ${learner.kind}`] : []),
    ...(changed.length > 0 && learner.inFull !== undefined ? ['--full-grid'] : params),
    `--seed ${seed}`,
    ...(split === getDefaultSplitKind(project) ? [] : [`--split ${split}`]),
  ]
}

function renderData(
  { request, model, tuning = null, report, split, heldOut, importance }: CardTraining,
  language: Language,
  names: Names,
): string {
  const words = cardWords[language]
  const count = (value: number): string => formatCount(value, language)
  const listed = (params: Readonly<Record<string, unknown>>): string[] =>
    Object.entries(params).map(([name, value]) => `${name} ${String(value)}`)
  const tuned =
    tuning === null
      ? []
      : [
          `${fillTemplate(words.chosen, { count: count(tuning.trials.length) })}: ${listed(tuning.chosen).join(', ')}`,
        ]
  const note = onnxNote(model)
  const lines = [
    `${words.kind}: ${report.synthetic ? words.syntheticKind : words.realKind}`,
    ...report.files.map(({ name, sha256 }) => `${words.file}: ${escapeCell(name)}, SHA-256 \`${sha256}\``),
    fillTemplate(words.rows, {
      rows: count(report.rows),
      train: count(split.train.rows),
      heldOut: count(heldOut.rows),
      entities: count(heldOut.entities),
      entity: names.entity,
    }),
    fillTemplate(words.dropped, {
      count: count(report.rows_without_target),
      unreadable: count(report.unreadable_rows ?? 0),
      duplicates: count(report.duplicate_rows),
    }),
    ...describeSplit(split, language, names),
    `${words.learner}: ${[getOwn(words.learners, request.learner.kind) ?? request.learner.kind, ...listed(request.learner.params), fillTemplate(words.seed, { seed: request.seed })].join(', ')}`,
    ...tuned,
    ...(note === null ? [] : [note[language]]),
    `${words.features}: ${importance.length}`,
  ]
  return lines.map((line) => `- ${line}`).join('\n')
}

function renderMetrics({ metrics, baselines }: Evaluation, language: Language): string {
  const words = cardWords[language]
  const rows = metricNames.map((name) => [
    metricLabels[name][language],
    formatEstimate(metrics[name], language),
    formatMeasured(baselines.majority[name], language),
    formatMeasured(baselines.prior[name], language),
  ])
  return renderTable([words.metric, words.value, words.majority, words.prior], rows)
}

function renderClasses({ by_class: byClass }: Evaluation, language: Language, names: Names): string {
  const words = cardWords[language]
  const rows = byClass.map(
    ({ class: name, rows, precision, recall, f1, auc, average_precision: averagePrecision }) => [
      names.ofClass(name),
      formatCount(rows, language),
      ...[precision, recall, f1, auc, averagePrecision].map((value) => formatMeasured(value, language)),
    ],
  )
  return renderTable(
    [words.class, words.sliceRows, words.precision, words.recall, 'F1', 'AUC', words.averagePrecision],
    rows,
  )
}

function renderOtherInputs({ otherInputs }: CardTraining, language: Language, names: Names): string[] {
  if (otherInputs.length === 0) return []
  const words = cardWords[language]
  const rows = otherInputs.map(({ input, accuracy, log_loss: loss }) => [
    fillTemplate(words.otherInputs[input], { entity: names.entity }),
    formatNumber(accuracy, language, 3),
    formatNumber(loss, language, 3),
  ])
  return [words.otherInputsNote, renderTable([words.heldOutSide, words.accuracy, words.logLoss], rows)]
}

/**
 * Renders a section to append to the card, in every language: the comparison with the champion and
 * why the version was not promoted. It is separate because the card is the same for the same data,
 * definition and seed.
 */
export function renderPromotionNote(input: PromotionNoteInput): Record<Language, string> {
  return { en: renderNote(input, 'en'), 'pt-BR': renderNote(input, 'pt-BR') }
}

function renderNote(
  { champion, comparison, problem, refusal }: PromotionNoteInput,
  language: Language,
): string {
  if (champion === null && refusal === null) return ''
  const words = cardWords[language]
  const count = (value: number): string => formatCount(value, language)
  const lines = [`## ${words.compared}`]
  if (refusal !== null) lines.push(`**${words.notPromoted}** ${escapeCell(refusal.messageIn(language))}`)
  if (champion !== null && comparison === null) {
    const reason = escapeCell(problem?.messageIn(language) ?? '')
    lines.push(fillTemplate(words.notCompared, { version: champion, reason }))
  }
  if (comparison !== null) {
    const rows = (['log_loss', 'accuracy'] as const).map((name) => {
      return [metricLabels[name][language], formatEstimate(comparison[name], language)]
    })
    const counts = { version: champion, rows: count(comparison.rows), entities: count(comparison.entities) }
    lines.push(fillTemplate(words.comparedNote, counts), renderTable([words.metric, words.difference], rows))
  }
  return `${lines.join('\n\n')}\n`
}

function renderPolicy({ policy }: CardTraining, language: Language, names: Names): string[] {
  if (policy === null) return []
  const words = cardWords[language]
  const { heldOut, outOfFold } = policy
  const sides = outOfFold === null ? [heldOut] : [heldOut, outOfFold]
  const rows = thresholdMetricNames.map((name) => [
    decisionLabels[name][language],
    ...sides.map((side) => formatEstimate(side[name], language)),
  ])
  const note = fillTemplate(words.thresholdNote, {
    class: names.ofClass(policy.positive),
    threshold: formatNumber(heldOut.threshold, language, 2),
    share: formatShare(heldOut.prevalence, language),
  })
  const heads = [words.heldOutSide, words.outOfFoldSide].slice(0, sides.length)
  return [`### ${words.atThreshold}`, note, renderTable([words.metric, ...heads], rows)]
}

function renderSlices({ slices, evaluation }: CardTraining, language: Language, names: Names): string[] {
  const words = cardWords[language]
  const columns = [...new Set(slices.map(({ column }) => column))]
  if (columns.length === 0) return [words.noSlices]
  const heads = evaluation.classes.map((name) =>
    fillTemplate(words.predictedClass, { class: names.ofClass(name) }),
  )
  const tables = columns.map((column) => {
    const rows = slices
      .filter((slice) => slice.column === column)
      .map(({ value, rows, accuracy, log_loss, predicted }) => [
        value === null ? `*${words.missing}*` : names.ofValue(column, value),
        formatCount(rows, language),
        formatNumber(accuracy, language, 3),
        formatNumber(log_loss, language, 3),
        ...evaluation.classes.map((name) => formatShare(predicted[name] ?? 0, language)),
      ])
    return renderTable(
      [names.ofColumn(column), words.sliceRows, words.accuracy, words.logLoss, ...heads],
      rows,
    )
  })
  return [words.slicesNote, ...tables]
}

function renderImportance({ importance }: CardTraining, language: Language, names: Names): string {
  const words = cardWords[language]
  const rows = importance
    .slice(0, maxImportances)
    .map(({ column, ...estimate }) => [names.ofColumn(column), formatEstimate(estimate, language)])
  return renderTable([words.column, words.rise], rows)
}
