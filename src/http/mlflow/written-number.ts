import { type ErrorCode, type ErrorValues, LapidaryError } from '../../base/errors/lapidary-error.ts'
import { cut } from './read-message.ts'
import { quoteNamedNumbers } from './request-body.ts'

/**
 * Returns the error of a parameter with the number as the body writes it. A parsed number has lost
 * the difference of `9.0` and `9` and the last digits of a large one, which MLflow's messages show.
 */
export function withWrittenNumber(error: unknown, text: string): unknown {
  if (!(error instanceof LapidaryError) || error.code !== 'wrong-parameter') return error
  const { type, parameter } = error.values
  if (type !== 'int' || typeof parameter !== 'string') return error
  const sources = new Map<unknown, string>()
  const body: unknown = JSON.parse(
    quoteNamedNumbers(text),
    (_name, value: unknown, context?: { readonly source?: string }) => {
      if (typeof value !== 'number' || context?.source === String(value)) return value
      const written = Object(value) as object
      sources.set(written, context?.source ?? '')
      return written
    },
  )
  const steps = parameter.split(/[.[\]]+/).filter((step) => step !== '')
  const found = steps.reduce<unknown>(
    (node, step) => (node as Readonly<Record<string, unknown>> | undefined)?.[step],
    body,
  )
  const seen = sources.get(found)
  if (seen === undefined) return error
  const written = { seen: cut(seen), type: /[.eE]/.test(seen) ? 'float' : 'int' }
  return new LapidaryError(error.code, { ...error.values, ...written } as ErrorValues<ErrorCode>)
}
