import type { Steps } from '../base/threads/steps.ts'
import type { Model, SavedModel } from './model.ts'
import type { OnnxGraph } from './onnx/onnx-graph.ts'

/**
 * A family of models: how its saved models are loaded, and what else it supports. Listed in
 * `families.ts`.
 */
export interface ModelFamily<M extends Model = Model> {
  /** Name of the family in saved models, such as `random-forest`. */
  readonly kind: string
  /** Format of its saved models, counted from 1: a later one is rejected with `model-newer`. */
  readonly format: number
  /**
   * Loads what `Model.save` returned, in steps between which the event loop may run.
   *
   * @throws LapidaryError `model-corrupted` if the parts do not fit together
   */
  load(saved: SavedModel): Steps<M>
  /**
   * Adds to an ONNX graph what computes the output `probabilities` from `features`, the name of a
   * tensor `rows x features`. Not set: the family has no ONNX form, and its models are registered
   * without `model.onnx`.
   *
   * @returns the name of the output's tensor
   */
  addToOnnx?(graph: OnnxGraph, model: M, features: string): string
}
