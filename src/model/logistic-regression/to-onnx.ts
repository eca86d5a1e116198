import type { LogisticRegressionModel } from './logistic-regression-model.ts'
import { slotsOf } from './logistic-slots.ts'
import { type OnnxGraph, onnxType } from '../onnx/onnx-graph.ts'

/**
 * Adds the logistic regression by plain operators: each slot of the model is a column,
 * taken from its feature and either standardised, or compared with its category, or tested for
 * missing.
 */
export function addLogistic(graph: OnnxGraph, model: LogisticRegressionModel, input: string): string {
  const { means, scales, weights, intercepts } = model.parts
  const { starts, categories } = slotsOf(model.features)
  const slots = starts[model.features.length] as number
  const classes = model.classes.length
  const feature: bigint[] = []
  const code = new Float64Array(slots).fill(Number.NaN) // equal to nothing
  const missing = new Float64Array(slots)
  const mean = new Float64Array(slots)
  const scale = new Float64Array(slots)
  for (let f = 0; f < model.features.length; f++) {
    const start = starts[f] as number
    const end = starts[f + 1] as number
    for (let slot = start; slot < end; slot++) {
      feature.push(BigInt(f))
      if (categories[f] !== 0) code[slot] = slot - start
    }
    code[end - 1] = Number.NaN
    missing[end - 1] = 1
    if (categories[f] === 0) {
      mean[start] = means[f] as number
      scale[start] = scales[f] as number
    }
  }
  const row = (values: Float64Array): string => graph.constant([1, slots], values)
  const taken = graph.step('Gather', [input, graph.constant([slots], feature)], { axis: 1 })
  const isMissing = graph.step('Or', [graph.step('IsNaN', [taken]), graph.step('IsInf', [taken])])
  const standard = graph.step('Mul', [graph.step('Sub', [taken, row(mean)]), row(scale)])
  const isCode = graph.step('Cast', [graph.step('Equal', [taken, row(code)])], { to: onnxType.double })
  const present = graph.step('Add', [standard, isCode])
  const design = graph.step('Where', [isMissing, row(missing), present])
  const scores = graph.step('Gemm', [
    design,
    graph.constant([slots, classes], weights),
    graph.constant([classes], intercepts),
  ])
  return graph.step('Softmax', [scores], { axis: 1 })
}
