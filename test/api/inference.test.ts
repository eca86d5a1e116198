import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { environmentKey, type TestServer, testServer } from '../kit/test-server.ts'

const key = { 'x-api-key': environmentKey }
let server: TestServer

beforeAll(async () => {
  server = await testServer()
})
afterAll(async () => await server.close())

const post = async (url: string, payload: object, headers: Record<string, string> = key) =>
  await server.app.inject({ method: 'POST', url, headers, payload })
/** Returns the newest predictions of the log. */
const logged = async (limit: number) => (await server.predictionLog.list({ limit })).items
const get = async (url: string) => await server.app.inject({ url, headers: key })

describe("MLflow's scoring", () => {
  const cells = [
    [33, 1000, 'Engineer', ['Auto Loan']],
    [null, 2000, null, null],
  ]
  const columns = ['Age', 'Annual_Income', 'Occupation', 'Loans']
  const records = cells.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])))
  const inputs = Object.fromEntries(columns.map((name, i) => [name, cells.map((row) => row[i])]))

  test.each([
    ['dataframe_split', { columns, data: cells, index: [0, 1] }],
    ['dataframe_records', records],
    ['instances', records],
    ['inputs', inputs],
  ])('predicts the rows of %s, and logs them', async (form, table) => {
    const response = await post('/invocations', { [form]: table, params: {} })
    expect(response.statusCode, response.body).toBe(200)
    const { predictions } = response.json()
    expect(predictions).toHaveLength(2)
    expect(Object.keys(predictions[0])).toEqual(['label', 'probability_bad', 'probability_good'])
    expect((await logged(2)).map(({ inputs }) => inputs)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ Age: 33, Occupation: 'Engineer', Loans: ['Auto Loan'] }),
        expect.objectContaining({ Annual_Income: 2000 }),
      ]),
    )
  })

  test.each([
    ['no table', {}, 400, 'The body has 0 tables'],
    ['two tables', { instances: records, inputs }, 400, 'The body has 2 tables'],
    ['a short row', { dataframe_split: { columns, data: [[1]] } }, 400, 'Row 1 has 1 cells, but there are 4'],
    ['columns of two lengths', { inputs: { ...inputs, Age: [1] } }, 400, 'has 2 cells, but others have 1'],
    ['a value out of range', { instances: [{ Age: 200, Annual_Income: 1 }] }, 400, 'Age'],
    ['an unknown column', { instances: [{ Annual_Income: 1, Shoe: 1 }] }, 400, 'Shoe'],
    ['no rows', { instances: [] }, 400, 'rows'],
    ['too many rows', { instances: Array(1001).fill(records[0]) }, 400, '1000'],
  ])('refuses %s', async (_name, body, status, message) => {
    const response = await post('/invocations', body)
    expect(response.json()).toEqual({
      error_code: 'INVALID_PARAMETER_VALUE',
      message: expect.stringContaining(message),
    })
    expect(response.statusCode).toBe(status)
  })

  test('needs a key', async () => {
    expect((await post('/invocations', { instances: records }, {})).json()).toMatchObject({
      error_code: 'UNAUTHENTICATED',
    })
  })
})

describe('Open Inference Protocol', () => {
  const infer = '/v2/models/TinyModel/infer'
  const tensor = (name: string, datatype: string, data: readonly unknown[], shape = [data.length]) => ({
    name,
    datatype,
    shape,
    data,
  })
  const inputs = [
    tensor('Age', 'INT64', [33, null]),
    tensor('Annual_Income', 'FP64', [1000, 2000], [2, 1]),
    tensor('Occupation', 'BYTES', ['Engineer', null]),
  ]

  test('describes the server and the model', async () => {
    expect((await get('/v2')).json()).toMatchObject({ name: 'lapidary', extensions: [] })
    expect((await get('/v2/health/live')).json()).toEqual({ live: true })
    expect((await get('/v2/health/ready')).json()).toEqual({ ready: true })
    expect((await get('/v2/models/TinyModel/ready')).json()).toEqual({ name: 'TinyModel', ready: true })
    const model = (await get('/v2/models/TinyModel')).json()
    const [version] = model.versions
    expect(model).toMatchObject({ name: 'TinyModel', platform: 'lapidary' })
    expect(model.inputs).toContainEqual({ name: 'Age', datatype: 'INT64', shape: [-1] })
    expect(model.inputs).toContainEqual({ name: 'Occupation', datatype: 'BYTES', shape: [-1] })
    expect(model.outputs[0]).toEqual({ name: 'label', datatype: 'BYTES', shape: [-1] })
    expect((await get(`/v2/models/TinyModel/versions/${version}`)).json()).toEqual(model)
  })

  test('predicts rows that are given by columns, and logs them', async () => {
    const response = await post(infer, { id: 'a', inputs })
    expect(response.statusCode, response.body).toBe(200)
    const { outputs, ...rest } = response.json()
    expect(rest).toEqual({ id: 'a', model_name: 'TinyModel', model_version: expect.stringMatching(/^\d+$/) })
    expect(
      outputs.map(({ name, datatype, shape }: Record<string, unknown>) => [name, datatype, shape]),
    ).toEqual([
      ['label', 'BYTES', [2]],
      ['probability_bad', 'FP64', [2]],
      ['probability_good', 'FP64', [2]],
    ])
    expect(
      (await logged(2))
        .map(({ inputs }) => inputs['Annual_Income'])
        .toSorted((a, b) => Number(a) - Number(b)),
    ).toEqual([1000, 2000])
    const chosen = await post(infer, { inputs, outputs: [{ name: 'probability_bad' }] })
    expect(chosen.json().outputs).toHaveLength(1)
  })

  test.each([
    ['another model', '/v2/models/Other/infer', { inputs }, 404, 'The model \\"Other\\" is not served'],
    ['another version', '/v2/models/TinyModel/versions/99/infer', { inputs }, 404, 'Version \\"99\\"'],
    ['a wrong shape', infer, { inputs: [tensor('Age', 'INT64', [1, 2], [2, 2])] }, 422, 'shape 2 × 2'],
    ['an unknown output', infer, { inputs, outputs: [{ name: 'x' }] }, 422, 'no output \\"x\\"'],
    [
      'a text for a number',
      infer,
      { inputs: [tensor('Annual_Income', 'BYTES', ['a'])] },
      422,
      'Annual_Income',
    ],
    ['no inputs', infer, {}, 422, 'inputs'],
  ])('refuses %s', async (_name, url, body, status, message) => {
    const response = await post(url, body)
    expect(Object.keys(response.json())).toEqual(['error'])
    expect(response.body).toContain(message)
    expect(response.statusCode).toBe(status)
  })
})
