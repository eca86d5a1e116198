import type { Language } from './localized-text.ts'

/**
 * Writes a number with its unit as a person reads it: `24 %`, `265 months`, `$36,000`, in pt-BR `US$ 36.000`. A currency comes first,
 * whatever follows it ("$ a month") last.
 */
export function numberInWords(value: number, unit: string | undefined, language: Language): string {
  // Two decimals are enough for people, but a small number keeps what makes it different from 0.
  const precision = Math.abs(value) >= 1 || value === 0 ? { maximumFractionDigits: 2 } : { maximumSignificantDigits: 2 }
  // Four digits without a unit may be a year.
  const useGrouping = unit === undefined || unit === '' ? 'min2' : true
  const number = value.toLocaleString(language, { ...precision, useGrouping })
  if (unit === undefined || unit === '') return number
  const currency = /^([A-Z]{0,3}[$€£¥])(.*)$/.exec(unit)
  if (currency === null) return `${number} ${unit}`
  const [, sign = '', rest = ''] = currency
  const sized =
    value < 0 ? `-${sign}${language === 'en' ? '' : ' '}${number.slice(1)}` : `${sign}${language === 'en' ? '' : ' '}${number}`
  return `${sized}${rest}`
}
