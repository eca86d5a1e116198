import { type Column, type Columns, isDate } from '../data/column.ts'
import { getCategoryLabel, getColumnLabel } from '../data/labels.ts'
import { formatLocalizedDate } from '../base/text/localized-date.ts'
import type { Language } from '../base/text/localized-text.ts'
import { formatLocalizedNumber } from '../base/text/localized-number.ts'
import type { Model } from '../model/model.ts'
import { getOwn } from '../base/own-property.ts'

/** One reason for a prediction, in words. */
export interface Reason {
  /** Column that a person knows. */
  readonly column: string
  readonly label: string
  /** Value seen, as a person reads it, with its unit; null when missing. */
  readonly value: string | null
  /** Change of the predicted class's probability (forest) or log-odds (logistic regression, network). */
  readonly contribution: number
  /** The whole sentence in the reader's language. */
  readonly text: string
}

export interface ReasonsInput {
  /** The columns with their names for people, which of them is the target, and its positive class where a policy has one. */
  readonly project: {
    readonly columns: Columns
    readonly target: string
    readonly policy?: { readonly positive: string } | undefined
  }
  readonly model: Pick<Model, 'features' | 'classes'>
  /** The row as it was asked, by column; absent and null are missing. */
  readonly row: Readonly<Record<string, unknown>>
  /** Of each feature, as `Model.explain` returned them for the predicted class. */
  readonly attributions: Float64Array
  /** The class to give reasons for. */
  readonly prediction: string
  readonly language: Language
}

/** More than these no one reads. */
const most = 4

/** Below this a contribution is rounding, not a reason. */
const smallest = 1e-9

/**
 * Why the model gives the predicted class the probability it does: the columns that moved it most, at most four, strongest
 * first. A derived feature's share is split equally over the columns it reads; the sum over all columns stays exact.
 */
export function reasons({ project, model, row, attributions, prediction, language }: ReasonsInput): Reason[] {
  const contributions = new Map<string, number>()
  for (const [i, feature] of model.features.entries()) {
    const share = (attributions[i] as number) / feature.columns.length
    for (const column of feature.columns) contributions.set(column, (contributions.get(column) ?? 0) + share)
  }
  // With two classes, a reason against one is a reason for the other: the sentence names the positive class.
  const subject = model.classes.length === 2 ? (project.policy?.positive ?? prediction) : prediction
  const isReversed = subject !== prediction
  const target = getCategoryLabel(project.columns[project.target], subject)[language]
  return [...contributions]
    .filter(([column, contribution]) => Math.abs(contribution) > smallest && project.columns[column]?.personal !== true)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .slice(0, most)
    .map(([name, contribution]) => {
      const effect = contribution > 0 === isReversed ? 'lowers' : 'raises'
      return reasonOf({
        name,
        column: project.columns[name],
        seen: getOwn(row, name) ?? null,
        contribution,
        effect,
        target,
        language,
      })
    })
}

interface Weighed {
  readonly name: string
  readonly column: Column | undefined
  readonly seen: unknown
  readonly contribution: number
  /** On the chance of `target`. */
  readonly effect: 'raises' | 'lowers'
  /** Name of a class for people. */
  readonly target: string
  readonly language: Language
}

function reasonOf({ name, column, seen, contribution, effect, target, language }: Weighed): Reason {
  const label = getColumnLabel(column, name)[language]
  const value = seen === null ? null : valueInWords(column, seen, language)
  const words = wordsIn[language]
  const text = `${label}: ${value ?? words.missing}, ${words[effect]} ${target}`
  return { column: name, label, value, contribution, text }
}

// "Which lowers" and "o que reduz" agree with every label, singular or plural, of any gender.
const wordsIn = {
  en: {
    missing: 'not known',
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

/** A value as a person reads it: with its unit, or its label. */
export function valueInWords(column: Column | undefined, value: unknown, language: Language): string {
  if (typeof value === 'number') {
    const unit = column?.type === 'number' || column?.type === 'integer' ? column.unit?.[language] : undefined
    return formatLocalizedNumber(value, unit, language)
  }
  if (isDate(column))
    return formatLocalizedDate(String(value), column.type === 'date' ? undefined : (column.zone ?? 'UTC'), language)
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
