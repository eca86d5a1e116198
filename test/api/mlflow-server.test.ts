import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from '../kit/test-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await testServer()
})
afterAll(async () => await server.close())

test('an unknown address of MLflow is refused in the form of its errors', async () => {
  const response = await server.app.inject('/api/2.0/mlflow/nothing')
  expect(response.statusCode).toBe(404)
  expect(response.headers['content-type']).toBe('application/json')
  expect(response.json()).toEqual({
    error_code: 'ENDPOINT_NOT_FOUND',
    message: 'The route GET /api/2.0/mlflow/nothing does not exist. See /docs for all routes.',
  })
})

test('a method that an address does not take is refused with 405', async () => {
  const response = await server.app.inject({ method: 'POST', url: '/api/3.0/mlflow/server-info' })
  expect(response.statusCode).toBe(405)
  expect(response.headers['allow']).toBe('GET, HEAD')
  expect(response.json()).toMatchObject({ error_code: 'ENDPOINT_NOT_FOUND' })
})

test.each(['/api', '/ajax-api'])('%s says what the server can do', async (prefix) => {
  const response = await server.app.inject(`${prefix}/3.0/mlflow/server-info`)
  expect(response.statusCode).toBe(200)
  expect(response.json()).toMatchObject({ store_type: 'SqlStore', workspaces_enabled: false })
})

test('the version is text', async () => {
  const response = await server.app.inject('/version')
  expect(response.body).toMatch(/^3\.\d+\.\d+$/)
})
