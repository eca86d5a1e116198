import type { Settings } from '../base/settings/settings.ts'

/** An option of a command, as `parseArgs` of `node:util` expects it, with its help. */
export interface CommandOption {
  readonly type: 'string' | 'boolean'
  /** Whether the option may be repeated. */
  readonly multiple?: boolean
  readonly help: string
  /** Name of the value in the help: `FILE`. */
  readonly value?: string
}

/** Everything a command needs besides its arguments, so that no command uses `process` directly. */
export interface CommandContext {
  readonly settings: Settings
  /** Folder that relative paths start from. */
  readonly cwd: string
  /** Prints a line for people; silent with --json. */
  readonly print: (text: string) => void
  /**
   * With --json, prints an object immediately, for commands that keep running: the address of a
   * server.
   */
  readonly announce: (result: Readonly<Record<string, unknown>>) => void
  /** Prints progress and warnings to standard error. */
  readonly warn: (text: string) => void
  /** Shows the progress of a step (0 to 1) with the time left; erased when the step ends. */
  readonly progress: (step: string, share: number) => void
  /**
   * Prompts for a secret without echo; without a terminal, reads the first line of standard input.
   */
  readonly readSecret: (prompt: string) => Promise<string>
  /** Whether standard input is a terminal. */
  readonly typing: boolean
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. */
  readonly signal: AbortSignal
  readonly now: () => Date
}

export interface CommandArguments {
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
}

/** A part of a command's help: a title, and rows of a name and what it means. */
export interface HelpSection {
  readonly title: string
  readonly rows: readonly (readonly [string, string])[]
}

/** A command of the CLI: one file of `commands/`. */
export interface Command {
  readonly summary: string
  /** Arguments after the command's name: `PROJECT [--data FILE]`. */
  readonly usage: string
  /** Number of positional arguments. */
  readonly positionals: { readonly min: number; readonly max: number }
  readonly options: Readonly<Record<string, CommandOption>>
  /** Sections of the help below the options: rows of two columns by title. */
  readonly helpSections?: readonly HelpSection[]
  /**
   * Accepts options named by the project too (`--student-id X`), which the command validates
   * itself.
   */
  readonly moreOptions?: true
  /** Returns what `--json` prints as the last line. */
  run(args: CommandArguments, context: CommandContext): Promise<Readonly<Record<string, unknown>>>
}
