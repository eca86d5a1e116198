import type { ErrorObject } from 'ajv'
import type { FieldError } from '../../base/errors/lapidary-error.ts'
import { fillTemplate, type Language, type LocalizedText } from '../../base/text/localized-text.ts'
import { findNearestNames } from '../../base/text/nearest-names.ts'
import { predictionIdPattern } from '../../store/predictions/prediction-id.ts'
import type { Project } from '../../project/project.ts'
import { getOwn } from '../../base/own-property.ts'

/** Maximum number of wrong fields that one response lists. */
const mostListed = 500
/** Maximum number of problems that are read for them, as several may be about one field. */
const maxLookedAt = 2000
/**
 * Maximum number of different names for which a suggestion is searched: one search takes up to a
 * millisecond.
 */
const maxSuggested = 50

const messages = {
  unknown: { en: 'There is no field "{field}".{hint}', 'pt-BR': 'Não existe o campo "{field}".{hint}' },
  exclusive: {
    en: 'Only one of "{field}" and "{other}" is accepted, and both were sent. Leave one of them out.',
    'pt-BR':
      'Só um dos campos "{field}" e "{other}" é aceito, e os dois foram enviados. Deixe um deles de fora.',
  },
  missing: { en: 'It is missing, and must be {expected}.', 'pt-BR': 'Está ausente, e deve ser {expected}.' },
  wrong: {
    en: 'It must be {expected}; {seen} was sent.{hint}',
    'pt-BR': 'Deve ser {expected}; foi enviado {seen}.{hint}',
  },
  secret: { en: 'It must be {expected}.', 'pt-BR': 'Deve ser {expected}.' },
  nearest: { en: ' Did you mean "{nearest}"?', 'pt-BR': ' Você quis dizer "{nearest}"?' },
  quoted: { en: ' Write the number without quotes.', 'pt-BR': ' Escreva o número sem aspas.' },
  inQuotes: { en: ' Write it in quotes.', 'pt-BR': ' Escreva entre aspas.' },
  integer: { en: 'a whole number', 'pt-BR': 'um número inteiro' },
  number: { en: 'a number', 'pt-BR': 'um número' },
  boolean: { en: 'true or false', 'pt-BR': 'true ou false' },
  text: { en: 'text', 'pt-BR': 'um texto' },
  texts: { en: 'text of {min} to {max} characters', 'pt-BR': 'um texto de {min} a {max} caracteres' },
  predictionId: {
    en: 'the id of a prediction, from its response',
    'pt-BR': 'o id de uma previsão, como veio na resposta',
  },
  time: {
    en: 'a date of the calendar such as 2026-01-31, or a time with its zone such as 2026-01-31T12:00:00Z',
    'pt-BR': 'uma data do calendário, como 2026-01-31, ou um horário com fuso, como 2026-01-31T12:00:00Z',
  },
  timeBetween: {
    en: 'a date or time from {min} to {max}, such as 2026-01-31T12:00:00Z',
    'pt-BR': 'uma data ou um horário de {min} a {max}, como 2026-01-31T12:00:00Z',
  },
  day: { en: 'a date such as 2022-03-05', 'pt-BR': 'uma data como 2022-03-05' },
  dayAndTime: {
    en: 'a date and time such as 2022-03-05T14:30:00Z',
    'pt-BR': 'uma data com horário, como 2022-03-05T14:30:00Z',
  },
  object: { en: 'a JSON object', 'pt-BR': 'um objeto JSON' },
  list: { en: 'a list of at most {max}', 'pt-BR': 'uma lista de no máximo {max}' },
  listOf: {
    en: 'a list of at most {max} of {choices}',
    'pt-BR': 'uma lista de no máximo {max} entre {choices}',
  },
  rows: { en: 'a list of {min} to {max}', 'pt-BR': 'uma lista de {min} a {max}' },
  choice: { en: 'one of {choices}', 'pt-BR': 'um de {choices}' },
  between: { en: ' from {min} to {max}', 'pt-BR': ' de {min} a {max}' },
  atLeast: { en: ' of at least {min}', 'pt-BR': ' de no mínimo {min}' },
  atMost: { en: ' of at most {max}', 'pt-BR': ' de no máximo {max}' },
  orNull: { en: ', or null when it is not known', 'pt-BR': ', ou null quando não se sabe' },
} as const satisfies Record<string, LocalizedText>

