import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { type DateTime, parseDateTime } from '../base/time/date-time.ts'
import type { CommandArguments } from './command.ts'

/** Ends a command that was used wrongly. @throws LapidaryError `wrong-use` */
export type WrongUse = (problem: string) => never

/**
 * Returns the function that rejects wrong usage of a command. @param usage as in the help of the
 * command
 */
export function wrongUseOf(command: string, usage: string): WrongUse {
  return (problem) => {
    throw new LapidaryError('wrong-use', { problem, usage: `lapidary ${command} ${usage}` })
  }
}

/** Returns the text of an option, or undefined. */
export function textOption({ options }: CommandArguments, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/**
 * Declares the option that names the sheet of a workbook. @param standard which sheet is read
 * without it
 */
export function sheetOption(standard: string): {
  readonly type: 'string'
  readonly value: string
  readonly help: string
} {
  return { type: 'string', value: 'NAME', help: `Sheet of a workbook. Default: ${standard}.` }
}

/** Returns every text of an option that may be repeated. */
export function textOptions({ options }: CommandArguments, name: string): readonly string[] {
  const value = options[name]
  return Array.isArray(value) ? value : []
}

/** Returns the whole number of an option. @throws LapidaryError `wrong-use`. */
export function integerOption(
  args: CommandArguments,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const text = textOption(args, name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= max) return value
  throw new LapidaryError('wrong-use', {
    problem: `--${name} is "${text}", but it must be a whole number from ${min} to ${max}.`,
    usage: `--${name} N`,
  })
}

/** Returns the choice of an option. @throws LapidaryError `wrong-use`. */
export function choiceOption<const C extends string>(
  args: CommandArguments,
  name: string,
  choices: readonly C[],
): C | undefined {
  const text = textOption(args, name)
  if (text === undefined) return undefined
  const choice = choices.find((known) => known === text)
  if (choice !== undefined) return choice
  throw new LapidaryError('wrong-use', {
    problem: `--${name} is "${text}", but it must be one of ${choices.join(', ')}.`,
    usage: `--${name} ${choices.join('|')}`,
  })
}

/**
 * Returns a date (a whole day, UTC) or a time given to an option. @throws LapidaryError
 * `wrong-use`.
 */
export function timeOption(args: CommandArguments, name: string): DateTime | undefined {
  const text = textOption(args, name)
  if (text === undefined) return undefined
  const time = parseDateTime(text)
  if (time !== null) return time
  throw new LapidaryError('wrong-use', {
    problem: `--${name} is "${text}", but it must be a date such as 2026-01-31, or a time with its zone such as 2026-01-31T12:00:00Z.`,
    usage: `--${name} TIME`,
  })
}
