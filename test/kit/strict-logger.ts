import type { Logger } from '../../src/base/logger.ts'

function fail({ err }: Readonly<Record<string, unknown>>, message: string): never {
  throw new Error(message, { cause: err })
}

/** For tests in which nothing goes wrong: a warning or an error is thrown. */
export const strictLogger: Logger = { info: () => undefined, warn: fail, error: fail }
