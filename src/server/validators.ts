import { Ajv, type ErrorObject, type FuncKeywordDefinition, type ValidateFunction } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'
import { parseDateTime } from '../lib/date-time.ts'
import { foldText } from '../lib/fold-text.ts'
import type { JsonSchema } from '../project/route.ts'

/** Thrown by a failed validation; the error handler makes it the 422 in the reader's language. */
export class WrongFields extends Error {
  override readonly name = 'WrongFields'
  /** Which part of the request; Fastify fills it in. */
  validationContext: string | undefined
  readonly problems: readonly ErrorObject[]

  constructor(problems: readonly ErrorObject[], validationContext?: 'body') {
    super('Wrong fields')
    this.problems = problems
    this.validationContext = validationContext
  }
}

/** Compiled schemas of the requests. Bodies are taken as they are; addresses hold text only, so their numbers are read from it. */
export interface Validators {
  readonly body: (schema: JsonSchema) => ValidateFunction
  readonly compiler: FastifySchemaCompiler<unknown>
  /**
   * For a body of one of two forms: told apart by `formOf`, so that the errors are those of the form that was meant.
   * `more` is asked what else is wrong with a body of the right form.
   */
  readonly either: (
    formOf: (body: unknown) => JsonSchema,
    more?: (body: unknown) => readonly ErrorObject[],
  ) => FastifySchemaCompiler<unknown>
}

/** `shared` are the schemas that others name by `$ref`. */
export function createValidators(shared: readonly JsonSchema[]): Validators {
  const options = {
    allErrors: true,
    verbose: true,
    strict: true,
    formats: { 'date-time': (text: string) => parseDateTime(text) !== null },
  } as const
  const strict = new Ajv(options)
  const reading = new Ajv({ ...options, coerceTypes: true, useDefaults: true })
  strict.addKeyword(loose)
  for (const schema of shared) strict.addSchema(schema)
  const compiler: Validators['compiler'] = ({ schema, httpPart }) => {
    // On first use: a server has many routes, and is to be ready before most of them are asked for.
    let validate: ValidateFunction | undefined
    return (value: unknown) => {
      const long = httpPart === 'body' ? longList(value, schema as JsonSchema, shared) : null
      if (long !== null) return { error: new WrongFields([long]) }
      validate ??= (httpPart === 'body' ? strict : reading).compile(schema as JsonSchema)
      return validate(value) || { error: new WrongFields(validate.errors ?? []) }
    }
  }
  const either: Validators['either'] = (formOf, more) => (route) => {
    if (route.httpPart !== 'body') return compiler(route)
    return (body: unknown) => {
      const form = formOf(body)
      const long = longList(body, form, shared)
      if (long !== null) return { error: new WrongFields([long]) }
      const validate = strict.compile(form) // compiled on first use, then remembered
      const problems = validate(body) ? (more?.(body) ?? []) : (validate.errors ?? [])
      return problems.length === 0 || { error: new WrongFields(problems) }
    }
  }
  return { body: (schema) => strict.compile(schema), compiler, either }
}

/**
 * Finds a list with more items than its schema allows, before anything is validated: `allErrors` would collect the errors of each item,
 * which takes seconds for a million.
 */
function longList(value: unknown, schema: JsonSchema, shared: readonly JsonSchema[], path = ''): ErrorObject | null {
  const { $ref } = schema
  if (typeof $ref === 'string') {
    const target = shared.find(({ $id }) => `${String($id)}#` === $ref)
    return target === undefined ? null : longList(value, target, shared, path)
  }
  if (Array.isArray(value)) {
    const { maxItems, items } = schema as { readonly maxItems?: number; readonly items?: JsonSchema }
    if (maxItems !== undefined && value.length > maxItems) {
      const about = { instancePath: path, schemaPath: '#/maxItems', parentSchema: schema, data: value.slice(0, 60) }
      return { ...about, keyword: 'maxItems', params: { limit: maxItems } }
    }
    return items === undefined ? null : firstLong(value, items, shared, path)
  }
  if (typeof value !== 'object' || value === null) return null
  const { properties = {}, additionalProperties } = schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>
    readonly additionalProperties?: JsonSchema | boolean
  }
  const others = typeof additionalProperties === 'object' ? additionalProperties : undefined
  const members = value as Readonly<Record<string, unknown>>
  // Hot: what JSON.parse made has no inherited members.
  for (const name in members) {
    const member = members[name]
    if (typeof member !== 'object' || member === null) continue
    const own = Object.hasOwn(properties, name) ? properties[name] : others
    const found = own === undefined ? null : longList(member, own, shared, `${path}/${name}`)
    if (found !== null) return found
  }
  return null
}

function firstLong(
  values: readonly unknown[],
  items: JsonSchema,
  shared: readonly JsonSchema[],
  path: string,
): ErrorObject | null {
  for (const [i, item] of values.entries()) {
    const found = longList(item, items, shared, `${path}/${i}`)
    if (found !== null) return found
  }
  return null
}

/**
 * Puts the text that a loose category means in the place of the one that was sent, before `enum` looks at it: `Topazio` becomes `topázio`. A schema
 * without the keyword is compiled as ever.
 */
const loose: FuncKeywordDefinition = {
  keyword: 'x-loose',
  before: 'enum',
  schemaType: 'boolean',
  modifying: true,
  errors: false,
  compile: (_, parent) => {
    const choices = ((parent as { enum?: readonly unknown[] }).enum ?? []).filter((choice) => typeof choice === 'string')
    const exact = new Set(choices)
    const meant = new Map(choices.map((choice) => [foldText(choice), choice]))
    return (sent: unknown, at) => {
      const choice = typeof sent !== 'string' || exact.has(sent) ? undefined : meant.get(foldText(sent.slice(0, longestChoice)))
      if (choice !== undefined && at !== undefined)
        (at.parentData as Record<string | number, unknown>)[at.parentDataProperty] = choice
      return true
    }
  },
}

/** Nothing longer is folded to find out what it means. */
const longestChoice = 200
