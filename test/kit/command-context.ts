import type { CommandContext } from '../../src/cli/command.ts'
import { readSettings } from '../../src/base/settings/settings.ts'

interface Given extends Partial<Omit<CommandContext, 'settings' | 'print'>> {
  readonly cwd: string
  /** Settings of the command, including DATA_DIR. */
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * Creates the context of a command without a terminal, and collects the lines that it prints for
 * people.
 */
export function commandContext({ environment = {}, ...given }: Given): {
  readonly context: CommandContext
  readonly printed: string[]
} {
  const printed: string[] = []
  const context: CommandContext = {
    settings: readSettings(environment),
    print: (text) => void printed.push(text),
    announce: () => undefined,
    warn: () => undefined,
    progress: () => undefined,
    readSecret: async () => '',
    typing: false,
    signal: new AbortController().signal,
    now: () => new Date(),
    ...given,
  }
  return { context, printed }
}
