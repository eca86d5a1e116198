import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { decodeDocument } from '../base/documents/decode-document.ts'
import { encodeDocument } from '../base/documents/document.ts'
import { runInTurns, type Steps } from '../base/threads/steps.ts'
import { decodeInSteps, encodeModel } from './encode.ts'
import { loadInSteps } from './load.ts'
import type { Model } from './model.ts'
import { toOnnx } from './onnx/onnx.ts'
import type { Reference } from './reference.ts'

/** A made-up request, the features that the definition made of it and what the model answered: none is a row of the data. */
export interface InputExample {
  readonly row: Readonly<Record<string, unknown>>
  /** `null` is missing. */
  readonly features: readonly (number | null)[]
  readonly probabilities: readonly number[]
}

/** One column that the model's caller gives. */
export interface SignatureColumn {
  readonly name: string
  readonly type: 'double' | 'long' | 'string' | 'array'
  readonly required: boolean
}

export interface ModelFolder {
  readonly model: Model
  readonly examples: readonly InputExample[]
}

interface ModelFolderInput extends ModelFolder {
  readonly inputs: readonly SignatureColumn[]
  readonly reference: Reference
  /** Markdown by file name. */
  readonly cards: Readonly<Record<string, string>>
}

const text = new TextEncoder()

/** The files of a registered model, by path. The same model gives the same bytes: no time and no id is in them. */
export function encodeModelFolder(input: ModelFolderInput): ReadonlyMap<string, Uint8Array> {
  const { json, bin } = encodeModel(input.model.save())
  const files = new Map<string, Uint8Array>([
    ['MLmodel', text.encode(mlmodel(input))],
    ['model.json', json],
    ['model.bin', bin],
    ['model.onnx', toOnnx(input.model)],
    ['reference.json', text.encode(encodeDocument(input.reference))],
    ['input_example.json', text.encode(JSON.stringify(input.examples[0]?.row ?? {}))],
    ['examples.json', text.encode(encodeDocument(input.examples))],
  ])
  for (const [name, card] of Object.entries(input.cards)) files.set(name, text.encode(card))
  return files
}

function* loadFiles(json: Uint8Array, bin: Uint8Array): Steps<Model> {
  return yield* loadInSteps(yield* decodeInSteps(json, bin))
}

/**
 * Reads a model folder back while the event loop goes on. `read` returns the bytes of a path, their checksum already proven.
 */
export async function decodeModelFolder(read: (path: string) => Promise<Uint8Array>): Promise<ModelFolder> {
  const model = await runInTurns(loadFiles(await read('model.json'), await read('model.bin')))
  const examples = decodeDocument('examples.json', await read('examples.json'), { dataKeys: ['row'] }) as readonly InputExample[]
  return { model, examples }
}

/** Reads the distribution of the training rows from a model folder, as `decodeModelFolder` reads the model. */
export async function decodeReference(read: (path: string) => Promise<Uint8Array>): Promise<Reference> {
  return decodeDocument('reference.json', await read('reference.json'), { dataKeys: ['lostShares'] }) as Reference
}

/**
 * Proves that the definition of today and this model still belong together: every example must give the features and
 * the answer that it gave when the model was trained.
 *
 * @param featuresOf writes the features of a row, as the definition makes them now.
 * @throws LapidaryError `definition-changed`, naming the first feature that differs; `model-wrong-answer`.
 */
export function checkExamples(
  { model, examples }: ModelFolder,
  featureNames: readonly string[],
  featuresOf: (row: Readonly<Record<string, unknown>>, out: Float64Array) => void,
): void {
  const trained = model.features.map(({ name }) => name)
  const strayed = trained.find((name, index) => featureNames[index] !== name) ?? featureNames[trained.length]
  if (strayed !== undefined) {
    const presence = (names: readonly string[]): string => (names.includes(strayed) ? 'there' : 'not there')
    const [now, then] = [presence(featureNames), presence(trained)]
    throw new LapidaryError('definition-changed', { feature: strayed, now, then: now === then ? 'in another place' : then })
  }
  const features = new Float64Array(trained.length)
  const answer = new Float64Array(model.classes.length)
  for (const example of examples) {
    featuresOf(example.row, features)
    features.forEach((value, index) => {
      const then = example.features[index] ?? Number.NaN
      if (!Object.is(value, then) && value !== then) {
        throw new LapidaryError('definition-changed', { feature: trained[index] as string, now: value, then })
      }
    })
    model.predictRow(features, answer)
    const wrong = example.probabilities.some((then, index) => !(Math.abs(then - (answer[index] as number)) <= 1e-9))
    if (wrong || answer.length !== example.probabilities.length) {
      throw new LapidaryError('model-wrong-answer', { now: [...answer].join(', '), then: example.probabilities.join(', ') })
    }
  }
}

/**
 * The description that MLflow's tools look for: YAML whose values are quoted as JSON, which YAML contains. Its signature is that of
 * `model.onnx`, which such tools run; the columns of a request belong to the flavor `lapidary`.
 */
function mlmodel({ model, inputs }: ModelFolderInput): string {
  const tensorOf = (name: string, dtype: string, width?: number): object => {
    return { name, type: 'tensor', 'tensor-spec': { dtype, shape: width === undefined ? [-1] : [-1, width] } }
  }
  const tensors = {
    inputs: [tensorOf('features', 'float32', model.features.length)],
    outputs: [tensorOf('label', 'str'), tensorOf('probabilities', 'float32', model.classes.length)],
  }
  return [
    'flavors:',
    '  lapidary:',
    `    kind: ${JSON.stringify(model.kind)}`,
    '    data: "model.json"',
    '    arrays: "model.bin"',
    `    columns: ${JSON.stringify(JSON.stringify(inputs))}`,
    '    input_example: "input_example.json"',
    '  onnx:',
    '    data: "model.onnx"',
    '    features: "in the order of model.json: numbers, categories as their index, NaN for missing"',
    'signature:',
    `  inputs: ${JSON.stringify(JSON.stringify(tensors.inputs))}`,
    `  outputs: ${JSON.stringify(JSON.stringify(tensors.outputs))}`,
    '',
  ].join('\n')
}
