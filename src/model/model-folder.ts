import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { decodeDocument } from '../base/documents/decode-document.ts'
import { encodeDocument } from '../base/documents/document.ts'
import { runInTurns, type Steps } from '../base/threads/steps.ts'
import { decodeInSteps, encodeModel } from './encode.ts'
import { loadInSteps } from './load.ts'
import type { Model } from './model.ts'
import { getOnnxSignature, hasOnnx, toOnnx } from './onnx/onnx.ts'
import type { Reference } from './reference.ts'
import { corrupted } from './saved-model.ts'
import { upgradeSavedModel } from './upgrade-saved-model.ts'

/** A made-up request with its features and the model's prediction: none is a row of the data. */
export interface InputExample {
  readonly row: Readonly<Record<string, unknown>>
  /** `null` is missing. */
  readonly features: readonly (number | null)[]
  readonly probabilities: readonly number[]
}

/** One column of a request. */
export interface SignatureColumn {
  readonly name: string
  readonly type: 'double' | 'long' | 'string' | 'array'
  readonly required: boolean
}

export interface ModelFolder {
  readonly model: Model
  readonly examples: readonly InputExample[]
  /**
   * Hyper-parameters that tuning chose, for people (`best_params`). Not set when nothing was tuned.
   */
  readonly chosenParams?: Readonly<Record<string, unknown>> | undefined
}

interface ModelFolderInput extends ModelFolder {
  readonly inputs: readonly SignatureColumn[]
  readonly reference: Reference
  /** Markdown by file name. */
  readonly cards: Readonly<Record<string, string>>
}

const text = new TextEncoder()

/**
 * Encodes the files of a registered model, by path; `model.onnx` is one of them if the model has an
 * ONNX form. The same model gives the same bytes: no time and no id is in them.
 */
export function encodeModelFolder(input: ModelFolderInput): ReadonlyMap<string, Uint8Array> {
  const { model, chosenParams } = input
  const { header, arrays } = model.save()
  const written = chosenParams === undefined ? header : { ...header, chosen_params: chosenParams }
  const { json, bin } = encodeModel({ header: written, arrays })
  const onnx = toOnnx(model)
  const files = new Map<string, Uint8Array>([
    ['MLmodel', text.encode(mlmodel(input))],
    ['model.json', json],
    ['model.bin', bin],
    ...(onnx === null ? [] : [['model.onnx', onnx] as const, ...encodeTexts(pythonEnvironment)]),
    ['reference.json', text.encode(encodeDocument(input.reference))],
    ['input_example.json', text.encode(JSON.stringify(input.examples[0]?.row ?? {}))],
    ['examples.json', text.encode(encodeDocument(input.examples))],
  ])
  for (const [name, card] of encodeTexts(input.cards)) files.set(name, card)
  return files
}

const encodeTexts = (texts: Readonly<Record<string, string>>): (readonly [string, Uint8Array])[] =>
  Object.entries(texts).map(([name, content]) => [name, text.encode(content)])

