import { EncodedModel } from '../evidence/encoded-model.ts'
import { addEvidence } from '../evidence/to-onnx.ts'
import { modelFamilies } from '../families.ts'
import type { FeatureSpec } from '../features.ts'
import type { Model } from '../model.ts'
import type { ModelFamily } from '../model-family.ts'
import { OnnxGraph, onnxType, tensor } from './onnx-graph.ts'

const familyOf = ({ kind }: Pick<Model, 'kind'>): ModelFamily | undefined =>
  modelFamilies.find((family) => family.kind === kind)

/** Returns whether a model has an ONNX form: whether its family has. */
export function hasOnnx(model: Pick<Model, 'kind'>): boolean {
  return familyOf(model)?.addToOnnx !== undefined
}

/** Inputs and outputs of the ONNX form of a model, in their order. */
export interface OnnxSignature {
  readonly inputs: readonly { readonly name: string; readonly type: 'double' | 'string' }[]
  /** The output with the name of the class. */
  readonly label: string
  /** The outputs with the probability of each class, in the order of the classes. */
  readonly probabilities: readonly string[]
}

/**
 * Returns the names by which other programs give features to the ONNX form of a model and receive
 * its predictions. A feature that has the name of an output keeps it.
 */
export function getOnnxSignature({ features, classes }: Pick<Model, 'features' | 'classes'>): OnnxSignature {
  const taken = new Set(features.map(({ name }) => name))
  const unused = (name: string): string => {
    const free = taken.has(name) ? unused(`${name}_`) : name
    taken.add(free)
    return free
  }
  return {
    inputs: features.map(({ name, kind }) => ({ name, type: kind === 'category' ? 'string' : 'double' })),
    label: unused('label'),
    probabilities: classes.map((name) => unused(`probability_${name}`)),
  }
}

/**
 * Converts a model to ONNX, for other programs. There is an input for each feature, named like it,
 * with one value a row: a number as a double (NaN is missing), or a category as its text (any other
 * text, such as the empty one, is missing). Outputs: `label`, text, and `probability_<class>`,
 * double, for each class. Needs ONNX Runtime 1.20 or newer. Decisions are those of the model, and
 * probabilities differ by less than 1e-6.
 *
 * @returns the bytes of the file; null if the model's family has no ONNX form
 */
export function toOnnx(model: Model): Uint8Array | null {
  if (!hasOnnx(model)) return null
  const graph = new OnnxGraph()
  const { classes } = model
  const signature = getOnnxSignature(model)
  const probabilities = addModel(graph, model, addInputs(graph, model.features))
  const best = graph.step('ArgMax', [probabilities], { axis: 1, keepdims: 0 })
  const names = graph.constant([classes.length], classes)
  graph.step('Gather', [names, best], { axis: 0 }, { output: signature.label })
  graph.output(signature.label, onnxType.text)
  signature.probabilities.forEach((output, k) => {
    graph.step('Gather', [probabilities, graph.constant([], [BigInt(k)])], { axis: 1 }, { output })
    graph.output(output, onnxType.double)
  })
  const notes = { features: JSON.stringify(model.features), classes: JSON.stringify(classes) }
  return graph.finish(model.kind, { '': 17, 'ai.onnx.ml': 5 }, notes)
}

/**
 * Adds the inputs and returns the name of the features as doubles, `rows x features`: numbers as
 * they are, categories as the index of theirs, NaN for missing.
 */
function addInputs(graph: OnnxGraph, features: readonly FeatureSpec[]): string {
  // MLflow passes the column of a table with one column as `rows x 1`, and others as `rows`.
  const width = features.length === 1 ? 1 : undefined
  const asColumn = graph.constant([2], [-1n, 1n])
  const columns = features.map(({ name, kind, categories = [] }) => {
    graph.input(name, kind === 'category' ? onnxType.text : onnxType.double, width)
    const numbers = kind === 'category' ? addCodes(graph, name, categories) : name
    return graph.step('Reshape', [numbers, asColumn])
  })
  return graph.step('Concat', columns, { axis: 1 })
}

/** Adds what turns the texts of an input into codes. */
function addCodes(graph: OnnxGraph, input: string, categories: readonly string[]): string {
  const count = categories.length
  const table = {
    keys_tensor: { tensor: tensor([count], categories) },
    values_tensor: {
      tensor: tensor(
        [count],
        Float32Array.from(categories, (_, code) => code),
      ),
    },
    default_tensor: { tensor: tensor([1], Float32Array.of(Number.NaN)) },
  }
  const codes = graph.step('LabelEncoder', [input], table, { domain: 'ai.onnx.ml' })
  return graph.step('Cast', [codes], { to: onnxType.double })
}

/**
 * Adds what computes the probabilities, `rows x classes`, from `features`, the name of a tensor; a
 * family without ONNX has none.
 */
function addModel(graph: OnnxGraph, model: Model, features: string): string {
  if (model instanceof EncodedModel)
    return addModel(graph, model.inner, addEvidence(graph, model.evidence, features))
  const name = familyOf(model)?.addToOnnx?.(graph, model, features)
  if (name === undefined) throw new TypeError(`The family ${model.kind} has no ONNX form`)
  return name
}
