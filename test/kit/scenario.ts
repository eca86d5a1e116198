import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'

/** A request and what its response must and must not contain. */
export interface Scenario {
  readonly name: string
  readonly request: InjectOptions
  readonly status: number
  /** Texts that the body must contain. */
  readonly has?: readonly string[]
  /**
   * Texts that neither the body nor the headers may contain, in addition to those that are
   * forbidden in every response.
   */
  readonly lacks?: readonly string[]
  readonly headers?: Readonly<Record<string, string | RegExp>>
}

/** Forbidden in every response: the program's location, stack traces, and keys. */
const never = [
  'node_modules',
  '/src/',
  '.ts:',
  '    at ',
  '/tmp/',
  'environment-key-of-the-tests',
  'sqlite',
  'SELECT ',
]

/** Sends the request and checks the response. Every error must be a problem document. */
export async function play(
  app: FastifyInstance,
  { request, status, has = [], lacks = [], headers = {} }: Scenario,
): Promise<LightMyRequestResponse> {
  const response = await app.inject(request)
  expect.soft(response.statusCode, response.body).toBe(status)
  for (const text of has) expect.soft(response.body).toContain(text)
  const whole = `${JSON.stringify(response.headers)}\n${response.body}`
  for (const text of [...never, ...lacks]) expect.soft(whole).not.toContain(text)
  for (const [name, value] of Object.entries(headers))
    expect.soft(String(response.headers[name])).toMatch(value)
  expect.soft(response.headers['x-content-type-options']).toBe('nosniff')
  expect.soft(response.headers['access-control-allow-origin']).toBeUndefined()
  if (status >= 400 && request.method !== 'HEAD') {
    expect.soft(response.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect.soft(response.json()).toMatchObject({
      status,
      type: expect.stringMatching(/^urn:lapidary:error:/),
      code: expect.any(String),
    })
  }
  return response
}
