import { Ajv, type ErrorObject, type FuncKeywordDefinition, type ValidateFunction } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'
import type { BooleanCategories } from '../../data/cells/parsers/boolean-categories.ts'
import { DateReader } from '../../data/cells/parsers/date-reader.ts'
import { parseDateTime } from '../../base/time/date-time.ts'
import { foldText } from '../../base/text/fold-text.ts'
import type { Static } from 'typebox'
import type { JsonSchema, Schema } from '../../project/json-schema.ts'
import { getOwn } from '../../base/own-property.ts'

/**
 * Thrown by a failed validation. The error handler turns it into a 422 in the caller's language.
 */
export class WrongFields extends Error {
  override readonly name = 'WrongFields'
  /** Part of the request. Fastify sets it. */
  validationContext: string | undefined
  readonly problems: readonly ErrorObject[]

  constructor(problems: readonly ErrorObject[], validationContext?: 'body') {
    super('Wrong fields')
    this.problems = problems
    this.validationContext = validationContext
  }
}

/**
 * Compiled schemas of requests. Bodies are not coerced; numbers and booleans of addresses are
 * parsed from their text.
 */
export interface Validators {
  readonly body: (schema: JsonSchema) => ValidateFunction
  /** Returns a value as one that the schema of a body accepted. @throws WrongFields */
  readonly accept: <Value>(schema: Schema<Value>, value: unknown) => Value
  readonly compiler: FastifySchemaCompiler<unknown>
  /**
   * Returns the compiler for a body of one of two forms. `formOf` chooses the form, so that the
   * errors are those of the form that was meant. `more` returns further problems of a body of the
   * right form.
   */
  readonly either: (
    formOf: (body: unknown) => JsonSchema,
    more?: (body: unknown) => readonly ErrorObject[],
  ) => FastifySchemaCompiler<unknown>
}

/**
 * Returns the validators of a server.
 *
 * @param shared schemas that others refer to by `$ref`
 */
export function createValidators(shared: readonly JsonSchema[]): Validators {
  const options = {
    allErrors: true,
    verbose: true,
    strict: true,
    formats: { 'date-time': (text: string) => parseDateTime(text) !== null, date: true },
  } as const
  // `ownProperties` is set because a field may be called `constructor`, which every object
  // inherits. `allowUnionTypes` is set because a category may be a text or a boolean.
  const strict = new Ajv({ ...options, ownProperties: true, allowUnionTypes: true })
  const reading = new Ajv({ ...options, coerceTypes: true, useDefaults: true })
  strict.addKeyword(loose)
  strict.addKeyword(truth)
  strict.addKeyword(date)
  strict.addVocabulary(['formatMinimum', 'formatMaximum'])
  for (const schema of shared) strict.addSchema(schema)
  const compiler: Validators['compiler'] = ({ schema, httpPart }) => {
    // A schema is compiled on first use, so that a server with many routes starts quickly.
    let validate: ValidateFunction | undefined
    return (value: unknown) => {
      const excess = httpPart === 'body' ? excessOf(value, schema as JsonSchema, shared) : []
      if (excess.length > 0) return { error: new WrongFields(excess) }
      validate ??= (httpPart === 'body' ? strict : reading).compile(schema as JsonSchema)
      if (!validate(value)) return { error: new WrongFields(validate.errors ?? []) }
      const infinite = httpPart === 'body' ? [] : infiniteOf(value, schema as JsonSchema)
      return infinite.length === 0 || { error: new WrongFields(infinite) }
    }
  }
  const either: Validators['either'] = (formOf, more) => (route) => {
    if (route.httpPart !== 'body') return compiler(route)
    return (body: unknown) => {
      const form = formOf(body)
      const excess = excessOf(body, form, shared)
      if (excess.length > 0) return { error: new WrongFields(excess) }
      const validate = strict.compile(form) // compiled on first use, then remembered
      const problems = validate(body) ? (more?.(body) ?? []) : (validate.errors ?? [])
      return problems.length === 0 || { error: new WrongFields(problems) }
    }
  }
  const accept: Validators['accept'] = (schema, value) => {
    const excess = excessOf(value, schema, shared)
    if (excess.length > 0) throw new WrongFields(excess)
    const validate = strict.compile<Static<typeof schema>>(schema)
    if (validate(value)) return value
    throw new WrongFields(validate.errors ?? [])
  }
  return { body: (schema) => strict.compile(schema), accept, compiler, either }
}

/**
 * Returns the problems of numbers of an address that are infinite, such as `1e400`. Ajv does not
 * compare them with limits.
 */
function infiniteOf(
  value: unknown,
  { properties = {} }: { readonly properties?: Readonly<Record<string, JsonSchema>> },
): ErrorObject[] {
  return Object.entries(value ?? {})
    .filter(([, data]) => data === Number.POSITIVE_INFINITY || data === Number.NEGATIVE_INFINITY)
    .map(([name, data]) => {
      const parentSchema = properties[name] ?? {}
      const { type } = parentSchema
      return {
        keyword: 'type',
        instancePath: `/${name}`,
        schemaPath: '#/type',
        params: { type },
        parentSchema,
        data: String(data),
      }
    })
}

/** Number of unknown names after which the rest of a body is not searched. */
const maxUnknown = 1000

/**
 * Returns the problems of a body that would take too long to validate: a list with more items than
 * its schema allows, or very many unknown names. `allErrors` would collect the errors of each,
 * which takes seconds for a million.
 */
