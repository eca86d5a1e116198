import { InferenceSession } from 'onnxruntime-web'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { manyCategories } from '../../test/contract/learner.ts'
import { logisticRegression } from '../learner/logistic-regression/logistic-regression.ts'
import { encodeModelFolder } from './model-folder.ts'
import { referenceOf } from './reference.ts'

test('the signature of MLmodel is what model.onnx takes and returns', async () => {
  const table = manyCategories(400)
  const { model } = await logisticRegression().fit(table, { seed: 1, threads: 1 })
  const reference = referenceOf(table, table.target, 3)
  const columns = [{ name: 'product', type: 'string', required: true } as const]
  const files = encodeModelFolder({ model, examples: [], inputs: columns, reference, cards: {} })
  const { signature, flavors } = parse(new TextDecoder().decode(files.get('MLmodel')))
  const session = await InferenceSession.create(files.get('model.onnx') as Uint8Array)
  const tensors = (side: string): unknown[] => JSON.parse(signature[side])
  const seen = ({ name, ...metadata }: InferenceSession.ValueMetadata): unknown => {
    const { type, shape } = metadata as InferenceSession.TensorValueMetadata
    const dtype = type === 'string' ? 'str' : type
    return { name, type: 'tensor', 'tensor-spec': { dtype, shape: shape.map((size) => (size === 'rows' ? -1 : size)) } }
  }
  expect(tensors('inputs')).toEqual(session.inputMetadata.map(seen))
  expect(tensors('outputs')).toEqual(session.outputMetadata.map(seen))
  expect(tensors('inputs')).toEqual([{ name: 'features', type: 'tensor', 'tensor-spec': { dtype: 'float32', shape: [-1, 2] } }])
  expect(JSON.parse(flavors.lapidary.columns)).toEqual(columns)
  await session.release()
})
