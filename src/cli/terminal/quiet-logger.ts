import type { Logger } from '../../base/logger.ts'
import type { CommandContext } from '../command.ts'

/** Returns a logger that prints the warnings and errors of stores without their fields. */
export function quietLogger({ warn }: Pick<CommandContext, 'warn'>): Logger {
  const say: Logger['warn'] = (_fields, message) => warn(message)
  return { warn: say, error: say, info: () => undefined }
}
