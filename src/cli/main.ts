import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { errorCatalogue, LapidaryError } from '../base/errors/lapidary-error.ts'
import { readDotEnv } from '../base/files/dot-env.ts'
import { escapeUnprintable, escapeUnprintableLine } from '../base/text/printable.ts'
import { readSettings, settingsTable } from '../base/settings/settings.ts'
import { findConfigFile } from '../base/files/config-file.ts'
import type { Command, CommandArguments, CommandContext } from './command.ts'
import { ProgressLine } from './terminal/progress-line.ts'
import { readSecret } from './terminal/read-secret.ts'

/** Commands load on use, so that each starts with only what it needs. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./commands/up.ts')).upCommand,
  init: async () => (await import('./commands/init.ts')).initCommand,
  train: async () => (await import('./commands/train.ts')).trainCommand,
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  tracking: async () => (await import('./commands/tracking.ts')).trackingCommand,
  predict: async () => (await import('./commands/predict.ts')).predictCommand,
  predictions: async () => (await import('./commands/predictions.ts')).predictionsCommand,
  generate: async () => (await import('./commands/generate.ts')).generateCommand,
  models: async () => (await import('./commands/models.ts')).modelsCommand,
  features: async () => (await import('./commands/features.ts')).featuresCommand,
  users: async () => (await import('./commands/users.ts')).usersCommand,
  keys: async () => (await import('./commands/keys.ts')).keysCommand,
  backup: async () => (await import('./commands/backup.ts')).backupCommand,
  restore: async () => (await import('./commands/restore.ts')).restoreCommand,
  gc: async () => (await import('./commands/gc.ts')).gcCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
}

/**
 * Runs one command line and returns the exit code: 0 success, 1 failure, 2 wrong usage, 130
 * interrupted.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json')
  const { signal, ignoreSignals } = listenToSignals()
  const line = new ProgressLine(process.stderr)
  try {
    const name = argv.find((word) => !word.startsWith('-'))
    if (name === undefined || argv.includes('--help') || argv.includes('-h')) {
      process.stdout.write(
        name === undefined ? await generalHelp() : await commandHelp(name, await findCommand(name)),
      )
      return name === undefined && argv.length === 0 ? 2 : 0
    }
    const command = await findCommand(name)
    const args = parseCommandLine(name, command, argv.slice(argv.indexOf(name) + 1))
    const context: CommandContext = {
      settings: readSettings({ ...readDotEnv(projectFolder(args.positionals[0])), ...process.env }),
      cwd: process.cwd(),
      print: (text) => line.above(() => json || process.stdout.write(`${escapeUnprintable(text)}\n`)),
      announce: (result) => json && process.stdout.write(jsonLine(result)),
      warn: (text) => line.above(() => process.stderr.write(`${escapeUnprintable(text)}\n`)),
      progress: (step, share) => line.show(escapeUnprintableLine(step), share),
      readSecret: (prompt) => readSecret(prompt, process.stdin, (text) => process.stderr.write(text)),
      typing: process.stdin.isTTY,
      signal,
      now: () => new Date(),
    }
    const result = await command.run(args, context)
    line.clear()
    if (json) process.stdout.write(jsonLine(result))
    return 0
  } catch (error) {
    line.clear()
    return report(error, json)
  } finally {
    ignoreSignals()
  }
}

/** Signals that end a command gracefully: from a supervisor, Ctrl-C, a closed terminal. */
const endingSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/**
 * A second SIGINT within this time is the same Ctrl-C: the terminal sends it to every process, and
 * npm forwards its own.
 */
const sameInterruptMs = 500

/**
 * Aborts the returned signal on the first signal of the process; a second Ctrl-C ends the process
 * at once.
 */
function listenToSignals(): { readonly signal: AbortSignal; readonly ignoreSignals: () => void } {
  const interrupt = new AbortController()
  let interruptedAt: number | null = null
  const onSignal = (name: NodeJS.Signals): void => {
    interrupt.abort(new LapidaryError('interrupted'))
    if (name !== 'SIGINT') return
    if (interruptedAt !== null && performance.now() - interruptedAt > sameInterruptMs)
      process.exit(errorCatalogue.interrupted.exit)
    interruptedAt ??= performance.now()
  }
  for (const name of endingSignals) process.on(name, onSignal)
  return {
    signal: interrupt.signal,
    ignoreSignals: () => {
      for (const name of endingSignals) process.off(name, onSignal)
    },
  }
}

