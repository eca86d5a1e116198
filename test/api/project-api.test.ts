import { fastify } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { column } from '../../src/data/column.ts'
import { problemSchema } from '../../src/http/api/problem.ts'
import { guard } from '../../src/http/guard/guard.ts'
import { Metrics } from '../../src/http/metrics.ts'
import { projectApi } from '../../src/http/project-api.ts'
import type { Project } from '../../src/project/project.ts'
import { environmentKey, type TestServer, testServer } from '../kit/test-server.ts'
import { tinyProject, tinyRow } from '../kit/tiny-project.ts'

const headers = { 'x-api-key': environmentKey }

test('one server has the routes of two projects, each under a prefix and with its own schemas, stores and metrics', async () => {
  const { Annual_Income: _, ...columns } = tinyProject.columns
  const tiny = await openServer(tinyProject)
  const other = await openServer({
    ...tinyProject,
    model: 'OtherModel',
    columns: { ...columns, Height: column.number({ min: 0 }) },
  })
  const app = fastify()
  onTestFinished(() => app.close())
  app.addSchema(problemSchema)
  guard(app, tiny.services)
  const metrics = { '/tiny': new Metrics(), '/other': new Metrics() }
  const register = async (prefix: keyof typeof metrics, { services }: TestServer): Promise<void> => {
    const context = {
      services,
      metrics: metrics[prefix],
      isClosing: () => false,
      nextTurn: () => Promise.resolve(),
    }
    await app.register(projectApi, { prefix, ...context })
  }
  await register('/tiny', tiny)
  await register('/other', other)

  const predict = (url: string, payload: object) => app.inject({ method: 'POST', url, headers, payload })
  const logged = async (prefix: string) =>
    (await app.inject({ url: `${prefix}/v1/predictions`, headers })).json().items
  expect((await predict('/tiny/v1/models/TinyModel/predict', tinyRow)).json().items).toMatchObject([
    { model: 'TinyModel' },
  ])
  expect([(await logged('/tiny')).length, (await logged('/other')).length]).toEqual([1, 0])
  expect((await predict('/other/v1/models/OtherModel/predict', { Height: 2 })).json().items).toMatchObject([
    { model: 'OtherModel' },
  ])
  const wrong = await predict('/tiny/v1/models/TinyModel/predict', { ...tinyRow, Height: 2 })
  expect([wrong.statusCode, wrong.json().errors]).toEqual([
    422,
    [expect.objectContaining({ field: 'Height' })],
  ])
  expect((await predict('/other/v1/models/TinyModel/predict', tinyRow)).statusCode).toBe(422)
  expect((await predict('/tiny/grade', tinyRow)).statusCode).toBe(200)
  // Runs are of the server, not of one of its projects.
  expect((await app.inject({ url: '/other/v1/runs', headers })).statusCode).toBe(404)
  expect(await metrics['/tiny'].text()).toContain(
    'lapidary_predictions_total{prediction="bad",model_version="1"} 2',
  )
  expect(await metrics['/other'].text()).toContain(
    'lapidary_predictions_total{prediction="bad",model_version="1"} 1',
  )
})

async function openServer(project: Project): Promise<TestServer> {
  const server = await testServer({ project })
  onTestFinished(() => server.close())
  return server
}
