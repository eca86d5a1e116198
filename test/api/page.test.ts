import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineProject, type ProjectRoute } from 'lapidary'
import { pagePaths } from '../../src/http/page.ts'
import { environmentKey, type TestServer, testServer } from '../kit/test-server.ts'
import { readRepoFile, repoFiles } from '../kit/repo-files.ts'
import { tinyProject } from '../kit/tiny-project.ts'

let server: TestServer
let webRoot: string
beforeAll(async () => {
  webRoot = mkdtempSync(join(tmpdir(), 'lapidary-web-'))
  mkdirSync(join(webRoot, 'assets'))
  writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(webRoot, 'favicon.svg'), '<svg/>')
  writeFileSync(join(webRoot, '.env'), 'API_KEY=secret')
  writeFileSync(join(webRoot, 'assets', 'main-abc123.js'), 'export {}')
  for (const [name, text] of [
    ['index.html', '<!doctype html><title>page</title>'],
    [join('assets', 'main-abc123.js'), 'export {}'],
  ] as const) {
    writeFileSync(join(webRoot, `${name}.br`), brotliCompressSync(text))
    writeFileSync(join(webRoot, `${name}.gz`), gzipSync(text))
  }
  server = await testServer({ webRoot })
})
afterAll(async () => {
  await server.close()
  rmSync(webRoot, { recursive: true, force: true })
})

const html = { accept: 'text/html,application/xhtml+xml' }
const get = (url: string, headers: Record<string, string> = html) => server.app.inject({ url, headers })

describe('the page', () => {
  test.each(['/', '/runs', '/runs/019aa3c2', '/score?x=1'])(
    '%s is the page, under a strict policy',
    async (url) => {
      const response = await get(url)
      expect([response.statusCode, response.body]).toEqual([200, '<!doctype html><title>page</title>'])
      expect(response.headers['content-type']).toContain('text/html')
      expect(response.headers['cache-control']).toBe('no-cache')
      const policy = String(response.headers['content-security-policy'])
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|https?:|\*/)
      expect(response.headers['x-content-type-options']).toBe('nosniff')
    },
  )

  test.each([
    ['/', 'br, gzip', 'br'],
    ['/runs', 'gzip, deflate, br', 'br'],
    ['/runs/019aa3c2', 'gzip', 'gzip'],
    ['/runs', 'identity', undefined],
    ['/assets/main-abc123.js', 'gzip, br;q=0.9', 'gzip'],
    ['/assets/main-abc123.js', 'gzip', 'gzip'],
    ['/assets/main-abc123.js', 'zstd', undefined],
  ])('%s is sent to who accepts %s as %s, under the same headers', async (url, accepted, encoding) => {
    const response = await get(url, { ...html, 'accept-encoding': accepted })
    expect([response.statusCode, response.headers['content-encoding']]).toEqual([200, encoding])
    expect(String(response.headers['vary']).toLowerCase()).toContain('accept-encoding')
    const { rawPayload } = response
    const text =
      encoding === 'br'
        ? brotliDecompressSync(rawPayload)
        : encoding === 'gzip'
          ? gunzipSync(rawPayload)
          : rawPayload
    expect(text.toString()).toBe(
      url.startsWith('/assets') ? 'export {}' : '<!doctype html><title>page</title>',
    )
    expect(response.headers['content-type']).toMatch(url.startsWith('/assets') ? /javascript/ : /text\/html/)
    expect(response.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
    expect(response.headers['cache-control']).toBe(
      url.startsWith('/assets') ? 'public, max-age=31536000, immutable' : 'no-cache',
    )
  })

  test('a file without a compressed copy is sent as it is', async () => {
    const response = await get('/favicon.svg', { 'accept-encoding': 'br, gzip' })
    expect([response.statusCode, response.body, response.headers['content-encoding']]).toEqual([
      200,
      '<svg/>',
      undefined,
    ])
  })

  test('assets are kept for long, others asked for again', async () => {
    expect((await get('/assets/main-abc123.js')).headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': expect.stringContaining('javascript'),
    })
    const icon = await get('/favicon.svg')
    expect([icon.statusCode, icon.headers['cache-control']]).toEqual([200, 'no-cache'])
    const again = await get('/favicon.svg', { 'if-none-match': String(icon.headers['etag']) })
    expect(again.statusCode).toBe(304)
  })

  test.each([
    ['/assets/gone.js', html],
    ['/runs', { accept: 'application/json' }],
    ['/v1/nope', html],
    ['/docs/nope', html],
    ['/picture.png', html],
    ['/.env', html],
    ['/assets/..%2f..%2f..%2fetc/passwd', html],
    ['/..%5c..%5cetc%5cpasswd', html],
  ])('%s is not there', async (url, headers) => {
    const response = await get(url, headers)
    expect([400, 403, 404]).toContain(response.statusCode)
    expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(response.body).not.toMatch(/root:|secret|lapidary-web/)
  })

  test('an address of the API with the wrong method is not the page', async () => {
    const response = await get('/grade')
    expect([response.statusCode, response.headers['allow']]).toEqual([405, 'POST'])
  })
})

