import { readFileSync } from 'node:fs'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { missingBin } from '../../model/random-forest/binning.ts'

/** The functions of `forest-kernel.as.ts`, which says what they take. */
interface KernelFunctions {
  count(
    columnAt: number,
    rowsAt: number,
    labelsAt: number,
    start: number,
    end: number,
    histogramAt: number,
    shift: number,
  ): void
  countFew(
    columnAt: number,
    rowsAt: number,
    labelsAt: number,
    start: number,
    end: number,
    histogramAt: number,
    shift: number,
    touchedAt: number,
  ): void
  partition(
    columnAt: number,
    rowsAt: number,
    labelsAt: number,
    start: number,
    end: number,
    sideAt: number,
    rightRowsAt: number,
    rightLabelsAt: number,
  ): number
  listUsed(histogramAt: number, shift: number, bins: number, orderAt: number): number
  clear(histogramAt: number, shift: number, orderAt: number, used: number): void
  scanThresholds(
    histogramAt: number,
    shift: number,
    orderAt: number,
    last: number,
    sumsAt: number,
    classes: number,
    leftBefore: number,
    minLeaf: number,
    mostLeft: number,
    weight: number,
    scoreAt: number,
  ): number
}

interface TableSize {
  readonly rowCount: number
  readonly classCount: number
  readonly features: number
}

const page = 65_536
/** WebAssembly addresses memory with 32 bits. */
const maxPages = 65_536

/** Bins of all features, then for each thread the buffers that it grows trees in. */
export function forestMemory(size: TableSize, threads: number): WebAssembly.Memory {
  const bytes = size.rowCount * size.features + 8 + threads * bufferBytes(size)
  const pages = Math.ceil(bytes / page)
  if (pages > maxPages)
    throw new LapidaryError('table-too-large', { rows: size.rowCount, features: size.features })
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
}

/** Holds one thread's buffers in the shared memory, and the compiled loops over them. */
export class ForestKernel {
  /**
   * Rows in node order, and beside each its class and how often the bootstrap drew it: `draws << 8
   * | class`.
   */
  readonly rows: Int32Array
  readonly labels: Uint16Array
  /** `1 << shift` slots a bin. */
  readonly histogram: Int32Array
  readonly shift: number
  /** One bit a bin. */
  readonly touched: Int32Array
  /** Bins that a node's rows fall into, in the order in which they are looked at. */
  readonly order: Int32Array
  /**
   * Weighted draws of each class on the left of a threshold, in the node, and each class's weight.
   */
  readonly leftSums: Float64Array
  readonly totalSums: Float64Array
  readonly weights: Float64Array
  /** Of the best split so far. */
  readonly score: Float64Array
  /** Where each bin goes: 0 left, 1 right. */
  readonly side: Uint8Array
  readonly #rightRowsAt: number
  readonly #rightLabelsAt: number
  readonly #rowCount: number
  readonly #functions: KernelFunctions

  /** @param thread number of the thread, from 0: no two may grow in the same buffers. */
  constructor(memory: WebAssembly.Memory, size: TableSize, thread: number) {
    const { rowCount, classCount, features } = size
    let at = Math.ceil((rowCount * features) / 8) * 8 + thread * bufferBytes(size)
    const take = (bytes: number): number => {
      const from = at
      at += Math.ceil(bytes / 8) * 8
      return from
    }
    const { buffer } = memory
    this.shift = shiftOf(classCount)
    this.#rowCount = rowCount
    this.leftSums = new Float64Array(buffer, take(3 * 8 * classCount), classCount)
    this.totalSums = new Float64Array(buffer, this.leftSums.byteOffset + 8 * classCount, classCount)
    this.weights = new Float64Array(buffer, this.leftSums.byteOffset + 16 * classCount, classCount)
    this.score = new Float64Array(buffer, take(8), 1)
    this.histogram = new Int32Array(buffer, take(4 * histogramSlots(classCount)), histogramSlots(classCount))
    this.touched = new Int32Array(buffer, take(32), 8)
    this.order = new Int32Array(buffer, take(4 * (missingBin + 1)), missingBin + 1)
    this.side = new Uint8Array(buffer, take(missingBin + 1), missingBin + 1)
    this.rows = new Int32Array(buffer, take(4 * rowCount), rowCount)
    this.labels = new Uint16Array(buffer, take(2 * rowCount), rowCount)
    this.#rightRowsAt = take(4 * rowCount)
    this.#rightLabelsAt = take(2 * rowCount)
    const module = new WebAssembly.Module(readFileSync(new URL('./forest-kernel.wasm', import.meta.url)))
    this.#functions = new WebAssembly.Instance(module, { env: { memory } })
      .exports as unknown as KernelFunctions
  }

  /**
   * Adds the rows `start..end` to the histogram of a feature; with `few` also notes which bins they
   * touch.
   */
  count(feature: number, start: number, end: number, few: boolean): void {
    const { rows, labels, histogram, shift } = this
    const columnAt = feature * this.#rowCount
    if (few) {
      this.#functions.countFew(
        columnAt,
        rows.byteOffset,
        labels.byteOffset,
        start,
        end,
        histogram.byteOffset,
        shift,
        this.touched.byteOffset,
      )
    } else
      this.#functions.count(
        columnAt,
        rows.byteOffset,
        labels.byteOffset,
        start,
        end,
        histogram.byteOffset,
        shift,
      )
  }

  /**
   * Puts the left child's rows before the right child's, each in their order; returns where the
   * right ones begin.
   */
  partition(feature: number, start: number, end: number): number {
    const { rows, labels, side } = this
    return this.#functions.partition(
      feature * this.#rowCount,
      rows.byteOffset,
      labels.byteOffset,
      start,
      end,
      side.byteOffset,
      this.#rightRowsAt,
      this.#rightLabelsAt,
    )
  }

  /** Puts the bins in use, of the first `bins`, into `order`, ascending; returns how many. */
  listUsed(bins: number): number {
    return this.#functions.listUsed(this.histogram.byteOffset, this.shift, bins, this.order.byteOffset)
  }

  /** Empties the histogram of the first `used` bins in `order`. */
  clear(used: number): void {
    this.#functions.clear(this.histogram.byteOffset, this.shift, this.order.byteOffset, used)
  }

  /**
   * Returns how many of the bins in `order` go left in the best threshold split that beats `score`,
   * which it then replaces; 0 for none.
   */
  scanThresholds(
    last: number,
    leftBefore: number,
    minLeaf: number,
    mostLeft: number,
    weight: number,
  ): number {
    return this.#functions.scanThresholds(
      this.histogram.byteOffset,
      this.shift,
      this.order.byteOffset,
      last,
      this.leftSums.byteOffset,
      this.leftSums.length,
      leftBefore,
      minLeaf,
      mostLeft,
      weight,
      this.score.byteOffset,
    )
  }
}

/**
 * Returns the shift of a bin: at least one slot a class, a power of two of them a bin, and four at
 * least: the loops take four at a time.
 */
function shiftOf(classCount: number): number {
  return Math.ceil(Math.log2(Math.max(4, classCount)))
}

function histogramSlots(classCount: number): number {
  return (missingBin + 1) << shiftOf(classCount)
}

/** Generous by what rounding to eight bytes may take. */
function bufferBytes({ rowCount, classCount }: TableSize): number {
  return (
    8 *
      Math.ceil(
        (12 * rowCount + 24 * classCount + 4 * histogramSlots(classCount) + 5 * (missingBin + 1)) / 8,
      ) +
    128
  )
}
