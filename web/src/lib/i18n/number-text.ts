import type { Language } from 'lapidary/client'

const plain = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?$/

/**
 * The number that a person wrote in this language, or null for what is not written as one: a group
 * has three digits. In Portuguese `.` groups and `,` begins the decimals, in English the other way
 * around: `1.500` is not the same in both.
 */
export function readNumber(text: string, language: Language): number | null {
  const trimmed = text.trim()
  const english = language === 'en' ? trimmed : trimmed.replace(/[.,]/g, (sign) => (sign === '.' ? ',' : '.'))
  return plain.test(english) && /\d/.test(english) ? Number(english.replaceAll(',', '')) : null
}

/** A number as `readNumber` reads it, with all its digits. */
export function writeNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 20, useGrouping: 'min2' }).format(value)
}
