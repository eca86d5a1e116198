import { accountErrors } from './account-errors.ts'
import { dataErrors } from './data-errors.ts'
import { featureErrors } from './feature-errors.ts'
import { programErrors } from './program-errors.ts'
import { requestErrors } from './request-errors.ts'
import { storeErrors } from './store-errors.ts'
import { fillTemplate, isLocalizedText, type Language } from '../text/localized-text.ts'

/**
 * Every error that a person can meet: HTTP status, exit code of the command, and the message in both languages.
 * A message says what was wrong, the value seen, and what to do. `docs/reference/errors.md` lists the same codes, kept by a test.
 * Exit codes: 1 failed, 2 wrong use, 130 interrupted.
 */
export const errorCatalogue = {
  ...programErrors,
  ...dataErrors,
  ...storeErrors,
  ...featureErrors,
  ...accountErrors,
  ...requestErrors,
} as const

export type ErrorCode = keyof typeof errorCatalogue

/** One wrong field of a request or a file. `message` is in the reader's language. */
export interface FieldError {
  readonly field: string
  readonly message: string
  readonly seen?: unknown
  readonly allowed?: unknown
}

/** The only error class that commands and routes show as it is; every other error is shown as `internal`. */
export class LapidaryError extends Error {
  override readonly name = 'LapidaryError'
  readonly code: ErrorCode
  readonly values: Readonly<Record<string, unknown>>
  readonly fields: readonly FieldError[]

  constructor(
    code: ErrorCode,
    values: Readonly<Record<string, unknown>> = {},
    options: { cause?: unknown; fields?: readonly FieldError[] } = {},
  ) {
    super(
      fillTemplate(errorCatalogue[code].en, valuesIn('en', values)),
      options.cause === undefined ? {} : { cause: options.cause },
    )
    this.code = code
    this.values = values
    this.fields = options.fields ?? []
  }

  get status(): number {
    return errorCatalogue[this.code].status
  }

  get exitCode(): number {
    return errorCatalogue[this.code].exit
  }

  /** The message in the reader's language. */
  messageIn(language: Language): string {
    return fillTemplate(errorCatalogue[this.code][language], valuesIn(language, this.values))
  }
}

/** Replaces values that have a text in each language, such as the reason of a refusal, by that of `language`. */
function valuesIn(language: Language, values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueIn(language, value)]))
}

function valueIn(language: Language, value: unknown): unknown {
  if (value instanceof LapidaryError) return value.messageIn(language)
  return isLocalizedText(value) ? value[language] : value
}
