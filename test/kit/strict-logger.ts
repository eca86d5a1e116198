import type { Logger } from '../../src/base/logger.ts'

function fail({ err }: Readonly<Record<string, unknown>>, message: string): never {
  throw new Error(message, { cause: err })
}

/** Logger for tests in which nothing fails: a warning or an error is thrown. */
export const strictLogger: Logger = { info: () => undefined, warn: fail, error: fail }
