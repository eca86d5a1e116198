import { type Columns, isDate, isFeature } from '../data/column.ts'
import type { ColumnReport, DataReport } from '../data/data-report.ts'
import { getCategoryLabel } from '../data/labels.ts'
import { fillTemplate, type Language, languages, type LocalizedText } from '../base/text/localized-text.ts'
import { type Evaluation, getBaselineName } from '../task/classification/evaluation.ts'
import { beatsGuessing, isImbalanced } from '../task/classification/guessing.ts'
import { classMetricNames, formatCount, formatEstimate, formatMeasured, formatNumber } from './words.ts'

/** A warning to read before the numbers of an evaluation. */
export interface EvaluationWarning {
  readonly warning: 'no-better-than-guessing' | 'imbalanced-target' | 'rare-classes'
  /** Text in English; `messages` has it in every language. */
  readonly message: string
  readonly messages: LocalizedText
}

interface WarnedTraining {
  readonly project: {
    readonly columns: Columns
    readonly derived?: Readonly<Record<string, { readonly from: readonly string[] }>>
    readonly target: string
    readonly entity?: string
    readonly time?: string
  }
  readonly report: DataReport
  readonly evaluation: Evaluation
}

/** Maximum names that a warning lists. Further names are counted. */
const maxNames = 10

const wordsIn = {
  en: {
    guessing:
      'No better than guessing: the log-loss is {loss}, and always predicting the class shares of the training rows gives {guess}.',
    leftOut: 'Columns that the model does not use: {columns}.',
    imbalanced: 'Accuracy is not informative here: always predicting "{class}" reaches {guess}.',
    judgeBy:
      'Judge by balanced accuracy, {balanced} where guessing reaches {balancedGuess}, and by average precision{of}, {precision} where guessing reaches {precisionGuess}.',
    ofClass: ' of "{class}"',
    rare: 'Too few rows to evaluate {classes}.',
    rareRows: ['"{class}" ({rows} row)', '"{class}" ({rows} rows)'],
    rareClass: '"{class}" ({heldOut} held out, {trained} in training)',
    rareEntities: '"{class}" ({heldOut} held out, of {entities} entities; {trained} in training)',
    notMeasured: 'Not measured, because {classes} {have} no training rows or no held-out rows: {metrics}.',
    have: ['has', 'have'],
    more: '{count} more',
    reasons: {
      personal: 'personal',
      knownAfter: 'known only after the decision',
      text: 'text',
      identifier: 'identifier',
      date: 'date that no derived feature reads',
      feature: 'feature: false',
      order: 'orders the rows',
      constant: 'constant',
      unknown: 'not in the project',
    },
  },
  'pt-BR': {
    guessing:
      'Não supera a referência: o log-loss é {loss}, e prever sempre as proporções das classes do treinamento resulta em {guess}.',
    leftOut: 'Colunas que o modelo não usa: {columns}.',
    imbalanced: 'A acurácia é pouco informativa aqui: prever sempre "{class}" chega a {guess}.',
    judgeBy:
      'Avalie pela acurácia balanceada, {balanced}, contra {balancedGuess} da referência, e pela precisão média{of}, {precision}, contra {precisionGuess} da referência.',
    ofClass: ' de "{class}"',
    rare: 'Há poucas linhas para avaliar {classes}.',
    rareRows: ['"{class}" ({rows} linha)', '"{class}" ({rows} linhas)'],
    rareClass: '"{class}" (reservadas: {heldOut}; de treinamento: {trained})',
    rareEntities: '"{class}" (reservadas: {heldOut}, de {entities} entidades; de treinamento: {trained})',
    notMeasured:
      'Não medido, porque {classes} não {have} linhas de treinamento ou não {have} linhas reservadas: {metrics}.',
    have: ['tem', 'têm'],
    more: 'mais {count}',
    reasons: {
      personal: 'dado pessoal',
      knownAfter: 'conhecida só depois da decisão',
      text: 'texto',
      identifier: 'identificador',
      date: 'data que nenhuma variável derivada lê',
      feature: 'feature: false',
      order: 'ordena as linhas',
      constant: 'constante',
      unknown: 'fora do projeto',
    },
  },
} as const

/**
 * Returns the warnings to show beside the metrics of a training, most serious first. The terminal,
 * the API, the card and the page show the same ones.
 */
export function createEvaluationWarnings(training: WarnedTraining): EvaluationWarning[] {
  const { evaluation } = training
  const warn = (
    warning: EvaluationWarning['warning'],
    textIn: (language: Language) => string,
  ): EvaluationWarning => {
    const messages = Object.fromEntries(languages.map((language) => [language, textIn(language)])) as Record<
      Language,
      string
    >
    return { warning, message: messages.en, messages }
  }
  return [
    ...(beatsGuessing(evaluation)
      ? []
      : [warn('no-better-than-guessing', (language) => describeGuessing(training, language))]),
    ...(isImbalanced(evaluation)
      ? [warn('imbalanced-target', (language) => describeImbalance(training, language))]
      : []),
    ...((evaluation.rare_classes ?? []).length === 0
      ? []
      : [warn('rare-classes', (language) => describeRareClasses(training, language))]),
  ]
}

