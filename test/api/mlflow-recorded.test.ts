import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Recorded, replay, type Send } from '../kit/mlflow/replay.ts'
import { requestTables } from '../kit/mlflow/requests/tables.ts'
import { type TestServer, testServer } from '../kit/test-server.ts'

/** Returns what MLflow's server responded; `scripts/record-mlflow.ts` writes these files. */
function recordedOf(table: string): readonly Recorded[] {
  const url = new URL(`../kit/mlflow/fixtures/${table}.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8'))
}

describe.each(Object.keys(requestTables))('%s', (table) => {
  const requests = requestTables[table] ?? []
  let server: TestServer
  let ours: readonly Recorded[]

  beforeAll(async () => {
    server = await testServer()
    server.wait(365 * 86_400_000) // The default experiment was created by the system's clock.
    const key = await server.key('read', 'track', 'operate')
    const send: Send = async ({ method, url, headers, body }) => {
      server.wait(1000)
      const response = await server.app.inject({
        method,
        url,
        headers: { ...headers, 'x-api-key': key },
        ...(body !== undefined && { body }),
      })
      return { status: response.statusCode, body: response.body }
    }
    ours = await replay(send, requests)
  })
  afterAll(async () => await server.close())

  const theirs = recordedOf(table)

  test('each request has a name of its own and was recorded', () => {
    const names = requests.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(theirs.map(({ name }) => name)).toEqual(names)
  })

  test.each(requests.map(({ name, ...request }, i) => [name, { ...request, i }] as const))(
    '%s',
    (name, { i, differs, ownMessage }) => {
      const response = ours[i]
      const { status, body } = theirs[i] ?? {}
      if (differs !== undefined) expect(response).toMatchObject({ status: differs.status, body: differs.has })
      else if (ownMessage === true) {
        const { error_code } = body as { error_code: string }
        expect(response).toMatchObject({ status, body: { error_code, message: expect.any(String) } })
      } else expect(response).toEqual({ name, status, body })
    },
  )
})
