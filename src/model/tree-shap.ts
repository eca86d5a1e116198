import type { ForestParts } from './random-forest-model.ts'

/** Exact path-dependent attributions of a forest. */
export class ForestExplainer {
  constructor(_parts: ForestParts, _shares: Float32Array, _depth: number) {}
  explain(_bins: Uint8Array): { readonly base: Float64Array; readonly attributions: Float64Array } {
    throw new Error('not yet')
  }
}
