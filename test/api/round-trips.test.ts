import { expect, onTestFinished, test } from 'vitest'
import { environmentKey, testServer } from '../kit/test-server.ts'

const headers = { 'x-api-key': environmentKey }

test('lists ask the database as often for many models, versions and runs as for one', async () => {
  let queries = 0
  const server = await testServer({
    onQuery: (query) => {
      const isPoll = JSON.stringify(query).includes('webhook_delivery')
      if (!isPoll) queries++
    },
  })
  onTestFinished(async () => await server.close())
  const register = async (model: string): Promise<void> => {
    const { id } = await server.tracking.start({
      experiment: 'tiny',
      name: model,
      params: { learner: 'forest' },
      tags: { a: 'b' },
    })
    await server.tracking.finish(id, { metrics: { accuracy: 0.5, rows_train: 7 } })
    await server.registry.register({ model, runId: id, description: '', tags: {}, by: 'lapidary train' })
  }
  const urls = [
    '/v1/models',
    '/v1/models/TinyModel/versions',
    '/v1/models/TinyModel/versions/1',
    '/v1/runs?limit=100',
  ]
  const count = async (): Promise<{ queries: number[]; items: number[] }> => {
    const seen: { queries: number[]; items: number[] } = { queries: [], items: [] }
    for (const url of urls) {
      queries = 0
      const { statusCode, body } = await server.app.inject({ url, headers })
      expect(statusCode, body).toBe(200)
      seen.queries.push(queries)
      seen.items.push((JSON.parse(body) as { items?: unknown[] }).items?.length ?? 1)
    }
    return seen
  }
  await register('TinyModel')
  const few = await count()
  expect(few.items).toEqual([1, 1, 1, 1])
  for (let i = 0; i < 20; i++) for (const model of ['TinyModel', `Model${i}`]) await register(model)
  const many = await count()
  expect(many.items).toEqual([21, 21, 1, 41])
  expect(many.queries).toEqual(few.queries)
  expect(Math.max(...many.queries)).toBeLessThan(9)
  const models = (await server.app.inject({ url: '/v1/models', headers })).json().items
  expect(models.find(({ name }: { name: string }) => name === 'TinyModel')).toMatchObject({
    latest_version: 21,
    aliases: {},
  })
  const [version] = (await server.app.inject({ url: '/v1/models/TinyModel/versions', headers })).json().items
  expect(version).toMatchObject({ version: 21, learner: 'forest', rows: 7, metrics: { accuracy: 0.5 } })
})
