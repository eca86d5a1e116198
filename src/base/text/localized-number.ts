import type { Language } from './localized-text.ts'

/**
 * Formats a number with its unit for people: `24 %`, `265 months`, `$36,000`, in pt-BR `US$
 * 36.000`. A currency comes first, and what follows it ("$ a month") last.
 */
export function formatLocalizedNumber(value: number, unit: string | undefined, language: Language): string {
  const hasUnit = unit !== undefined && unit !== ''
  // Two decimals are enough for people, but a small number keeps its first significant digits.
  const { large, small, plain } = formats[language]
  const format = Math.abs(value) < 1 && value !== 0 ? small : hasUnit ? large : plain
  const number = format.format(value)
  if (!hasUnit) return number
  const currency = /^([A-Z]{0,3}[$€£¥])(.*)$/.exec(unit)
  if (currency === null) return `${number} ${unit}`
  const [, sign = '', rest = ''] = currency
  const sized =
    value < 0
      ? `-${sign}${language === 'en' ? '' : ' '}${number.slice(1)}`
      : `${sign}${language === 'en' ? '' : ' '}${number}`
  return `${sized}${rest}`
}

// Created once, because creating a format takes longer than formatting with it.
const formats = { en: createFormats('en'), 'pt-BR': createFormats('pt-BR') } as const satisfies Record<
  Language,
  unknown
>

function createFormats(language: Language): Readonly<Record<'large' | 'small' | 'plain', Intl.NumberFormat>> {
  return {
    large: new Intl.NumberFormat(language, { maximumFractionDigits: 2 }),
    small: new Intl.NumberFormat(language, { maximumSignificantDigits: 2 }),
    // Four digits without a unit may be a year.
    plain: new Intl.NumberFormat(language, { maximumFractionDigits: 2, useGrouping: 'min2' }),
  }
}
