import { EncodedModel } from '../evidence/encoded-model.ts'
import { addEvidence } from '../evidence/to-onnx.ts'
import { modelFamilies } from '../families.ts'
import type { FeatureSpec } from '../features.ts'
import type { Model } from '../model.ts'
import type { ModelFamily } from '../model-family.ts'
import { OnnxGraph, onnxType } from './onnx-graph.ts'

const familyOf = ({ kind }: Pick<Model, 'kind'>): ModelFamily | undefined =>
  modelFamilies.find((family) => family.kind === kind)

/** Returns whether a model has an ONNX form: whether its family has. */
export function hasOnnx(model: Pick<Model, 'kind'>): boolean {
  return familyOf(model)?.addToOnnx !== undefined
}

/**
 * Converts a model to ONNX, for other programs. Input `features`, float `rows x features` in the
 * order of the metadata `features` (JSON): numbers as they are, categories as the index of theirs,
 * NaN for missing. Outputs: `label`, text, and `probabilities`, float `rows x classes`. Needs ONNX
 * Runtime 1.20 or newer. For inputs that a float holds exactly, the decisions are those of the
 * model and probabilities differ by less than 1e-6.
 *
 * @returns the bytes of the file; null if the model's family has no ONNX form
 */
export function toOnnx(model: Model): Uint8Array | null {
  if (!hasOnnx(model)) return null
  const graph = new OnnxGraph()
  graph.input('features', onnxType.float, model.features.length)
  const probabilities = addModel(graph, model, addKnownCodes(graph, model.features))
  const best = graph.step('ArgMax', [probabilities], { axis: 1, keepdims: 0 })
  graph.step(
    'Gather',
    [graph.constant([model.classes.length], model.classes), best],
    { axis: 0 },
    { output: 'label' },
  )
  graph.output('label', onnxType.text)
  graph.output('probabilities', onnxType.float, model.classes.length)
  const notes = { features: JSON.stringify(model.features), classes: JSON.stringify(model.classes) }
  return graph.finish(model.kind, { '': 17, 'ai.onnx.ml': 5 }, notes)
}

/**
 * Adds the features as the models read them: a code that is no category is missing, and a broken
 * one is the whole code below.
 */
function addKnownCodes(graph: OnnxGraph, features: readonly FeatureSpec[]): string {
  const counts = Float32Array.from(features, ({ categories = [] }) => categories.length)
  if (counts.every((count) => count === 0)) return 'features'
  const row = (values: Float32Array): string => graph.constant([1, features.length], values)
  const codes = graph.step('Floor', ['features'])
  const isCode = graph.step('And', [
    graph.step('GreaterOrEqual', [codes, graph.constant([1], Float32Array.of(0))]),
    graph.step('Less', [codes, row(counts)]),
  ])
  const isNumber = graph.step('Equal', [row(counts), graph.constant([1], Float32Array.of(0))])
  const known = graph.step('Where', [isCode, codes, graph.constant([1], Float32Array.of(Number.NaN))])
  return graph.step('Where', [isNumber, 'features', known])
}

/**
 * Adds what computes the output `probabilities` from `features`, the name of a tensor; a family
 * without ONNX has none.
 */
function addModel(graph: OnnxGraph, model: Model, features: string): string {
  if (model instanceof EncodedModel)
    return addModel(graph, model.inner, addEvidence(graph, model.evidence, features))
  const name = familyOf(model)?.addToOnnx?.(graph, model, features)
  if (name === undefined) throw new TypeError(`The family ${model.kind} has no ONNX form`)
  return name
}
