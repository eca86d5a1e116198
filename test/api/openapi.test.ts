import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, test } from 'vitest'
import { createExampleDocuments, createOpenApiDocuments } from '../../scripts/openapi.ts'
import { loadProject } from '../../src/project/load-project.ts'

interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly security?: readonly object[]
  readonly parameters?: readonly {
    readonly name: string
    readonly description?: string
    readonly example?: unknown
    readonly schema?: Schema
  }[]
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> }
  readonly responses: Record<
    string,
    { readonly description: string; readonly content?: Record<string, { readonly schema: Schema }> }
  >
}
type Schema = { readonly [keyword: string]: unknown }

let files: Record<string, string>
let text: string
let document: {
  readonly openapi: string
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: {
    readonly schemas: Record<string, Schema>
    readonly securitySchemes: Record<string, object>
  }
}

/** Returns the operations of a committed document by their method and path. */
function operationsOf(file: string): readonly (readonly [string, Operation])[] {
  const { paths } = JSON.parse(files[file] ?? '') as typeof document
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  )
}

beforeAll(async () => {
  files = await createExampleDocuments()
  text = files['openapi.json'] ?? ''
  document = JSON.parse(text)
})

test.each(['openapi.json', 'openapi-mlflow.json'])(
  'docs/%s is what the program says (else: npm run docs)',
  (name) => {
    expect(files[name]).toBe(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8'))
  },
)

test("another project's examples name its own model, or trying them would find nothing", async () => {
  const other = JSON.stringify((await createOpenApiDocuments('examples/magic-steps')).project)
  expect(other.match(/CreditScoreModel|"\{model\}"/)).toBeNull()
  const { paths } = JSON.parse(other) as { paths: Record<string, Record<string, Operation>> }
  const [name] = paths['/v1/models/{name}/versions']?.['get']?.parameters ?? []
  expect(name).toMatchObject({
    name: 'name',
    example: (await loadProject('examples/magic-steps')).project.model,
  })
})

test('every whole number in an address has a largest value, or a store would be asked for what it cannot hold', async () => {
  for (const folder of ['examples/credit-score', 'examples/magic-steps']) {
    const { paths } = (await createOpenApiDocuments(folder)).project as unknown as {
      paths: Record<string, Record<string, Operation>>
    }
    for (const [path, methods] of Object.entries(paths))
      for (const { parameters = [] } of Object.values(methods))
        for (const { name, schema } of parameters) {
          if (schema?.['type'] === 'integer' && schema['enum'] === undefined)
            expect(schema['maximum'], `${path} ${name}`).toBeLessThanOrEqual(2 ** 31 - 1)
        }
  }
})

describe('POST /predict_score', () => {
  test('takes CreditData, with the key in x-api-key, and lists its responses', () => {
    const operation = document.paths['/predict_score']?.['post']
    expect(operation?.requestBody?.content['application/json']?.schema).toEqual({
      $ref: '#/components/schemas/CreditData',
    })
    expect(operation?.security).toEqual([{ bearer: [] }, { basic: [] }, { 'x-api-key': [] }])
    expect(document.components.securitySchemes['x-api-key']).toMatchObject({
      type: 'apiKey',
      in: 'header',
      name: 'x-api-key',
    })
    expect(Object.keys(operation?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '401', '422', '429']),
    )
  })

  test('CreditData names ranges, units, categories and what may be left out, and its example is accepted', () => {
    const schema = document.components.schemas['CreditData'] as {
      properties: Record<string, Schema>
      examples: unknown[]
    }
    expect(schema.properties['Age']).toMatchObject({
      type: ['integer', 'null'],
      minimum: expect.any(Number),
      maximum: expect.any(Number),
      description: expect.stringMatching(/^Age, in years\..*May be left out or null\./),
    })
    expect(schema.properties['Credit_Mix']?.['enum']).toEqual(['Bad', 'Standard', 'Good', null])
    for (const hidden of ['Name', 'SSN', 'ID', 'Customer_ID', 'Credit_Score'])
      expect(schema.properties).not.toHaveProperty(hidden)
    const ajv = new Ajv({ strict: true })
    expect(ajv.validate(schema, schema.examples[0]), JSON.stringify(ajv.errors)).toBe(true)
    const each = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [
        name,
        (property['examples'] as unknown[])[0],
      ]),
    )
    expect(ajv.validate(schema, each), JSON.stringify(ajv.errors)).toBe(true)
  })
})

