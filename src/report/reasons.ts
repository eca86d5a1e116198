import { type Column, type Columns, isDate } from '../data/column.ts'
import { getCategoryLabel, getColumnLabel } from '../data/labels.ts'
import { formatLocalizedDate } from '../base/text/localized-date.ts'
import type { Language } from '../base/text/localized-text.ts'
import { formatLocalizedNumber } from '../base/text/localized-number.ts'
import type { ContributionScale, Model } from '../model/model.ts'
import { getOwn } from '../base/own-property.ts'

/** One reason for a prediction, in words. */
export interface Reason {
  /** Name of the column. */
  readonly column: string
  readonly label: string
  /** Value in words, with its unit, or null if it is missing. */
  readonly value: string | null
  /** Change of the predicted class's probability or log-odds, as `scale` says. */
  readonly contribution: number
  readonly scale: ContributionScale
  /** Sentence in the caller's language. */
  readonly text: string
}

export interface ReasonsInput {
  /** Columns with their labels, the target, and the positive class if there is a policy. */
  readonly project: {
    readonly columns: Columns
    readonly target: string
    readonly policy?: { readonly positive: string } | undefined
  }
  readonly model: Pick<Model, 'features' | 'classes'>
  /** The requested row by column. Absent and null values are missing. */
  readonly row: Readonly<Record<string, unknown>>
  /** Attribution of each feature, as `Model.explain` returns them for the predicted class. */
  readonly attributions: Float64Array
  /** The scale of the attributions. */
  readonly scale: ContributionScale
  /** The predicted class. */
  readonly prediction: string
  readonly language: Language
}

/** Maximum number of reasons of a prediction. */
const maxReasons = 4

/** Contributions below this are rounding errors. */
const minContribution = 1e-9

/**
 * Returns the columns that contribute most to the probability of the predicted class, at most four,
 * strongest first. The share of a derived feature is split equally over the columns that it reads,
 * so that the sum over all columns stays exact.
 */
export function reasons({
  project,
  model,
  row,
  attributions,
  scale,
  prediction,
  language,
}: ReasonsInput): Reason[] {
  const contributions = new Map<string, number>()
  for (const [i, feature] of model.features.entries()) {
    const share = (attributions[i] as number) / feature.columns.length
    for (const column of feature.columns) contributions.set(column, (contributions.get(column) ?? 0) + share)
  }
  // With two classes, a reason against one is a reason for the other, so the sentence names the
  // positive class.
  const subject = model.classes.length === 2 ? (project.policy?.positive ?? prediction) : prediction
  const isReversed = subject !== prediction
  const target = getCategoryLabel(project.columns[project.target], subject)[language]
  return [...contributions]
    .filter(
      ([column, contribution]) =>
        Math.abs(contribution) > minContribution && project.columns[column]?.personal !== true,
    )
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .slice(0, maxReasons)
    .map(([name, contribution]) => {
      const effect = contribution > 0 === isReversed ? 'lowers' : 'raises'
      return describeReason({
        name,
        column: project.columns[name],
        seen: getOwn(row, name) ?? null,
        contribution,
        scale,
        effect,
        target,
        language,
      })
    })
}

interface Contribution {
  readonly name: string
  readonly column: Column | undefined
  readonly seen: unknown
  readonly contribution: number
  readonly scale: ContributionScale
  /** Effect on the probability of `target`. */
  readonly effect: 'raises' | 'lowers'
  /** Label of a class. */
  readonly target: string
  readonly language: Language
}

function describeReason({
  name,
  column,
  seen,
  contribution,
  scale,
  effect,
  target,
  language,
}: Contribution): Reason {
  const label = getColumnLabel(column, name)[language]
  const value = seen === null ? null : valueInWords(column, seen, language)
  const words = wordsIn[language]
  const text = `${label}: ${value ?? words.missing}, ${words[effect]} ${target}`
  return { column: name, label, value, contribution, scale, text }
}

// "Which lowers" and "o que reduz" agree with every label, singular or plural and of any gender.
const wordsIn = {
  en: {
    missing: 'not provided',
    none: 'none',
    raises: 'which raises the chance of',
    lowers: 'which lowers the chance of',
  },
  'pt-BR': {
    missing: 'não informado',
    none: 'nenhum',
    raises: 'o que aumenta a chance de',
    lowers: 'o que reduz a chance de',
  },
} as const

/** Formats a value in words: with its unit, or as its label. */
export function valueInWords(column: Column | undefined, value: unknown, language: Language): string {
  if (typeof value === 'number') {
    const unit = column?.type === 'number' || column?.type === 'integer' ? column.unit?.[language] : undefined
    return formatLocalizedNumber(value, unit, language)
  }
  if (isDate(column))
    return formatLocalizedDate(
      String(value),
      column.type === 'date' ? undefined : (column.zone ?? 'UTC'),
      language,
    )
  if (Array.isArray(value)) {
    if (value.length === 0) return wordsIn[language].none
    const counts = new Map<string, number>()
    for (const item of value) {
      const label = getCategoryLabel(column, String(item))[language]
      counts.set(label, (counts.get(label) ?? 0) + 1)
    }
    return [...counts].map(([label, count]) => (count === 1 ? label : `${count} × ${label}`)).join(', ')
  }
  return getCategoryLabel(column, String(value))[language]
}
