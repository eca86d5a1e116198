import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'
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
  readonly compiler: FastifySchemaCompiler<JsonSchema>
}

/** `shared` are the schemas that others name by `$ref`. */
export function createValidators(shared: readonly JsonSchema[]): Validators {
  const options = { allErrors: true, verbose: true, strict: true, formats: { 'date-time': isTime } } as const
  const strict = new Ajv(options)
  const reading = new Ajv({ ...options, coerceTypes: true, useDefaults: true })
  for (const schema of shared) strict.addSchema(schema)
  return {
    body: (schema) => strict.compile(schema),
    compiler: ({ schema, httpPart }) => {
      // On first use: a server has many routes, and is to be ready before most of them are asked for.
      let validate: ValidateFunction | undefined
      return (value: unknown) => {
        validate ??= (httpPart === 'body' ? strict : reading).compile(schema)
        return validate(value) || { error: new WrongFields(validate.errors ?? []) }
      }
    },
  }
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text) && !Number.isNaN(Date.parse(text))
}