function excessOf(body: unknown, schema: JsonSchema, shared: readonly JsonSchema[]): readonly ErrorObject[] {
  const unknown: ErrorObject[] = []
  const long = findExcess(body, schema, { shared, unknown }, '')
  if (long !== null) return [long]
  return unknown.length > maxUnknown ? unknown : []
}

interface Excess {
  readonly shared: readonly JsonSchema[]
  readonly unknown: ErrorObject[]
}

/** Returns the first list that is too long, and adds unknown names to `excess`. */
function findExcess(value: unknown, schema: JsonSchema, excess: Excess, path: string): ErrorObject | null {
  if (typeof value !== 'object' || value === null) return null
  const { $ref } = schema
  if (typeof $ref === 'string') {
    const target = excess.shared.find(({ $id }) => `${String($id)}#` === $ref)
    return target === undefined ? null : findExcess(value, target, excess, path)
  }
  if (!Array.isArray(value))
    return findExcessOfMembers(value as Readonly<Record<string, unknown>>, schema, excess, path)
  const { maxItems, items } = schema as { readonly maxItems?: number; readonly items?: JsonSchema }
  if (maxItems !== undefined && value.length > maxItems) {
    const about = {
      instancePath: path,
      schemaPath: '#/maxItems',
      parentSchema: schema,
      data: value.slice(0, 60),
    }
    return { ...about, keyword: 'maxItems', params: { limit: maxItems } }
  }
  if (items === undefined) return null
  for (let i = 0; i < value.length; i++) {
    const item: unknown = value[i]
    const found = typeof item === 'object' ? findExcess(item, items, excess, `${path}/${i}`) : null
    if (found !== null || excess.unknown.length > maxUnknown) return found
  }
  return null
}

function findExcessOfMembers(
  data: Readonly<Record<string, unknown>>,
  schema: JsonSchema,
  excess: Excess,
  path: string,
): ErrorObject | null {
  const {
    properties = {},
    patternProperties = {},
    additionalProperties,
  } = schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>
    readonly patternProperties?: Readonly<Record<string, JsonSchema>>
    readonly additionalProperties?: JsonSchema | boolean
  }
  // This runs for every body. An object from `JSON.parse` has no inherited members.
  for (const name in data) {
    const own = getOwn(properties, name) ?? patternProperties[`^${name}$`] ?? additionalProperties
    if (own === false) {
      const about = { instancePath: path, schemaPath: '#/additionalProperties', parentSchema: schema, data }
      excess.unknown.push({ ...about, keyword: 'additionalProperties', params: { additionalProperty: name } })
    } else if (typeof own === 'object' && typeof data[name] === 'object') {
      const found = findExcess(data[name], own, excess, `${path}/${name}`)
      if (found !== null) return found
    }
    if (excess.unknown.length > maxUnknown) return null
  }
  return null
}

/**
 * Replaces a text by the loose category that it means, before `enum` is checked: `Topazio` becomes
 * `topázio`.
 */
const loose: FuncKeywordDefinition = {
  keyword: 'x-loose',
  before: 'enum',
  schemaType: 'boolean',
  modifying: true,
  errors: false,
  compile: (_, parent) => {
    const choices = ((parent as { enum?: readonly unknown[] }).enum ?? []).filter(
      (choice) => typeof choice === 'string',
    )
    const exact = new Set(choices)
    const meant = new Map(choices.map((choice) => [foldText(choice), choice]))
    return (sent: unknown, at) => {
      const choice =
        typeof sent !== 'string' || exact.has(sent)
          ? undefined
          : meant.get(foldText(sent.slice(0, maxChoiceLength)))
      if (choice !== undefined && at !== undefined)
        (at.parentData as Record<string | number, unknown>)[at.parentDataProperty] = choice
      return true
    }
  },
}

/**
 * Replaces a boolean by the category that it means: `true` becomes `VERDADEIRO` in a column of that
 * category.
 */
const truth: FuncKeywordDefinition = {
  keyword: 'x-boolean',
  before: 'enum',
  schemaType: 'object',
  modifying: true,
  errors: false,
  compile: (meant: BooleanCategories) => (sent: unknown, at) => {
    if (typeof sent === 'boolean' && at !== undefined)
      (at.parentData as Record<string | number, unknown>)[at.parentDataProperty] = sent
        ? meant.true
        : meant.false
    return true
  },
}

/**
 * Validates a date by the rules of its column, and normalises it: `2022-03-05T11:30-03:00` becomes
 * `2022-03-05T14:30:00Z`.
 */
const date: FuncKeywordDefinition = {
  keyword: 'x-date',
  before: 'format',
  type: 'string',
  schemaType: 'object',
  modifying: true,
  errors: false,
  compile: ({ zone }: { readonly zone: string }, parent) => {
    const {
      format,
      formatMinimum: min,
      formatMaximum: max,
    } = parent as Readonly<Record<string, string | undefined>>
    const limits = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
    const reader = new DateReader({ type: format === 'date' ? 'date' : 'datetime', zone, ...limits })
    return (sent: string, at) => {
      const { value, problem } = reader.readIso(sent)
      if (problem !== undefined) return false
      if (at !== undefined)
        (at.parentData as Record<string | number, unknown>)[at.parentDataProperty] = reader.write(value)
      return true
    }
  },
}

/** Maximum number of characters of a text that is compared with loose categories. */
const maxChoiceLength = 200
