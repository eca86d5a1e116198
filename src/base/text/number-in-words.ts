import type { Language } from './localized-text.ts'

/**
 * Writes a number with its unit as a person reads it: `24 %`, `265 months`, `$36,000`, in pt-BR `US$ 36.000`. A currency comes first,
 * whatever follows it ("$ a month") last.
 */
export function numberInWords(value: number, unit: string | undefined, language: Language): string {
  const hasUnit = unit !== undefined && unit !== ''
  // Two decimals are enough for people, but a small number keeps what makes it different from 0.
  const { large, small, plain } = formats[language]
  const format = Math.abs(value) < 1 && value !== 0 ? small : hasUnit ? large : plain
  const number = format.format(value)
  if (!hasUnit) return number
  const currency = /^([A-Z]{0,3}[$€£¥])(.*)$/.exec(unit)
  if (currency === null) return `${number} ${unit}`
  const [, sign = '', rest = ''] = currency
  const sized =
    value < 0 ? `-${sign}${language === 'en' ? '' : ' '}${number.slice(1)}` : `${sign}${language === 'en' ? '' : ' '}${number}`
  return `${sized}${rest}`
}

// Created once: creating one takes longer than the rest of a reason.
const formats = { en: numberFormats('en'), 'pt-BR': numberFormats('pt-BR') } as const satisfies Record<Language, unknown>

function numberFormats(language: Language): Readonly<Record<'large' | 'small' | 'plain', Intl.NumberFormat>> {
  return {
    large: new Intl.NumberFormat(language, { maximumFractionDigits: 2 }),
    small: new Intl.NumberFormat(language, { maximumSignificantDigits: 2 }),
    // Four digits without a unit may be a year.
    plain: new Intl.NumberFormat(language, { maximumFractionDigits: 2, useGrouping: 'min2' }),
  }
}
