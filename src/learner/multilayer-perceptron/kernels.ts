import { readFileSync } from 'node:fs'

/** A function that `kernels.as.ts` exports: addresses and sizes are whole numbers. */
type Kernel = (...args: number[]) => void

export interface Kernels {
  readonly forward: Kernel
  readonly backwardInputs: Kernel
  readonly backwardWeights: Kernel
  readonly relu: Kernel
  readonly affine: Kernel
  readonly batchNorm: Kernel
  readonly backwardBatchNorm: Kernel
  readonly dropout: Kernel
  readonly adam: Kernel
  readonly gather: Kernel
}

/** Compiled once for all networks of a thread: what runs often is then compiled better. */
const compiled = new WebAssembly.Module(readFileSync(new URL('./kernels.wasm', import.meta.url)))

/** Instantiates the kernels on `memory`. */
export function openKernels(memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels
}

/** Floats in the memory of the kernels. */
export interface Block {
  /** Address in bytes, a multiple of 16. */
  readonly at: number
  readonly length: number
}

/** Lays out blocks, then opens a memory that holds them. */
export class Layout {
  #bytes = 16

  floats(length: number): Block {
    const at = this.#bytes
    this.#bytes += Math.ceil((length * 4) / 16) * 16
    return { at, length }
  }

  open(): WebAssembly.Memory {
    return new WebAssembly.Memory({ initial: Math.ceil(this.#bytes / 65_536) })
  }
}

/** Returns the room for `width` columns: vectors are of four, and blocks of two vectors. */
export function padded(width: number): number {
  return Math.ceil(width / 8) * 8
}
