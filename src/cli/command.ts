import type { Settings } from '../base/settings/settings.ts'

/** One option of a command, as `node:util` parseArgs takes it, with its help. */
export interface CommandOption {
  readonly type: 'string' | 'boolean'
  /** May be given several times. */
  readonly multiple?: boolean
  readonly help: string
  /** Name of the value in the help: `FILE`. */
  readonly value?: string
}

/** What a command is given besides its arguments: no command touches `process` itself. */
export interface CommandContext {
  readonly settings: Settings
  /** Folder from which paths are meant. */
  readonly cwd: string
  /** Prints a line for people; silent with --json. */
  readonly print: (text: string) => void
  /** With --json, prints an object at once, for commands that go on: where a server listens. */
  readonly announce: (result: Readonly<Record<string, unknown>>) => void
  /** Progress and warnings, on the error stream. */
  readonly warn: (text: string) => void
  /** Shows the share done of a step with an estimate; erased when the step ends. */
  readonly progress: (step: string, share: number) => void
  /** Asks for a secret without showing it; with no terminal, the first line of the input. */
  readonly readSecret: (prompt: string) => Promise<string>
  /** Somebody types at a terminal. */
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
  /** How many positionals it takes. */
  readonly positionals: { readonly min: number; readonly max: number }
  readonly options: Readonly<Record<string, CommandOption>>
  /** Sections of the help below the options: rows of two columns by title. */
  readonly helpSections?: readonly HelpSection[]
  /** Takes options that are named by the project (`--student-id X`), too: the command says which it knows. */
  readonly moreOptions?: true
  /** Returns what `--json` prints as the last line. */
  run(args: CommandArguments, context: CommandContext): Promise<Readonly<Record<string, unknown>>>
}
