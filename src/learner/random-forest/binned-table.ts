import type { Binning } from '../../model/random-forest/binning.ts'

/** A table in bins, as all trees of a forest see it. The arrays may be shared between threads. */
export interface BinnedTable {
  readonly rowCount: number
  readonly classCount: number
  /** Column-major: `bins[feature * rowCount + row]`. */
  readonly bins: Uint8Array
  /** Holds `bins` at its start, and buffers for each thread behind (see `forestMemory`). */
  readonly memory: WebAssembly.Memory
  readonly binning: Binning
  /** Bins of each feature, the missing one left out. */
  readonly binCounts: Int32Array
  readonly target: Uint8Array
  readonly classWeights: Float64Array
}

export interface TreeOptions {
  readonly maxDepth: number
  /** Fewest bootstrap draws in a leaf. */
  readonly minLeaf: number
  /** Features to look at in each node. */
  readonly mtry: number
}
