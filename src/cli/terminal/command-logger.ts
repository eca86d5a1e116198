import type { Logger } from '../../base/logger.ts'
import type { CommandContext } from '../command.ts'

/** Returns a logger that shows the warnings and errors of stores to the person at the terminal. */
export function commandLogger({ warn }: Pick<CommandContext, 'warn'>): Logger {
  const show: Logger['warn'] = ({ err }, message) =>
    warn(err === undefined ? message : `${message}: ${err instanceof Error ? err.message : String(err)}`)
  return { warn: show, error: show, info: () => undefined }
}
