import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { featureViews } from '../../examples/magic-steps/feature-views.ts'
import { maxEntityIdLength } from '../../src/project/entity-id.ts'
import { magicSteps, type MagicSteps } from '../kit/magic-steps-server.ts'
import { student } from '../kit/magic-steps-student.ts'

let server: MagicSteps
let headers: { 'x-api-key': string }
beforeAll(async () => {
  server = await magicSteps()
  headers = {
    'x-api-key': (await server.platform.access.create({ name: 'tests', scopes: ['admin'], expiresAt: null }))
      .key,
  }
}, 60_000)
afterAll(async () => await server.close())

const send = (request: InjectOptions) => server.app.inject({ headers, ...request })
const post = (url: string, payload: object) => send({ method: 'POST', url, payload })

const [view] = featureViews
const push = (id: string) => {
  const features = Object.keys(view?.features ?? {}).map((name) => [
    name,
    [student[name as keyof typeof student]],
  ])
  const df = { student_id: [id], event_timestamp: ['2026-01-01T00:00:00Z'], ...Object.fromEntries(features) }
  return post('/push', { push_source_name: view?.name, df })
}

/** The student as rows of the school's spreadsheet, with these ids. */
async function scoreFile(...rows: readonly string[]): Promise<string> {
  const { pedra_modal: stone, ...plain } = student
  const columns = { ...plain, 'Pedra 20': stone, 'Pedra 21': stone, 'Pedra 22': stone }
  const lines = rows.map((id) => `"${id.replaceAll('"', '""')}",${Object.values(columns).join(',')}\n`)
  const payload = `RA,${Object.keys(columns).join(',')}\n${lines.join('')}`
  const type = { ...headers, 'content-type': 'text/csv' }
  const response = await server.app.inject({
    method: 'POST',
    url: '/v1/models/MagicStepsNet/predict-file',
    payload,
    headers: type,
  })
  expect(response.statusCode, response.body).toBe(200)
  return response.body
}

const ids = {
  'with slashes': 'turma/7/../RA-1',
  'one dot': '.',
  'two dots': '..',
  'a space': ' ',
  'spaces around': ' RA 1 ',
  'a percent sign': '100%',
  'a percent-encoded slash': '%2F',
  'a percent-encoded percent sign': '%2541',
  'signs of addresses': '?a=b&c=d#e+f;g:h@i',
  NFC: 'José'.normalize('NFC'),
  NFD: 'José'.normalize('NFD'),
  'beyond the basic plane': '😀𝕏',
  'right to left': '\u202eأحمد',
  'control characters': 'a\0b\n\tc\u007f',
  quotes: `'"; DROP TABLE prediction; --`,
  'the replacement character': '\ufffd',
  'a name of objects': '__proto__',
  'a number': '007',
  'a large number': '1e3',
  JSON: '{"$ne":null}',
  'a formula': '=1+1',
  'the longest': 'x'.repeat(maxEntityIdLength),
  'the longest of letters with accents': 'é'.repeat(maxEntityIdLength),
  'the longest beyond the basic plane': '😀'.repeat(maxEntityIdLength),
}