function* loadFiles(json: Uint8Array, bin: Uint8Array): Steps<Pick<ModelFolder, 'model' | 'chosenParams'>> {
  const saved = yield* decodeInSteps(json, bin)
  const { chosen_params: chosenParams } = upgradeSavedModel(saved).header
  if (chosenParams !== undefined && !isRecord(chosenParams))
    throw corrupted('its chosen params are not readable')
  return { model: yield* loadInSteps(saved), chosenParams }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Reads a model folder while the event loop goes on.
 *
 * @param read returns the bytes of a path, whose checksum is verified already
 * @throws LapidaryError `model-corrupted`, `model-newer`
 */
export async function decodeModelFolder(read: (path: string) => Promise<Uint8Array>): Promise<ModelFolder> {
  const loaded = await runInTurns(loadFiles(await read('model.json'), await read('model.bin')))
  const examples = decodeDocument('examples.json', await read('examples.json'), {
    dataKeys: ['row'],
  }) as readonly InputExample[]
  return { ...loaded, examples }
}

/**
 * Reads the distribution of the training rows from a model folder, as `decodeModelFolder` reads the
 * model.
 */
export async function decodeReference(read: (path: string) => Promise<Uint8Array>): Promise<Reference> {
  return decodeDocument('reference.json', await read('reference.json'), {
    dataKeys: ['lostShares'],
  }) as Reference
}

/**
 * Checks that the definition of today and this model still belong together: every example must give
 * the features and the prediction that it gave when the model was trained.
 *
 * @param featuresOf writes the features of a row, as the definition makes them now.
 * @throws LapidaryError `definition-changed`, naming the first feature that differs;
 * `model-wrong-answer`.
 */
export function checkExamples(
  { model, examples }: ModelFolder,
  featureNames: readonly string[],
  featuresOf: (row: Readonly<Record<string, unknown>>, out: Float64Array) => void,
): void {
  const trained = model.features.map(({ name }) => name)
  const differing =
    trained.find((name, index) => featureNames[index] !== name) ?? featureNames[trained.length]
  if (differing !== undefined) {
    const presence = (names: readonly string[]): string => (names.includes(differing) ? 'there' : 'not there')
    const [now, then] = [presence(featureNames), presence(trained)]
    throw new LapidaryError('definition-changed', {
      feature: differing,
      now,
      then: now === then ? 'in another place' : then,
    })
  }
  const features = new Float64Array(trained.length)
  const probabilities = new Float64Array(model.classes.length)
  for (const example of examples) {
    featuresOf(example.row, features)
    features.forEach((value, index) => {
      const then = example.features[index] ?? Number.NaN
      if (!Object.is(value, then) && value !== then) {
        throw new LapidaryError('definition-changed', { feature: trained[index] as string, now: value, then })
      }
    })
    model.predictRow(features, probabilities)
    const wrong = example.probabilities.some(
      (then, index) => !(Math.abs(then - (probabilities[index] as number)) <= 1e-9),
    )
    if (wrong || probabilities.length !== example.probabilities.length) {
      throw new LapidaryError('model-wrong-answer', {
        now: [...probabilities].join(', '),
        then: example.probabilities.join(', '),
      })
    }
  }
}

/**
 * Writes the description that MLflow's tools look for: YAML whose values are quoted as JSON, which
 * YAML contains. Its signature is that of `model.onnx`, which such tools run, if there is one; the
 * columns of a request belong to the flavor `lapidary`.
 */
function mlmodel({ model, inputs }: ModelFolderInput): string {
  return [
    'flavors:',
    '  lapidary:',
    `    kind: ${JSON.stringify(model.kind)}`,
    '    data: "model.json"',
    '    arrays: "model.bin"',
    `    columns: ${JSON.stringify(JSON.stringify(inputs))}`,
    '    input_example: "input_example.json"',
    ...(hasOnnx(model) ? [...onnxFlavors, ...onnxSignature(model)] : []),
    '',
  ].join('\n')
}

/**
 * The Python and the packages that run `model.onnx`. Texts of pandas 3 are no arrays of NumPy, as
 * ONNX Runtime needs them.
 */
const python = { version: '3.11', packages: ['mlflow>=2.10', 'onnx>=1.16', 'onnxruntime>=1.20', 'pandas<3'] }

const onnxFlavors = [
  '  onnx:',
  '    data: "model.onnx"',
  '    onnx_version: "1.16"',
  '    providers: ["CPUExecutionProvider"]',
  '  python_function:',
  '    loader_module: "mlflow.onnx"',
  '    data: "model.onnx"',
  '    env: {"conda": "conda.yaml", "virtualenv": "python_env.yaml"}',
  `    python_version: ${JSON.stringify(python.version)}`,
]

/** The environment of Python in which MLflow runs the model, by file name. */
const pythonEnvironment: Readonly<Record<string, string>> = {
  'requirements.txt': `${python.packages.join('\n')}\n`,
  'python_env.yaml': `python: ${JSON.stringify(python.version)}\ndependencies: ["-r requirements.txt"]\n`,
  'conda.yaml': [
    'name: "mlflow-env"',
    'channels: ["conda-forge"]',
    `dependencies: [${JSON.stringify(`python=${python.version}`)}, "pip", ${JSON.stringify({ pip: python.packages })}]`,
    '',
  ].join('\n'),
}

function onnxSignature(model: Model): string[] {
  const { inputs, label, probabilities } = getOnnxSignature(model)
  const columns = (named: readonly { readonly name: string; readonly type: string }[]): string =>
    JSON.stringify(JSON.stringify(named.map(({ name, type }) => ({ type, name, required: true }))))
  const outputs = [
    { name: label, type: 'string' },
    ...probabilities.map((name) => ({ name, type: 'double' })),
  ]
  return ['signature:', `  inputs: ${columns(inputs)}`, `  outputs: ${columns(outputs)}`, '  params: null']
}
