import type { LocalizedText } from '../text/localized-text.ts'

/**
 * An error that a person can meet: HTTP status, exit code of the command, and the message in both
 * languages, with places for values.
 */
export interface ErrorKind extends LocalizedText {
  readonly status: number
  /** 1 failed, 2 wrong use, 130 interrupted. */
  readonly exit: 1 | 2 | 130
}