describe('what can be stored under an id is found and erased by it', () => {
  test.each(Object.entries(ids))('%s', async (_name, id) => {
    const text = encodeURIComponent(id)
    expect((await post('/predict', { student_id: id, features: student })).statusCode).toBe(200)
    expect(
      (
        await post('/predict', {
          student_id: Array.from(id).slice(0, -1).join('') || 'other',
          features: student,
        })
      ).statusCode,
    ).toBe(200)
    expect((await push(id)).statusCode).toBe(200)
    expect((await post('/v1/outcomes', { entity: id, outcome: 'Sim' })).statusCode).toBe(201)

    const listed = (await send({ url: `/v1/predictions?entity=${text}` })).json()
    expect(listed.items).toMatchObject([{ entity: id, outcome: { outcome: 'Sim' } }])
    expect((await send({ url: `/monitor/logs?student_id=${text}` })).json()).toMatchObject([
      { student_id: id },
    ])
    const exported = await send({ url: `/v1/predictions/export?format=jsonl&entity=${text}` })
    expect(JSON.parse(exported.body)).toMatchObject({ entity: id })
    // Clients resolve dots in a path before they send it.
    if (!/^\.+$/.test(id)) {
      expect((await send({ url: `/v1/features/${text}` })).json()).toMatchObject({
        entity: id,
        views: [{ since: expect.any(String) }, {}, {}],
      })
    }

    const erased = await send({ method: 'DELETE', url: `/v1/predictions?entity=${text}` })
    expect(erased.json()).toEqual({ erased: 1, features: 1, complete: true })
    expect((await send({ url: `/v1/predictions?entity=${text}` })).json().items).toEqual([])
  })

  test('one composed and one decomposed are two', async () => {
    for (const id of [ids.NFC, ids.NFD]) await post('/predict', { student_id: id, features: student })
    await send({ method: 'DELETE', url: `/v1/predictions?entity=${encodeURIComponent(ids.NFC)}` })
    expect(
      (await send({ url: `/v1/predictions?entity=${encodeURIComponent(ids.NFD)}` })).json().items,
    ).toHaveLength(1)
  })

  test('a row of a file with the longest id', async () => {
    const id = 'f'.repeat(maxEntityIdLength)
    expect(await scoreFile(id)).toContain(`${id},`)
    const erased = await send({ method: 'DELETE', url: `/v1/predictions?entity=${id}` })
    expect(erased.json()).toMatchObject({ erased: 1 })
  })
})

describe.each([
  ['an empty id', ''],
  ['an id that is too long', 'x'.repeat(maxEntityIdLength + 1)],
  ['one that is too long, beyond the basic plane', '😀'.repeat(maxEntityIdLength + 1)],
])('%s is refused at every door', (_name, id) => {
  const text = encodeURIComponent(id)
  test.each<[string, InjectOptions]>([
    ['predict', { method: 'POST', url: '/predict', payload: { student_id: id, features: student } }],
    [
      'a batch',
      {
        method: 'POST',
        url: '/predict/batch',
        payload: { students: [{ student_id: id, features: student }] },
      },
    ],
    [
      '/v1',
      { method: 'POST', url: '/v1/models/MagicStepsNet/predict', payload: { student_id: id, ...student } },
    ],
    [
      '/v1, many',
      {
        method: 'POST',
        url: '/v1/models/MagicStepsNet/predict',
        payload: { rows: [{ student_id: id, ...student }] },
      },
    ],
    ['an outcome', { method: 'POST', url: '/v1/outcomes', payload: { entity: id, outcome: 'Sim' } }],
    ['the log', { url: `/v1/predictions?entity=${text}` }],
    ['the export', { url: `/v1/predictions/export?entity=${text}` }],
    ['the route of the project', { url: `/monitor/logs?student_id=${text}` }],
    ['erasing', { method: 'DELETE', url: `/v1/predictions?entity=${text}` }],
  ])('%s', async (_door, request) => {
    const response = await send(request)
    expect([response.statusCode, response.json().code], response.body).toEqual([422, 'wrong-fields'])
    expect(response.body).toContain(`1 to ${maxEntityIdLength} characters`)
  })

  test('features', async () => {
    const pushed = await push(id)
    expect([pushed.statusCode, pushed.json().code]).toEqual([422, 'bad-entity-key'])
    const features = [`${view?.name}:${Object.keys(view?.features ?? {})[0]}`]
    const read = await post('/get-online-features', { features, entities: { student_id: [id] } })
    expect([read.statusCode, read.json().code]).toEqual([422, 'bad-entity-key'])
    expect((await send({ url: `/v1/features/${text}` })).statusCode).toBeGreaterThanOrEqual(400)
  })
})

test('a row of a file whose id is too long has an error and is not logged; an empty id names nobody', async () => {
  const id = 'y'.repeat(maxEntityIdLength + 1)
  const scored = await scoreFile(id, 'RA-1')
  expect(scored).toMatch(/has 513 characters, but at most 512 are allowed/)
  const logged = await server.platform.predictionLog.list({ limit: 1, entity: id })
  expect(logged.items).toEqual([])
  await scoreFile('')
  const [newest] = (await server.platform.predictionLog.list({ limit: 1 })).items
  expect(newest?.entity).toBeNull()
})
