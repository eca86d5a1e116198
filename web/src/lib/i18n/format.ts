import { fillTemplate, type Language, type LocalizedText } from 'lapidary/client'
import type { ValuesFor } from './texts.ts'

/** A place for a number and the word that agrees with it, such as `{rows|row|rows}`. */
const pluralPlace = /\{(\w+)\|([^|{}]+)\|([^|{}]+)\}/g

/** Everything that turns a value into text of one language. */
export interface Texts {
  readonly language: Language
  /**
   * Returns a text of the page with its places filled. `{rows|row|rows}` is the number `rows` with
   * the word that agrees with it: singular, then plural.
   * @throws TypeError for a place without a value, and for a plural place whose value is not a
   * number.
   */
  t<const T extends LocalizedText>(text: T, ...values: ValuesFor<T>): string
  /**
   * Returns the text of a name that the server sent, or the name itself if there is no text for it.
   */
  lookUp(texts: Readonly<Record<string, LocalizedText>>, name: string): string
  /** The text of a project in this language. */
  local(text: LocalizedText): string
  /** At most `digits` (3) places after the point. */
  number(value: number, digits?: number): string
  /** A value of a column as it stands: four digits are not grouped, for they may be a year. */
  value(value: number): string
  /** Always `digits` places; an em dash for what is no number. */
  fixed(value: number | null | undefined, digits: number): string
  percent(share: number, digits?: number): string
  date(iso: string): string
  dateTime(iso: string): string
  bytes(count: number): string
  /** `1 min 5 s`, `3 h`, `12 days`, `3.9 years` from milliseconds. */
  duration(milliseconds: number): string
}

export function textsIn(language: Language): Texts {
  const number = (value: number, options: Intl.NumberFormatOptions): string =>
    new Intl.NumberFormat(language, options).format(value)
  const unit = (value: number, name: string, digits: number): string =>
    number(value, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits })
  const long = (value: number, name: string, digits: number): string =>
    number(value, { style: 'unit', unit: name, unitDisplay: 'long', maximumFractionDigits: digits })
  const plurals = new Intl.PluralRules(language)
  const withPlurals = (template: string, values: Readonly<Record<string, unknown>>): string =>
    template.replace(pluralPlace, (place, name: string, one: string, other: string) => {
      const value = values[name]
      if (typeof value !== 'number') throw new TypeError(`No number for ${place} in: ${template}`)
      return `${number(value, {})} ${plurals.select(value) === 'one' ? one : other}`
    })
  return {
    language,
    t: (text, ...values) => {
      const places = (values[0] ?? {}) as Readonly<Record<string, unknown>>
      return fillTemplate(withPlurals(text[language], places), places)
    },
    lookUp: (texts, name) => (Object.hasOwn(texts, name) ? texts[name]?.[language] : undefined) ?? name,
    local: (text) => text[language],
    number: (value, digits = 3) => number(value, { maximumFractionDigits: digits }),
    value: (value) => number(value, { maximumFractionDigits: 3, useGrouping: 'min2' }),
    fixed: (value, digits) =>
      typeof value === 'number' && Number.isFinite(value)
        ? number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits })
        : '—',
    percent: (share, digits = 1) =>
      number(share, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }),
    date: (iso) => new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(iso)),
    dateTime: (iso) =>
      new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' }).format(new Date(iso)),
    bytes: (count) =>
      count < 1000
        ? unit(count, 'byte', 0)
        : count < 1e6
          ? unit(count / 1000, 'kilobyte', 0)
          : unit(count / 1e6, 'megabyte', count < 1e7 ? 1 : 0),
    duration: (milliseconds) => {
      const seconds = milliseconds / 1000
      if (seconds < 60) return unit(seconds, 'second', seconds < 10 ? 1 : 0)
      if (seconds < 3600)
        return `${unit(Math.floor(seconds / 60), 'minute', 0)} ${unit(Math.round(seconds % 60), 'second', 0)}`
      const days = seconds / 86_400
      if (days < 2) return unit(seconds / 3600, 'hour', 0)
      return days < 730 ? long(days, 'day', 0) : long(days / 365.25, 'year', 1)
    },
  }
}
