import type { MultilayerPerceptronModel } from './multilayer-perceptron-model.ts'
import { maxDeviations } from './network-input.ts'
import { type OnnxGraph, onnxType } from '../onnx/onnx-graph.ts'

/**
 * Adds the network by plain operators, BatchNorm folded into the layers: each column of
 * the input is taken from its feature and either standardised and held within bounds, or compared
 * with its category, or tested for missing.
 */
export function addNetwork(graph: OnnxGraph, model: MultilayerPerceptronModel, input: string): string {
  const { layers } = model.network
  const last = layers.length - 1
  let values = addInput(graph, model, input)
  layers.forEach(({ inputs, units, weights, biases }, l) => {
    values = graph.step('Gemm', [
      values,
      graph.constant([inputs, units], weights),
      graph.constant([units], biases),
    ])
    if (l < last) values = graph.step('Max', [values, graph.constant([1], Float64Array.of(0))])
  })
  if (model.classes.length === 2) {
    const both = graph.constant([1, 2], Float64Array.of(-1, 1))
    return graph.step('Sigmoid', [graph.step('Mul', [values, both])])
  }
  return graph.step('Softmax', [values], { axis: 1 })
}

function addInput(
  graph: OnnxGraph,
  { features, input: columns, parts }: MultilayerPerceptronModel,
  input: string,
): string {
  const { width, starts, categories } = columns
  const feature: bigint[] = []
  const code = new Float64Array(width).fill(Number.NaN) // equal to nothing
  const missing = new Float64Array(width)
  const mean = new Float64Array(width)
  const scale = new Float64Array(width)
  for (let f = 0; f < features.length; f++) {
    const start = starts[f] as number
    const end = starts[f + 1] as number
    for (let column = start; column < end; column++) {
      feature.push(BigInt(f))
      if (categories[f] !== 0) code[column] = column - start
    }
    if (parts.missing[f] === 1) {
      code[end - 1] = Number.NaN
      missing[end - 1] = 1
    }
    if (categories[f] === 0) {
      mean[start] = parts.means[f] as number
      scale[start] = parts.scales[f] as number
    }
  }
  const row = (values: Float64Array): string => graph.constant([1, width], values)
  const single = (value: number): string => graph.constant([1], Float64Array.of(value))
  const taken = graph.step('Gather', [input, graph.constant([width], feature)], { axis: 1 })
  const isMissing = graph.step('Or', [graph.step('IsNaN', [taken]), graph.step('IsInf', [taken])])
  const standard = graph.step('Mul', [graph.step('Sub', [taken, row(mean)]), row(scale)])
  const held = graph.step('Max', [
    graph.step('Min', [standard, single(maxDeviations)]),
    single(-maxDeviations),
  ])
  const isCode = graph.step('Cast', [graph.step('Equal', [taken, row(code)])], { to: onnxType.double })
  return graph.step('Where', [isMissing, row(missing), graph.step('Add', [held, isCode])])
}