interface Wording {
  /**
   * Returns the known name most like a wrong one, if there is one. `of` identifies the list of
   * known names.
   */
  readonly nearest: (wrong: string, of: object, known: readonly string[]) => string | undefined
  readonly language: Language
  readonly say: (message: keyof typeof messages, values?: Readonly<Record<string, unknown>>) => string
}

/**
 * Returns the errors of wrong fields for people: one for each field, in the order in which they
 * were found. `problems` are what ajv found with `allErrors` and `verbose`.
 */
export function fieldErrors(
  problems: readonly ErrorObject[],
  language: Language,
  columns: Project['columns'],
): FieldError[] {
  const say: Wording['say'] = (message, values = {}) => fillTemplate(messages[message][language], values)
  const found = new Map<string, FieldError>()
  const nearest = limitedNearest()
  for (const problem of problems.slice(0, maxLookedAt)) {
    if (found.size >= mostListed) break
    const error = fieldError(problem, { language, say, nearest }, columns)
    if (!found.has(error.field)) found.set(error.field, error)
  }
  return [...found.values()]
}

function fieldError(problem: ErrorObject, wording: Wording, columns: Project['columns']): FieldError {
  const { say } = wording
  const parent = fieldPath(problem.instancePath)
  const schema = (problem.parentSchema ?? {}) as SchemaNode
  if (problem.keyword === 'additionalProperties') {
    const name = String(problem.params['additionalProperty'])
    const other = problem.params['exclusiveWith'] as string | undefined
    const known = Object.keys(schema.properties ?? {}).filter((each) => each !== name)
    const nearest = wording.nearest(name, schema, known)
    const field = cut(join(parent, name))
    const hint = nearest === undefined ? '' : say('nearest', { nearest })
    // Values of a personal column and misspelt passwords are not sent back either, because logs and
    // proxies may store responses.
    const personal = Object.hasOwn(columns, name) && columns[name]?.personal === true
    const secrets = Object.values(schema.properties ?? {}).some(({ writeOnly }) => writeOnly === true)
    const seen =
      personal || secrets
        ? {}
        : { seen: seenValue((problem.data as Record<string, unknown> | undefined)?.[name]) }
    return {
      field,
      message:
        other === undefined
          ? say('unknown', { field: cut(name), hint })
          : say('exclusive', { field: name, other }),
      ...seen,
      allowed: nearest === undefined || other !== undefined ? known : [nearest],
    }
  }
  if (problem.keyword === 'required') {
    const name = String(problem.params['missingProperty'])
    const field = getOwn(schema.properties ?? {}, name) ?? schema.patternProperties?.[`^${name}$`] ?? {}
    const expected = expectation(field, wording, columns, name)
    return {
      field: join(parent, name),
      message: say('missing', { expected }),
      allowed: allowedValues(field),
    }
  }
  const expected = expectation(schema, wording, columns, lastName(parent))
  // A password is never sent back.
  if (schema.writeOnly === true) return { field: parent, message: say('secret', { expected }) }
  const seen = seenValue(problem.data)
  const message = say('wrong', {
    expected,
    seen: JSON.stringify(seen),
    hint: hintFor(problem.data, schema, wording),
  })
  return { field: parent === '' ? 'body' : parent, message, seen, allowed: allowedValues(schema) }
}

/** The keywords of schemas that messages use. */
interface SchemaNode {
  readonly writeOnly?: boolean
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>
  readonly enum?: readonly unknown[]
  readonly items?: SchemaNode
  readonly minimum?: number | string
  readonly maximum?: number | string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly format?: string
  readonly pattern?: string
  /** The schema is that of a date column. */
  readonly 'x-date'?: unknown
  readonly formatMinimum?: string
  readonly formatMaximum?: string
}

/** Maximum number of choices that a message lists, as a column of codes has thousands. */
const maxChoices = 50

