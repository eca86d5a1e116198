import { fillTemplate, type Language, type LocalizedText } from './lib/localized-text.ts'

/**
 * Every error that a person can meet: HTTP status, exit code of the command, and the message in both languages.
 * A message says what was wrong, the value seen, and what to do. `docs/reference/errors.md` lists the same codes, kept by a test.
 * Exit codes: 1 failed, 2 wrong use, 130 interrupted.
 */
interface ErrorKind extends LocalizedText {
  readonly status: number
  readonly exit: 1 | 2 | 130
}

export const errorCatalogue = {
  // Wrong use of a command
  'unknown-command': {
    status: 400,
    exit: 2,
    en: 'There is no command "{seen}". Commands: {known}.',
    'pt-BR': 'O comando "{seen}" não existe. Comandos: {known}.',
  },
  'wrong-use': { status: 400, exit: 2, en: '{problem} Usage: {usage}', 'pt-BR': '{problem} Uso: {usage}' },
  'bad-setting': {
    status: 500,
    exit: 2,
    en: '{name} is "{seen}", but it must be {expected}. {hint}',
    'pt-BR': '{name} é "{seen}", mas deve ser {expected}. {hint}',
  },
  // A project's folder
  'no-project': {
    status: 500,
    exit: 2,
    en: 'There is no lapidary.config.ts in {folder}. Name the folder of a project, or make one: lapidary init FILE DIR',
    'pt-BR': 'Não há lapidary.config.ts em {folder}. Informe a pasta de um projeto ou crie um: lapidary init ARQUIVO PASTA',
  },
  'bad-project': {
    status: 500,
    exit: 1,
    en: 'The project in {folder} cannot be used: {problem}',
    'pt-BR': 'O projeto em {folder} não pode ser usado: {problem}',
  },
  'no-data': {
    status: 500,
    exit: 1,
    en: 'The project has no data: none of {files} is in {folder}, and it has no generator. Put a file there, or use --data FILE.',
    'pt-BR': 'O projeto não tem dados: nenhum de {files} está em {folder}, e ele não tem gerador. Ponha um arquivo lá ou use --data ARQUIVO.',
  },
  interrupted: {
    status: 503,
    exit: 130,
    en: 'Interrupted. Nothing was registered; what was finished before is untouched.',
    'pt-BR': 'Interrompido. Nada foi registrado; o que já estava pronto continua intacto.',
  },
  internal: {
    status: 500,
    exit: 1,
    en: 'Something failed inside Lapidary. The log has the details under id {id}.',
    'pt-BR': 'Algo falhou dentro do Lapidary. O registro tem os detalhes com o id {id}.',
  },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof errorCatalogue

/** One wrong field of a request or a file. `message` is in the reader's language. */
export interface FieldError {
  readonly field: string
  readonly message: string
  readonly seen?: unknown
  readonly allowed?: unknown
}

/** The only error class that commands and routes show as it is; every other error is shown as `internal`. */
export class LapidaryError extends Error {
  override readonly name = 'LapidaryError'
  readonly code: ErrorCode
  readonly values: Readonly<Record<string, unknown>>
  readonly fields: readonly FieldError[]

  constructor(
    code: ErrorCode,
    values: Readonly<Record<string, unknown>> = {},
    options: { cause?: unknown; fields?: readonly FieldError[] } = {},
  ) {
    super(fillTemplate(errorCatalogue[code].en, values), options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.values = values
    this.fields = options.fields ?? []
  }

  get status(): number {
    return errorCatalogue[this.code].status
  }

  get exitCode(): number {
    return errorCatalogue[this.code].exit
  }

  /** The message in the reader's language. */
  messageIn(language: Language): string {
    return fillTemplate(errorCatalogue[this.code][language], this.values)
  }
}
