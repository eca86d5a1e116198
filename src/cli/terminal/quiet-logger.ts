import type { Logger } from '../../base/logger.ts'
import type { CommandContext } from '../command.ts'

/** What stores tell a command: of that a person reads the warnings, without their fields. */
export function quietLogger({ warn }: Pick<CommandContext, 'warn'>): Logger {
  const say: Logger['warn'] = (_fields, message) => warn(message)
  return { warn: say, error: say, info: () => undefined }
}