test('without the built page / says how to build it', async () => {
  const bare = await testServer()
  const response = await bare.app.inject({ url: '/', headers: html })
  expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8'])
  expect(response.body).toContain('npm run build')
  await bare.close()
})

describe('/docs', () => {
  test('is whole without any other host, and may run its own scripts only', async () => {
    const page = await get('/docs')
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/)
    expect(page.headers['content-security-policy']).toContain("connect-src 'self'")
    const links = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '')
    expect(links.length).toBeGreaterThan(4)
    for (const link of links) {
      expect(link).toMatch(/^\/docs\//)
      expect((await get(link)).statusCode, link).toBe(200)
    }
    expect(page.body).not.toMatch(/<script>[^<]/)
  })

  test('/openapi.json is open', async () => {
    const response = await get('/openapi.json', {})
    expect([response.statusCode, response.json().openapi]).toEqual([200, '3.1.0'])
  })
})

describe('an address that the page and the project share', () => {
  const routes: readonly ProjectRoute[] = [
    {
      method: 'GET',
      path: '/features',
      scope: 'read',
      summary: 'Ours',
      response: () => ({}),
      handler: async () => ({ ours: true }),
    },
    {
      method: 'GET',
      path: '/else',
      scope: 'read',
      summary: 'Else',
      response: () => ({}),
      handler: async () => ({ ours: true }),
    },
  ]
  let shared: TestServer
  beforeAll(async () => {
    shared = await testServer({ webRoot, project: defineProject({ ...tinyProject, routes }) })
  })
  afterAll(async () => await shared.close())

  test('a browser that opens it gets the page, without a key and under its policy', async () => {
    const response = await shared.app.inject({
      url: '/features',
      headers: { ...html, 'sec-fetch-dest': 'document' },
    })
    expect([response.statusCode, response.body]).toEqual([200, '<!doctype html><title>page</title>'])
    expect(String(response.headers['content-security-policy'])).toMatch(
      /^default-src 'none'; script-src 'self'/,
    )
  })

  test('everything else gets the route, which asks for a key', async () => {
    expect((await shared.app.inject({ url: '/features', headers: html })).statusCode).toBe(401)
    const headers = { 'x-api-key': environmentKey, 'sec-fetch-dest': 'empty' }
    expect((await shared.app.inject({ url: '/features', headers })).statusCode).toBe(200)
  })

  test('no other route becomes the page', async () => {
    const response = await shared.app.inject({
      url: '/else',
      headers: { ...html, 'sec-fetch-dest': 'document' },
    })
    expect(response.statusCode).toBe(401)
  })

  test('the addresses are those of the page', () => {
    const pages = repoFiles().filter((file) => /^web\/src\/features\/[^/]+\/index\.ts$/.test(file))
    const paths = pages
      .flatMap((file) => [...readRepoFile(file).matchAll(/path: '\/([^/']+)/g)])
      .map(([, step]) => step)
    expect(new Set(paths)).toEqual(pagePaths)
  })
})