function expectation(
  schema: SchemaNode,
  wording: Wording,
  columns: Project['columns'],
  name: string,
): string {
  const { say, language } = wording
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  const orNull = types.includes('null') ? say('orNull') : ''
  if (schema.enum !== undefined) {
    const choices = schema.enum.filter((value) => value !== null).map((value) => JSON.stringify(value))
    const more = choices.length > maxChoices ? `, … (${choices.length.toLocaleString(language)})` : ''
    return say('choice', { choices: choices.slice(0, maxChoices).join(', ') + more }) + orNull
  }
  const type = types.find((known) => known !== 'null')
  if (type === 'number' || type === 'integer') {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined
    const unit =
      column !== undefined && 'unit' in column && column.unit !== undefined ? ` ${column.unit[language]}` : ''
    return say(type) + range(schema, say) + unit + orNull
  }
  const items = schema.items?.enum
  if (type === 'array' && items !== undefined)
    return (
      say('listOf', { max: schema.maxItems, choices: items.map((item) => JSON.stringify(item)).join(', ') }) +
      orNull
    )
  if (type === 'array')
    return (
      say(schema.minItems === undefined ? 'list' : 'rows', { min: schema.minItems, max: schema.maxItems }) +
      orNull
    )
  if (type === 'boolean') return say('boolean') + orNull
  if (type === 'object') return say('object') + orNull
  if (schema.pattern === predictionIdPattern) return say('predictionId') + orNull
  if (schema['x-date'] !== undefined)
    return say(schema.format === 'date' ? 'day' : 'dayAndTime') + range(schema, say) + orNull
  if (schema.format === 'date-time') return timeOf(schema, say) + orNull
  if (schema.maxLength !== undefined)
    return say('texts', { min: schema.minLength ?? 0, max: schema.maxLength }) + orNull
  return say('text') + orNull
}

function timeOf({ formatMinimum: min, formatMaximum: max }: SchemaNode, say: Wording['say']): string {
  return min === undefined || max === undefined ? say('time') : say('timeBetween', { min, max })
}

function range(
  { formatMinimum, minimum: min = formatMinimum, formatMaximum, maximum: max = formatMaximum }: SchemaNode,
  say: Wording['say'],
): string {
  if (min !== undefined && max !== undefined) return say('between', { min, max })
  if (min !== undefined) return say('atLeast', { min })
  return max === undefined ? '' : say('atMost', { max })
}

/**
 * Returns a search that runs once for each name, because all rows of a request often share one
 * mistake, and for a limited number of names.
 */
function limitedNearest(): Wording['nearest'] {
  const remembered = new Map<object, Map<string, string | undefined>>()
  let left = maxSuggested
  return (wrong, of, known) => {
    const own = remembered.get(of) ?? new Map<string, string | undefined>()
    if (own.has(wrong) || left === 0) return own.get(wrong)
    left--
    const [nearest] = findNearestNames(wrong, known, 1)
    remembered.set(of, own.set(wrong, nearest))
    return nearest
  }
}

function hintFor(seen: unknown, schema: SchemaNode, { say, nearest: nearestOf }: Wording): string {
  if (typeof seen === 'number' && schema.enum?.includes(String(seen)) === true) return say('inQuotes')
  if (typeof seen !== 'string' || seen.trim() === '') return ''
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  if (types.some((type) => type === 'number' || type === 'integer'))
    return Number.isFinite(Number(seen)) ? say('quoted') : ''
  const nearest =
    schema.enum &&
    nearestOf(
      seen,
      schema.enum,
      schema.enum.filter((value) => typeof value === 'string'),
    )
  return nearest === undefined ? '' : say('nearest', { nearest })
}

function allowedValues(schema: SchemaNode): unknown {
  const choices = schema.enum ?? schema.items?.enum
  if (choices !== undefined) return choices.slice(0, maxChoices)
  const { minimum = schema.formatMinimum, maximum = schema.formatMaximum } = schema
  const [min, max] = [minimum, maximum]
  const format = schema['x-date'] === undefined ? {} : { format: schema.format }
  return min === undefined && max === undefined && schema['x-date'] === undefined
    ? schema.type
    : { type: schema.type, ...format, ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
}

/** Returns `/rows/3/Age` as people write it: `rows[3].Age`. */
function fieldPath(pointer: string): string {
  let path = ''
  for (const part of pointer.split('/').slice(1))
    path = join(path, part.replaceAll('~1', '/').replaceAll('~0', '~'))
  return path
}

function join(parent: string, name: string): string {
  if (/^\d+$/.test(name)) return `${parent}[${name}]`
  return parent === '' ? name : `${parent}.${name}`
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).replace(/\[\d+\]$/, '')
}

const longestSeen = 100

/** Returns the sent value, cut so that it can be sent back. */
function seenValue(seen: unknown): unknown {
  if (typeof seen === 'string') return cut(seen)
  if (typeof seen === 'object' && seen !== null) return cut(JSON.stringify(seen))
  // JSON has no infinity: 1e999 arrives as one.
  return typeof seen === 'number' && !Number.isFinite(seen) ? String(seen) : seen
}

function cut(text: string): string {
  return text.length > longestSeen ? `${text.slice(0, longestSeen)}…` : text
}