function describeGuessing(training: WarnedTraining, language: Language): string {
  const words = wordsIn[language]
  const { metrics, baselines } = training.evaluation
  const loss = formatEstimate(metrics.log_loss, language)
  const text = fillTemplate(words.guessing, {
    loss,
    guess: formatNumber(baselines.prior.log_loss, language, 3),
  })
  const columns = findUnusedColumns(training).map(
    ({ name, reason }) => `"${name}" (${words.reasons[reason]})`,
  )
  return columns.length === 0
    ? text
    : `${text} ${fillTemplate(words.leftOut, { columns: joinNames(columns, language) })}`
}

type UnusedReason = keyof (typeof wordsIn)['en']['reasons']

/**
 * Returns the columns that a model cannot learn from, in the order of the definition, and the
 * reason of each.
 */
function findUnusedColumns({
  project,
  report,
}: WarnedTraining): { readonly name: string; readonly reason: UnusedReason }[] {
  const reports = new Map(report.columns.map((column) => [column.name, column]))
  const reasonOf = (name: string): UnusedReason | null => {
    const column = project.columns[name]
    if (column === undefined || name === project.target) return null
    if (column.personal === true) return 'personal'
    if (column.knownAfter === true) return 'knownAfter'
    if (name === project.entity) return 'identifier'
    if (name === project.time) return 'order'
    if (isConstant(reports.get(name))) return 'constant'
    if (isFeature(name, project)) return null
    if (column.feature === false) return 'feature'
    return isDate(column) ? 'date' : column.type === 'identifier' ? 'identifier' : 'text'
  }
  const unused = Object.keys(project.columns).flatMap((name) => {
    const reason = reasonOf(name)
    return reason === null ? [] : [{ name, reason }]
  })
  return [...unused, ...report.extra_columns.map((name) => ({ name, reason: 'unknown' as const }))]
}

function isConstant(column: ColumnReport | undefined): boolean {
  if (column === undefined) return false
  if (column.numbers !== undefined) return column.numbers.min === column.numbers.max
  return column.categories !== undefined && column.categories.filter(({ count }) => count > 0).length <= 1
}

function describeImbalance({ project, evaluation }: WarnedTraining, language: Language): string {
  const words = wordsIn[language]
  const { metrics, baselines, by_class: byClass, classes } = evaluation
  const [commonest, rarest] = byClass
    .toSorted((a, b) => b.rows - a.rows)
    .map(({ class: name }) => getCategoryLabel(project.columns[project.target], name)[language])
  const guess = (name: 'balanced_accuracy' | 'average_precision'): string =>
    formatMeasured(baselines[getBaselineName(name)][name], language)
  // Truncated, so that 0.9997 is not shown as 1.
  const reached = formatNumber(Math.floor(baselines.majority.accuracy * 1000) / 1000, language, 3)
  const text = fillTemplate(words.imbalanced, { class: commonest, guess: reached })
  if (metrics.balanced_accuracy === null || metrics.average_precision === null) return text
  const judgeBy = fillTemplate(words.judgeBy, {
    balanced: formatEstimate(metrics.balanced_accuracy, language),
    balancedGuess: guess('balanced_accuracy'),
    of: classes.length === 2 ? fillTemplate(words.ofClass, { class: rarest }) : '',
    precision: formatEstimate(metrics.average_precision, language),
    precisionGuess: guess('average_precision'),
  })
  return `${text} ${judgeBy}`
}

function describeRareClasses({ project, evaluation }: WarnedTraining, language: Language): string {
  const words = wordsIn[language]
  const { rare_classes: rareClasses = [], not_measured: notMeasured = [], repeated } = evaluation
  const nameOf = (name: string): string => getCategoryLabel(project.columns[project.target], name)[language]
  const classes = rareClasses.map(({ class: name, rows, entities, train_rows: trainRows }) => {
    const counts = { rows, heldOut: rows, trained: trainRows, entities }
    const shown = Object.entries(counts).map(([key, count]) => [key, formatCount(count, language)])
    // Out of fold, every row of the table is both learned from and measured, so there is one count.
    const template =
      repeated !== undefined
        ? words.rareRows[rows === 1 ? 0 : 1]
        : entities < rows
          ? words.rareEntities
          : words.rareClass
    return fillTemplate(template, { class: nameOf(name), ...Object.fromEntries(shown) })
  })
  const text = fillTemplate(words.rare, { classes: joinNames(classes, language) })
  const [first] = notMeasured
  if (first === undefined) return text
  const without = first.classes.map((name) => `"${nameOf(name)}"`)
  const because = fillTemplate(words.notMeasured, {
    classes: joinNames(without, language),
    have: words.have[without.length === 1 ? 0 : 1],
    metrics: notMeasured.map(({ metric }) => classMetricNames[metric][language]).join(', '),
  })
  return `${text} ${because}`
}

function joinNames(names: readonly string[], language: Language): string {
  if (names.length <= maxNames) return names.join(', ')
  const more = fillTemplate(wordsIn[language].more, { count: formatCount(names.length - maxNames, language) })
  return [...names.slice(0, maxNames), more].join(', ')
}
