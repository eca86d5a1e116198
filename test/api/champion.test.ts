import { expect, onTestFinished, test } from 'vitest'
import { LapidaryError } from '../../src/base/errors/lapidary-error.ts'
import { createFakeScorer, testServer, environmentKey } from '../kit/test-server.ts'
import { play } from '../kit/scenario.ts'
import { tinyProject } from '../kit/tiny-project.ts'

const key = { 'x-api-key': environmentKey }
const url = '/v1/models/TinyModel/aliases/champion'
const damaged = new LapidaryError('artifact-corrupted', { path: '/tmp/data/artifacts/ab/cdef', seen: 'ef01' })

test('an alias is not moved to a version that does not load: by promotion, by force or by roll-back', async () => {
  const broken = new Set<number>()
  const server = await testServer({
    tryLoad: async ({ version }) => {
      if (broken.has(version)) throw damaged
    },
  })
  onTestFinished(async () => await server.close())
  const key = { 'x-api-key': await server.key('read', 'operate') }
  for (let i = 0; i < 3; i++)
    await server.registry.register({
      model: 'TinyModel',
      runId: `r${i}`,
      description: '',
      tags: {},
      by: 'lapidary train',
    })
  const put = (version: number) => ({
    method: 'PUT' as const,
    url,
    headers: key,
    payload: { version, force: true },
  })
  for (const version of [1, 2]) expect((await server.app.inject(put(version))).statusCode).toBe(200)
  broken.add(1).add(3)
  const refused = {
    name: '',
    status: 409,
    has: [
      '"code":"version-not-loadable"',
      'A stored file is damaged: the SHA-256 of cdef is ef01',
      'The alias champion is unchanged',
    ],
  }
  await play(server.app, { ...refused, request: put(3) })
  await play(server.app, { ...refused, request: { method: 'POST', url: `${url}/rollback`, headers: key } })
  const portuguese = { ...put(3), headers: { ...key, 'accept-language': 'pt-BR' } }
  await play(server.app, {
    ...refused,
    has: ['Um arquivo armazenado está danificado', 'não mudou'],
    request: portuguese,
  })
  const { items } = (await server.app.inject({ url: `${url}/history`, headers: key })).json()
  expect(items).toMatchObject([
    { version: 2, previous: 1 },
    { version: 1, previous: null },
  ])
})

test('an earlier version served in place of the champion is seen in readiness, status and metrics', async () => {
  const server = await testServer({ championProblem: { version: 4, error: damaged } })
  onTestFinished(async () => await server.close())
  const ready = await play(server.app, {
    name: '',
    request: { url: '/health/ready' },
    status: 200,
    lacks: ['SHA-256'],
  })
  expect(ready.json()).toEqual({ status: 'ready', model: 'TinyModel', model_version: 1, champion_version: 4 })
  const status = { url: '/v1/status', headers: { ...key, 'accept-language': 'pt-BR' } }
  const { champion } = (await server.app.inject(status)).json()
  expect(champion).toEqual({
    version: 4,
    served_version: 1,
    detail: expect.stringContaining('Um arquivo armazenado está danificado: o SHA-256 de cdef é ef01'),
    no_better_than_guessing: false,
  })
  const metrics = (await server.app.inject({ url: '/metrics', headers: key })).body
  expect(metrics).toContain('lapidary_champion_fallback{champion_version="4",served_version="1"} 1')
})

test('a champion that is served, or none at all, is no fallback', async () => {
  const server = await testServer()
  const empty = await testServer({
    scorer: (log) => ({ ...createFakeScorer(tinyProject, log, () => new Date()), served: null }),
  })
  onTestFinished(async () => await server.close())
  onTestFinished(async () => await empty.close())
  const championOf = async ({ app }: typeof server) =>
    (await app.inject({ url: '/v1/status', headers: key })).json().champion
  expect(await championOf(server)).toEqual({
    version: 1,
    served_version: 1,
    detail: null,
    no_better_than_guessing: false,
  })
  expect(await championOf(empty)).toEqual({
    version: null,
    served_version: null,
    detail: null,
    no_better_than_guessing: false,
  })
  const metrics = (await server.app.inject({ url: '/metrics', headers: key })).body
  expect(metrics).toContain('lapidary_champion_fallback{champion_version="1",served_version="1"} 0')
})
