import type { CategoryEvidence } from './category-evidence.ts'
import { type OnnxGraph, onnxType } from '../onnx/onnx-graph.ts'

/**
 * Adds what turns `features`, the name of a tensor without unknown codes, into the rows of the
 * inner model.
 */
export function addEvidence(
  graph: OnnxGraph,
  { encoded, kept, tables, width }: CategoryEvidence,
  features: string,
): string {
  const parts = encoded.map((feature, i) => {
    const table = tables[i] as Float64Array
    const rows = table.length / width
    const codes = graph.step('Gather', [features, graph.constant([], [BigInt(feature)])], { axis: 1 })
    const missing = graph.constant([1], Float64Array.of(rows - 1))
    const filled = graph.step('Where', [graph.step('IsNaN', [codes]), missing, codes])
    const places = graph.step('Cast', [filled], { to: onnxType.int64 })
    return graph.step('Gather', [graph.constant([rows, width], Float64Array.from(table)), places], {
      axis: 0,
    })
  })
  if (kept.length > 0) {
    parts.unshift(
      graph.step('Gather', [features, graph.constant([kept.length], kept.map(BigInt))], { axis: 1 }),
    )
  }
  return graph.step('Concat', parts, { axis: 1 })
}
