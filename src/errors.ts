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
  'definition-changed': {
    status: 503,
    exit: 1,
    en: 'The project has changed since this model was trained: the feature "{feature}" is now {now}, and was then {then}. Train again, or bring the definition back.',
    'pt-BR':
      'O projeto mudou desde que este modelo foi treinado: a variável "{feature}" agora é {now}, e era {then}. Treine de novo ou restaure a definição.',
  },
  'model-wrong-answer': {
    status: 503,
    exit: 1,
    en: 'The model does not answer its own example as it did when it was trained: now {now}, then {then}. Roll back to another version, or train again.',
    'pt-BR':
      'O modelo não responde ao próprio exemplo como quando foi treinado: agora {now}, antes {then}. Volte a outra versão ou treine de novo.',
  },
  'no-champion': {
    status: 503,
    exit: 1,
    en: 'No version of {model} has the alias "champion" yet. Train one: lapidary train PROJECT',
    'pt-BR': 'Nenhuma versão de {model} tem o apelido "champion" ainda. Treine uma: lapidary train PROJETO',
  },
  interrupted: {
    status: 503,
    exit: 130,
    en: 'Interrupted. Nothing was registered; what was finished before is untouched.',
    'pt-BR': 'Interrompido. Nada foi registrado; o que já estava pronto continua intacto.',
  },
  // Requests
  'no-key': {
    status: 401,
    exit: 1,
    en: 'This needs an API key: send it in the header x-api-key.',
    'pt-BR': 'É preciso uma chave de API: envie-a no cabeçalho x-api-key.',
  },
  'wrong-key': {
    status: 401,
    exit: 1,
    en: 'This API key is not valid: it is unknown, was revoked or has expired. Make one with: lapidary keys create',
    'pt-BR': 'Esta chave de API não é válida: é desconhecida, foi revogada ou expirou. Crie uma com: lapidary keys create',
  },
  'missing-scope': {
    status: 403,
    exit: 1,
    en: 'The key "{name}" may not do this: it needs the scope "{scope}" and has {seen}.',
    'pt-BR': 'A chave "{name}" não pode fazer isto: precisa do escopo "{scope}" e tem {seen}.',
  },
  'cross-origin': {
    status: 403,
    exit: 1,
    en: 'A signed-in page of another site ({seen}) may not do this. Use the page of this server, or an API key.',
    'pt-BR': 'Uma página de outro site ({seen}) não pode fazer isto. Use a página deste servidor ou uma chave de API.',
  },
  'insecure-sign-in': {
    status: 403,
    exit: 1,
    en: 'Signing in at {seen} needs https, or the key could be read on the way. Put a TLS proxy in front (TRUST_PROXY=yes), or open the page as localhost.',
    'pt-BR':
      'Entrar em {seen} exige https, ou a chave poderia ser lida no caminho. Ponha um proxy TLS na frente (TRUST_PROXY=yes) ou abra a página como localhost.',
  },
  'wrong-host': {
    status: 421,
    exit: 1,
    en: 'This server does not answer to the name "{seen}". Use localhost, or add the name to ALLOWED_HOSTS.',
    'pt-BR': 'Este servidor não responde pelo nome "{seen}". Use localhost ou acrescente o nome a ALLOWED_HOSTS.',
  },
  'rate-limited': {
    status: 429,
    exit: 1,
    en: 'Too many requests: at most {limit} a minute. Try again in {seconds} s.',
    'pt-BR': 'Requisições demais: no máximo {limit} por minuto. Tente de novo em {seconds} s.',
  },
  'malformed-json': {
    status: 400,
    exit: 1,
    en: 'The body is not JSON: {problem}. NaN and Infinity are not JSON either; leave a missing field out, or write null.',
    'pt-BR': 'O corpo não é JSON: {problem}. NaN e Infinity também não são JSON; omita o campo ausente ou escreva null.',
  },
  'empty-body': {
    status: 400,
    exit: 1,
    en: 'The body is empty, but this needs a JSON object.',
    'pt-BR': 'O corpo está vazio, mas aqui é preciso um objeto JSON.',
  },
  'duplicate-key': {
    status: 400,
    exit: 1,
    en: 'The body names "{seen}" twice in one object. Send it once.',
    'pt-BR': 'O corpo traz "{seen}" duas vezes no mesmo objeto. Envie uma vez só.',
  },
  'too-deep': {
    status: 400,
    exit: 1,
    en: 'The body is nested more than {limit} levels deep. A row is one flat object.',
    'pt-BR': 'O corpo tem mais de {limit} níveis de aninhamento. Uma linha é um único objeto plano.',
  },
  'wrong-content-type': {
    status: 415,
    exit: 1,
    en: 'The body is "{seen}", but this takes {expected}. Set the header Content-Type.',
    'pt-BR': 'O corpo é "{seen}", mas aqui se aceita {expected}. Ajuste o cabeçalho Content-Type.',
  },
  'body-too-large': {
    status: 413,
    exit: 1,
    en: 'The body is larger than {limit} bytes.',
    'pt-BR': 'O corpo é maior que {limit} bytes.',
  },
  'wrong-fields': {
    status: 422,
    exit: 1,
    en: '{count} of the fields sent cannot be accepted; "errors" says which and why.',
    'pt-BR': '{count} dos campos enviados não podem ser aceitos; "errors" diz quais e por quê.',
  },
  'bad-request': {
    status: 400,
    exit: 1,
    en: 'The request cannot be read. Check its address, headers and body.',
    'pt-BR': 'Não foi possível ler a requisição. Verifique o endereço, os cabeçalhos e o corpo.',
  },
  'request-timeout': {
    status: 408,
    exit: 1,
    en: 'The request took too long to arrive.',
    'pt-BR': 'A requisição demorou demais para chegar.',
  },
  'headers-too-large': {
    status: 431,
    exit: 1,
    en: 'The headers of the request are too large.',
    'pt-BR': 'Os cabeçalhos da requisição são grandes demais.',
  },
  'no-route': {
    status: 404,
    exit: 1,
    en: 'There is nothing at {method} {seen}. The documentation is at /docs.',
    'pt-BR': 'Não há nada em {method} {seen}. A documentação está em /docs.',
  },
  'wrong-method': {
    status: 405,
    exit: 1,
    en: '{seen} does not take {method}, only {allowed}.',
    'pt-BR': '{seen} não aceita {method}, apenas {allowed}.',
  },
  'not-served': {
    status: 404,
    exit: 1,
    en: 'The model "{seen}" is not served here. Served: {known}.',
    'pt-BR': 'O modelo "{seen}" não é servido aqui. Servido: {known}.',
  },
  'no-such-item': {
    status: 404,
    exit: 1,
    en: 'There is no {kind} "{seen}".',
    'pt-BR': 'Não existe {kind} "{seen}".',
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