test('with a policy, the prediction is what the threshold makes it', async () => {
  const described = JSON.stringify((await createOpenApiDocuments('examples/magic-steps')).project)
  expect(described).toContain(
    '"description":"Sim if its probability is at least `threshold`, else the other class."',
  )
  expect(described).not.toContain('The most probable class.')
})

const documents = [
  {
    file: 'openapi.json',
    empty: ['POST /push 200'],
    refusals: ['401', '403', '429', '503'],
    errorType: 'application/problem+json',
  },
  { file: 'openapi-mlflow.json', empty: [], refusals: ['default'], errorType: 'application/json' },
]

describe.each(documents)('every operation of $file', ({ file, empty, refusals, errorType }) => {
  let operations: ReturnType<typeof operationsOf>

  beforeAll(() => {
    operations = operationsOf(file)
  })

  test('has a name of its own, a summary, a tag and a success', () => {
    const names = operations.map(([, { operationId }]) => operationId)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
    for (const [name, operation] of operations) {
      expect.soft(operation.operationId, name).toMatch(/^\w+$/)
      expect.soft(operation.summary, name).toMatch(/^[A-Z]/)
      expect.soft(operation.tags, name).toHaveLength(1)
      expect
        .soft(
          Object.keys(operation.responses).some((status) => /^[23]/.test(status)),
          name,
        )
        .toBe(true)
      for (const { description } of Object.values(operation.responses))
        expect.soft(description, name).not.toBe('Default Response')
    }
  })

  test('has a schema for each response, except for those with an empty body', () => {
    const found = operations.flatMap(([name, { responses }]) =>
      Object.entries(responses).flatMap(([status, { content }]) => {
        for (const [type, { schema }] of Object.entries(content ?? {}))
          expect
            .soft(Object.keys(schema ?? {}), `${name} ${status} ${type}`)
            .toContainEqual(expect.stringMatching(/^(type|\$ref)$/))
        return content === undefined ? [`${name} ${status}`] : []
      }),
    )
    expect(found.filter((response) => !/ (204|302)$/.test(response))).toEqual(empty)
  })

  test('that needs a key documents the responses without one', () => {
    for (const [name, { security, responses }] of operations) {
      const guards = expect.arrayContaining(refusals)
      if (security !== undefined) expect.soft(Object.keys(responses), name).toEqual(guards)
      for (const [status, { content }] of Object.entries(responses)) {
        // Clients of other systems read errors in the form of those systems.
        const type = / \/(invocations|v2)\b/.test(name) ? 'application/json' : errorType
        if (!/^[23]/.test(status)) expect.soft(Object.keys(content ?? {}), name).toEqual([type])
      }
    }
  })

  test('describes every parameter, with an example', () => {
    for (const [name, { parameters = [] }] of operations) {
      for (const parameter of parameters) {
        expect.soft(parameter.description, `${name} ${parameter.name}`).toMatch(/\w/)
        expect.soft(parameter, `${name} ${parameter.name}`).toHaveProperty('example')
      }
    }
  })
})

test.each(documents)('every property of $file has a description and an example', ({ file }) => {
  const bare: string[] = []
  const walk = (node: unknown, at: string): void => {
    if (typeof node !== 'object' || node === null) return
    const { properties } = node as { properties?: Record<string, Schema> }
    if (typeof properties === 'object') {
      for (const [name, property] of Object.entries(properties)) {
        if ('$ref' in property) continue
        if (typeof property['description'] !== 'string' || !('examples' in property || 'example' in property))
          bare.push(`${at}.${name}`)
      }
    }
    for (const [name, child] of Object.entries(node))
      if (name !== 'examples' && name !== 'example') walk(child, `${at}.${name}`)
  }
  walk(JSON.parse(files[file] ?? ''), '')
  expect(bare).toEqual([])
})

test('names no host and no file', () => {
  expect(text).not.toMatch(/https?:\/\/(?!json-schema|hooks\.example\.org)|\/src\/|node_modules/)
})
