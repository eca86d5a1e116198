import { accountErrors } from './account-errors.ts'
import { dataErrors } from './data-errors.ts'
import { featureErrors } from './feature-errors.ts'
import { mlflowErrors } from './mlflow-errors.ts'
import { nameErrors } from './name-errors.ts'
import { programErrors } from './program-errors.ts'
import { registryErrors } from './registry-errors.ts'
import { requestErrors } from './request-errors.ts'
import { storeErrors } from './store-errors.ts'
import { trackingErrors } from './tracking-errors.ts'
import { inferenceErrors } from './inference-errors.ts'
import { traceErrors } from './trace-errors.ts'
import { webhookErrors } from './webhook-errors.ts'
import {
  fillTemplate,
  isLocalizedText,
  type Language,
  type LocalizedText,
  type PlaceIn,
} from '../text/localized-text.ts'

/**
 * Every error that a person can meet: HTTP status, exit code of the command, and the message in
 * both languages. A message says what was wrong, the value seen, and what to do.
 * `docs/reference/errors.md` lists the same codes, kept by a test. Exit codes: 1 failed, 2 wrong
 * use, 130 interrupted.
 */
export const errorCatalogue = {
  ...programErrors,
  ...dataErrors,
  ...storeErrors,
  ...trackingErrors,
  ...traceErrors,
  ...webhookErrors,
  ...inferenceErrors,
  ...featureErrors,
  ...accountErrors,
  ...requestErrors,
  ...mlflowErrors,
  ...nameErrors,
  ...registryErrors,
} as const

export type ErrorCode = keyof typeof errorCatalogue

/** The places of the message of an error, such as `file` and `limit`. */
type PlaceOf<Code extends ErrorCode> = PlaceIn<(typeof errorCatalogue)[Code]['en']>

/**
 * A value is shown as text; one that is itself an error, such as the reason of another, by its
 * message.
 */
type ErrorValue = string | number | LocalizedText | LapidaryError

/**
 * One value for each place of the message, and no others: the compiler rejects a missing,
 * superfluous or misspelt place.
 */
export type ErrorValues<Code extends ErrorCode> = Readonly<Record<PlaceOf<Code>, ErrorValue>>

interface ErrorOptions {
  readonly cause?: unknown
  readonly fields?: readonly FieldError[]
  /** The one field of a request that the whole error is about. */
  readonly field?: string
  /** Members that a command prints beside the error with `--json`. */
  readonly details?: Readonly<Record<string, unknown>>
}

type ErrorArguments<Code extends ErrorCode> = [PlaceOf<Code>] extends [never]
  ? [values?: Readonly<Record<string, never>>, options?: ErrorOptions]
  : [values: ErrorValues<Code>, options?: ErrorOptions]

/** A `LapidaryError` as plain data, as threads and processes send it to each other. */
export interface SentError {
  readonly code: ErrorCode
  readonly values: Readonly<Record<string, unknown>>
  readonly fields: readonly FieldError[]
  readonly field: string | null
}

/** One wrong field of a request or a file. `message` is in the reader's language. */
export interface FieldError {
  readonly field: string
  readonly message: string
  readonly seen?: unknown
  readonly allowed?: unknown
}

/**
 * Error that a person can meet, with its code and its message in both languages. The only error
 * class that commands and routes show as it is; every other error is shown as `internal`.
 *
 * @example
 * ```ts
 * import { LapidaryError, randomForest } from 'lapidary'
 *
 * const codeOf = (work: () => unknown): string => {
 *   try {
 *     work()
 *   } catch (error) {
 *     if (error instanceof LapidaryError) return error.code
 *     throw error
 *   }
 *   return 'none'
 * }
 * codeOf(() => randomForest({ trees: 0 })) // 'bad-learner-option'
 * ```
 */
export class LapidaryError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'LapidaryError'
  readonly code: ErrorCode
  readonly values: Readonly<Record<string, unknown>>
  readonly fields: readonly FieldError[]
  readonly field: string | null
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: Code, ...[values = {}, options = {}]: ErrorArguments<Code>) {
    super(
      fillTemplate(errorCatalogue[code].en, valuesIn('en', values)),
      options.cause === undefined ? {} : { cause: options.cause },
    )
    this.code = code
    this.values = values
    this.fields = options.fields ?? []
    const place = (values as Readonly<Record<string, unknown>>)['field']
    this.field = options.field ?? (typeof place === 'string' ? place : null)
    this.details = options.details ?? {}
  }

  /** Returns the error that another thread or process sent. */
  static from({ code, values, fields, field }: SentError): LapidaryError {
    return new LapidaryError(code, values as ErrorValues<ErrorCode>, {
      fields,
      ...(field !== null && { field }),
    })
  }

  /** Returns this error as plain data. */
  toSent(): SentError {
    return { code: this.code, values: this.values, fields: this.fields, field: this.field }
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

/**
 * Replaces values that have a text in each language, such as the reason of a refusal, by that of
 * `language`.
 */
function valuesIn(
  language: Language,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueIn(language, value)]))
}

function valueIn(language: Language, value: unknown): unknown {
  if (value instanceof LapidaryError) return value.messageIn(language)
  return isLocalizedText(value) ? value[language] : value
}
