import type { CommandContext } from '../../src/cli/command.ts'
import { readSettings } from '../../src/base/settings/settings.ts'

interface Given extends Partial<Omit<CommandContext, 'settings' | 'print'>> {
  readonly cwd: string
  /** Settings of the command, DATA_DIR among them. */
  readonly environment?: Readonly<Record<string, string>>
}

/** What a command is given when nobody sits before it, and the lines that it prints for people. */
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