async function findCommand(name: string): Promise<Command> {
  const load = commands[name]
  if (load === undefined || !Object.hasOwn(commands, name)) {
    throw new LapidaryError('unknown-command', { seen: name, known: Object.keys(commands).join(', ') })
  }
  return load()
}

/**
 * Returns the folder whose `.env` applies: the project (first argument of nearly every command), or
 * the current folder.
 */
function projectFolder(first: string | undefined): string {
  const folder = resolve(first ?? '.')
  return findConfigFile(folder) === undefined ? process.cwd() : folder
}

function parseCommandLine(name: string, command: Command, rest: readonly string[]): CommandArguments {
  const usage = `lapidary ${name} ${command.usage}`
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: {
        ...(command.moreOptions === true && optionsIn(rest)),
        ...command.options,
        json: { type: 'boolean' },
      },
    })
    const { min, max } = command.positionals
    if (positionals.length < min)
      throw new LapidaryError('wrong-use', { problem: 'An argument is missing.', usage })
    if (positionals.length > max) {
      throw new LapidaryError('wrong-use', {
        problem: `"${positionals[max]}" is one argument too many.`,
        usage,
      })
    }
    return { positionals, options: values }
  } catch (error) {
    if (error instanceof LapidaryError) throw error
    const problem = `${(error as Error).message.split('. ')[0]}.`
    throw new LapidaryError('wrong-use', { problem, usage }, { cause: error })
  }
}

/** Returns every word that looks like an option, as an option with a value. */
function optionsIn(words: readonly string[]): Record<string, { readonly type: 'string' }> {
  const names = words.flatMap((word) => /^--([a-z][a-z0-9-]*)/.exec(word)?.[1] ?? [])
  return Object.fromEntries(names.map((name) => [name, { type: 'string' }]))
}

function report(error: unknown, json: boolean): number {
  const known = error instanceof LapidaryError ? error : undefined
  const message = known?.message ?? `Internal error in Lapidary: ${(error as Error)?.stack ?? String(error)}`
  process.stderr.write(`${known === undefined ? '' : 'lapidary: '}${escapeUnprintable(message)}\n`)
  for (const { field, message: text } of known?.fields ?? [])
    process.stderr.write(`  ${escapeUnprintable(`${field}: ${text}`)}\n`)
  const fields = known?.fields.length === 0 ? undefined : known?.fields
  const result = { error: { code: known?.code ?? 'internal', message, fields }, ...known?.details }
  if (json) process.stdout.write(jsonLine(result))
  return known?.exitCode ?? errorCatalogue.internal.exit
}

/** Returns JSON on one line, with control characters escaped. */
function jsonLine(value: unknown): string {
  return `${escapeUnprintable(JSON.stringify(value))}\n`
}

async function generalHelp(): Promise<string> {
  const rows = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => [name, (await load()).summary] as const),
  )
  const settings = Object.entries(settingsTable).map(([name, { help }]) => [name, help] as const)
  return [
    'Train and serve models from a table, and log every prediction.',
    '',
    'Usage: lapidary COMMAND PROJECT [options]',
    '',
    ...listing(rows),
    '',
    'Every command accepts --json (the last line is one JSON object) and --help.',
    'Exit codes: 0 success, 1 failure, 2 wrong usage, 130 interrupted.',
    '',
    'Settings (environment variables, or .env in the project folder; NAME_FILE reads a secret from a file):',
    ...listing(settings),
    '',
  ].join('\n')
}

async function commandHelp(name: string, command: Command): Promise<string> {
  const options = Object.entries(command.options).map(([option, { help, value }]) => {
    return [`--${option}${value === undefined ? '' : ` ${value}`}`, help] as const
  })
  options.push(['--json', 'The last line printed is one JSON object.'])
  const sections = (command.helpSections ?? []).flatMap(({ title, rows }) => ['', title, ...listing(rows)])
  return [
    command.summary,
    '',
    `Usage: lapidary ${name} ${command.usage}`,
    '',
    ...listing(options),
    ...sections,
    '',
  ].join('\n')
}

function listing(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`)
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error // the reader may stop early: `| head -1`
  })
}

process.exitCode = await main(process.argv.slice(2))
