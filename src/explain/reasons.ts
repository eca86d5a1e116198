import type { Column, Columns } from '../dataset/column.ts'
import { categoryLabel, columnLabel } from '../dataset/labels.ts'
import type { Language } from '../lib/localized-text.ts'
import type { Model } from '../model/model.ts'

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
  /** The columns with their names for people, and which of them is the target. */
  readonly project: { readonly columns: Columns; readonly target: string }
  readonly model: Pick<Model, 'features'>
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
  const target = categoryLabel(project.columns[project.target], prediction)[language]
  return [...contributions]
    .filter(([column, contribution]) => Math.abs(contribution) > smallest && project.columns[column]?.personal !== true)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .slice(0, most)
    .map(([name, contribution]) => reasonOf(name, project.columns[name], row[name] ?? null, contribution, target, language))
}

function reasonOf(
  name: string,
  column: Column | undefined,
  seen: unknown,
  contribution: number,
  target: string,
  language: Language,
): Reason {
  const label = columnLabel(column, name)[language]
  const value = seen === null ? null : valueInWords(column, seen, language)
  const words = wordsIn[language]
  const text = `${label}: ${value ?? words.missing}, ${contribution > 0 ? words.raises : words.lowers} ${target}`
  return { column: name, label, value, contribution, text }
}

// "Which lowers" and "o que reduz" agree with every label, singular or plural, of any gender.
const wordsIn = {
  en: {
    missing: 'not informed',
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
    return numberInWords(value, unit, language)
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return wordsIn[language].none
    const counts = new Map<string, number>()
    for (const item of value) {
      const label = categoryLabel(column, String(item))[language]
      counts.set(label, (counts.get(label) ?? 0) + 1)
    }
    return [...counts].map(([label, count]) => (count === 1 ? label : `${count} × ${label}`)).join(', ')
  }
  return categoryLabel(column, String(value))[language]
}

// Created once: one takes longer than the rest of a reason.
const formats = {
  en: numberFormats('en'),
  'pt-BR': numberFormats('pt-BR'),
} as const satisfies Record<Language, unknown>

function numberFormats(language: Language): Readonly<Record<'large' | 'small', Intl.NumberFormat>> {
  return {
    large: new Intl.NumberFormat(language, { maximumFractionDigits: 2 }),
    small: new Intl.NumberFormat(language, { maximumSignificantDigits: 2 }),
  }
}

/** `24 %`, `265 months`, `$36,000`; in pt-BR `US$ 36.000`. A currency comes first, whatever follows it ("$ a month") last. */
function numberInWords(value: number, unit: string | undefined, language: Language): string {
  // Two decimals are enough for people, but a small number keeps what makes it different from 0.
  const number = formats[language][Math.abs(value) >= 1 || value === 0 ? 'large' : 'small'].format(value)
  if (unit === undefined || unit === '') return number
  const currency = /^([A-Z]{0,3}[$€£¥])(.*)$/.exec(unit)
  if (currency === null) return `${number} ${unit}`
  const [, sign = '', rest = ''] = currency
  const sized =
    value < 0 ? `-${sign}${language === 'en' ? '' : ' '}${number.slice(1)}` : `${sign}${language === 'en' ? '' : ' '}${number}`
  return `${sized}${rest}`
}
