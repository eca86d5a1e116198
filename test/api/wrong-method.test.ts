import type { ProjectRoute } from 'lapidary'
import { defineProject } from 'lapidary'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { play } from '../kit/scenario.ts'
import { environmentKey, type TestServer, testServer } from '../kit/test-server.ts'
import { tinyProject } from '../kit/tiny-project.ts'

const form: ProjectRoute = {
  method: 'POST',
  path: '/form',
  scope: 'predict',
  summary: 'A form',
  form: true,
  body: () => ({ type: 'object', properties: {} }),
  response: () => ({ type: 'object', properties: {} }),
  handler: async () => ({}),
}
const project = defineProject({ ...tinyProject, routes: [...(tinyProject.routes ?? []), form] })
const verbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const json = { 'x-api-key': environmentKey, 'content-type': 'application/json' }

describe.each([
  ['with the page', true],
  ['without the page', false],
])(
  'a method that an address does not take is 405 with Allow, whatever the body is (%s)',
  (_name, hasPage) => {
    let server: TestServer
    beforeAll(async () => {
      const webRoot = mkdtempSync(join(tmpdir(), 'lapidary-web-'))
      writeFileSync(join(webRoot, 'index.html'), '<!doctype html>')
      server = await testServer({ project, ...(hasPage && { webRoot }) })
    })
    afterAll(async () => await server.close())

    test('on every route', async () => {
      const { paths } = server.app.swagger() as unknown as { paths: Record<string, Record<string, object>> }
      let cases = 0
      for (const [path, methods] of Object.entries(paths)) {
        const allowed = Object.keys(methods).map((method) => method.toUpperCase())
        if (allowed.includes('GET')) allowed.push('HEAD')
        const url = path.replace(/\{\w+\}/g, '1')
        for (const method of verbs.filter((verb) => !allowed.includes(verb))) {
          const request = { method, url, headers: json }
          const response = await play(server.app, { name: '', request, status: 405, headers: { allow: /./ } })
          expect
            .soft(String(response.headers['allow']).split(', ').sort(), `${method} ${path}`)
            .toEqual(allowed.toSorted())
          cases++
        }
      }
      expect(cases).toBeGreaterThan(100)
    })

    test.each(['TRACE', 'PROPFIND', 'QUERY', 'PURGE'])('%s, which no route takes', async (method) => {
      const request = { method: method as 'GET', url: '/grade', headers: { 'x-api-key': environmentKey } }
      await play(server.app, { name: method, request, status: 405, headers: { allow: /^POST$/ } })
    })

    test.each([
      ['an empty JSON body', '', 'application/json'],
      ['broken JSON', '{', 'application/json'],
      ['bytes that are no text', Buffer.from([0xff]), 'application/json'],
      ['an unknown type', 'x', 'text/unknown'],
      ['a type that is none', 'x', 'garbage'],
      ['a body over the limit', 'x'.repeat(2_000_000), 'application/json'],
    ])('%s', async (name, payload, type) => {
      const headers = { ...json, 'content-type': type, 'content-encoding': 'gzip' }
      for (const url of ['/grade', '/form', '/v1/models']) {
        const allow = { allow: url === '/v1/models' ? /^GET, HEAD$/ : /^POST$/ }
        await play(server.app, {
          name,
          request: { method: 'PUT', url, payload, headers },
          status: 405,
          headers: allow,
        })
      }
      await play(server.app, {
        name,
        request: { method: 'PUT', url: '/nope', payload, headers },
        status: 404,
        has: ['no-route'],
      })
    })
  },
)
