import { LapidaryError } from '../base/errors/lapidary-error.ts'
import type { LocalizedText } from '../base/text/localized-text.ts'

/** Value of a hyper-parameter. Plain data: it is sent to threads and recorded with runs. */
export type ParamValue = number | string | boolean | readonly number[]

/**
 * A hyper-parameter of a learner family. Its validation, the command line's `--param`, the help of
 * `lapidary train` and `docs/reference/learners.md` all follow from it.
 */
export interface Param<T extends ParamValue = ParamValue> {
  readonly kind: 'integer' | 'number' | 'choice' | 'flag' | 'integers'
  /** Allowed values in a few words, for tables and help: `1 to 64`. */
  readonly allowed: string
  readonly default: T
  readonly help: LocalizedText
  /** Returns whether a value is of the param's kind and in its range. */
  accepts(value: unknown): value is T
  /**
   * Returns the value that a text on the command line stands for; not necessarily one that is
   * accepted.
   */
  parse(text: string): unknown
  /** Returns what is allowed, as the sentence of an error. */
  requirement(): LapidaryError
}

interface Described<T> {
  readonly default: T
  readonly help: LocalizedText
}

interface Range<T> extends Described<T> {
  readonly min: number
  readonly max: number
}

/** Declares a param whose value is a whole number. */
export function integerParam({ min, max, ...described }: Range<number>): Param<number> {
  return {
    kind: 'integer',
    allowed: `${min} to ${max}`,
    ...described,
    accepts: (value) => isIntegerIn(value, min, max),
    parse: numberIn,
    requirement: () => new LapidaryError('param-not-integer', { min, max }),
  }
}

/** Declares a param whose value is a whole number, or a word in its place. */
export function integerOrWordParam<W extends string>({
  word,
  ...range
}: Range<number | W> & { readonly word: W }): Param<number | W> {
  const { min, max, ...described } = range
  return {
    kind: 'integer',
    allowed: `\`${word}\`, or ${min} to ${max}`,
    ...described,
    accepts: (value): value is number | W => value === word || isIntegerIn(value, min, max),
    parse: (text) => (text === word ? word : numberIn(text)),
    requirement: () => new LapidaryError('param-not-integer-or-word', { word, min, max }),
  }
}

interface NumberRange extends Described<number> {
  /** Least value allowed. */
  readonly min?: number
  /** In place of `min`: every value must be larger. */
  readonly above?: number
  readonly max: number
}

/** Declares a param whose value is any number of a range. */
export function numberParam({ min, above, max, ...described }: NumberRange): Param<number> {
  const low = min ?? above ?? -Infinity
  return {
    kind: 'number',
    allowed: above === undefined ? `${low} to ${max}` : `above ${low}, at most ${max}`,
    ...described,
    accepts: (value): value is number => {
      return typeof value === 'number' && value <= max && (above === undefined ? value >= low : value > low)
    },
    parse: numberIn,
    requirement: () =>
      new LapidaryError(above === undefined ? 'param-not-number' : 'param-not-number-above', {
        min: low,
        max,
      }),
  }
}

/** Declares a param whose value is one of a few words. */
export function choiceParam<C extends string>({
  choices,
  ...described
}: Described<C> & { readonly choices: readonly C[] }): Param<C> {
  return {
    kind: 'choice',
    allowed: choices.map((choice) => `\`${choice}\``).join(', '),
    ...described,
    accepts: (value): value is C => choices.some((choice) => choice === value),
    parse: (text) => text,
    requirement: () => new LapidaryError('param-not-choice', { choices: choices.join(', ') }),
  }
}

/** Declares a param that is on or off. */
export function flagParam(described: Described<boolean>): Param<boolean> {
  return {
    kind: 'flag',
    allowed: '`true`, `false`',
    ...described,
    accepts: (value): value is boolean => typeof value === 'boolean',
    parse: (text) => (text === 'true' || text === 'false' ? text === 'true' : text),
    requirement: () => new LapidaryError('param-not-flag'),
  }
}

interface IntegersRange extends Range<readonly number[]> {
  /** Most numbers in the list, of at least one. */
  readonly maxLength: number
}

/**
 * Declares a param whose value is a list of whole numbers, on the command line separated by commas.
 */
export function integersParam({
  min,
  max,
  maxLength,
  ...described
}: IntegersRange): Param<readonly number[]> {
  return {
    kind: 'integers',
    allowed: `1 to ${maxLength} numbers, each ${min} to ${max}`,
    ...described,
    accepts: (value): value is readonly number[] => {
      if (!Array.isArray(value) || value.length === 0 || value.length > maxLength) return false
      return value.every((item) => isIntegerIn(item, min, max))
    },
    parse: (text) => text.split(',').map(numberIn),
    requirement: () =>
      new LapidaryError('param-not-integers', { maxLength, min, max, example: described.default.join(',') }),
  }
}

function isIntegerIn(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
}

/** Returns the number that a text is, or the text itself, which the error then shows. */
function numberIn(text: string): number | string {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}
