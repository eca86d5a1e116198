import { readFileSync } from 'node:fs'
import { InferenceSession } from 'onnxruntime-web'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { createWideTable } from '../../test/contract/learner.ts'
import { logisticRegression } from '../learner/logistic-regression/logistic-regression.ts'
import { decodeModelFolder, decodeReference, encodeModelFolder } from './model-folder.ts'
import { referenceOf } from './reference.ts'

test('the signature of MLmodel is what model.onnx takes and returns', async () => {
  const table = createWideTable(400)
  const { model } = await logisticRegression().fit(table, { seed: 1, threads: 1 })
  const reference = referenceOf(table, table.target, 3)
  const columns = [{ name: 'product', type: 'string', required: true } as const]
  const files = encodeModelFolder({ model, examples: [], inputs: columns, reference, cards: {} })
  const { signature, flavors } = parse(new TextDecoder().decode(files.get('MLmodel')))
  const session = await InferenceSession.create(files.get('model.onnx') as Uint8Array)
  const types = { double: 'float64', string: 'string' }
  const columnsOf = (side: string): unknown[] =>
    (JSON.parse(signature[side]) as { type: keyof typeof types; name: string }[]).map(({ type, name }) => ({
      name,
      type: types[type],
      shape: ['rows'],
    }))
  const seen = ({ name, ...metadata }: InferenceSession.ValueMetadata): unknown => {
    const { type, shape } = metadata as InferenceSession.TensorValueMetadata
    return { name, type, shape }
  }
  expect(columnsOf('inputs')).toEqual(session.inputMetadata.map(seen))
  expect(columnsOf('outputs')).toEqual(session.outputMetadata.map(seen))
  expect(JSON.parse(signature.inputs)).toEqual([
    { type: 'string', name: 'product', required: true },
    { type: 'double', name: 'size', required: true },
  ])
  expect(flavors.python_function).toMatchObject({ loader_module: 'mlflow.onnx', data: 'model.onnx' })
  for (const path of Object.values(flavors.python_function.env)) expect(files.has(path as string)).toBe(true)
  expect(JSON.parse(flavors.lapidary.columns)).toEqual(columns)
  await session.release()
})

test.each([
  ['format-1', { model: { kind: 'multilayer-perceptron' }, chosenParams: { hiddenLayers: [3], epochs: 4 } }],
  ['format-2', { model: { kind: 'logistic-regression' }, chosenParams: undefined }],
])('a model folder of an earlier version loads: %s', async (name, expected) => {
  const folder = new URL(`fixtures/${name}/`, import.meta.url)
  const decoded = await decodeModelFolder(async (path) => readFileSync(new URL(path, folder)))
  const { model, examples } = decoded
  expect(decoded).toMatchObject(expected)
  expect(examples.length).toBeGreaterThan(2)
  for (const { features, probabilities } of examples) {
    const predicted = new Float64Array(model.classes.length)
    model.predictRow(
      Float64Array.from(features, (value) => value ?? Number.NaN),
      predicted,
    )
    predicted.forEach((share, k) => expect(share).toBeCloseTo(probabilities[k] as number, 9))
  }
})

test('chosen params that are not readable are rejected', async () => {
  const folder = new URL('fixtures/format-1/', import.meta.url)
  const read = async (path: string): Promise<Uint8Array> => {
    const bytes = readFileSync(new URL(path, folder))
    if (path !== 'model.json') return bytes
    return Buffer.from(JSON.stringify({ ...JSON.parse(bytes.toString()), chosenParams: 'all' }))
  }
  await expect(decodeModelFolder(read)).rejects.toThrow('its chosen params are not readable')
})

test('the training distribution of a model of an earlier version is read', async () => {
  const path = new URL('fixtures/format-1/reference.json', import.meta.url)
  const reference = await decodeReference(async () => readFileSync(path))
  expect(reference).toMatchObject({
    class_shares: [expect.any(Number), expect.any(Number)],
    lost_shares: { Age: expect.any(Number) },
  })
  expect(reference).not.toHaveProperty('version')
})
