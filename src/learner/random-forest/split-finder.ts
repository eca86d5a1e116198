import { missingBin } from '../../model/random-forest/binning.ts'
import type { SeededRandom } from '../../base/math/random.ts'
import type { ForestKernel } from './forest-kernel.ts'
import type { BinnedTable, TreeOptions } from './binned-table.ts'

/** Nodes with at most this many rows note which bins they touch instead of looking at every bin. */
const fewRows = 192

/** Holds the best split found so far in a node. */
class BestSplit {
  feature = -1
  score = 0
  /** Of a number: bins up to this one go left. */
  bin = 0
  missingLeft = false
  /** Missing values took part in the choice. */
  missingSeen = false
  /** Of categories: the bins in the node's order; the first `leftLength` go left. */
  readonly order = new Int32Array(missingBin + 1)
  orderLength = 0
  leftLength = 0
  /** Draws of each class that go left. */
  readonly leftCounts: Float64Array

  constructor(classCount: number) {
    this.leftCounts = new Float64Array(classCount)
  }

  /** Starts a node: a split must do better than the node itself, by more than rounding. */
  reset(score: number): void {
    this.feature = -1
    this.score = score * (1 + 1e-12)
  }

  setThreshold(
    score: number,
    feature: number,
    bin: number,
    missingLeft: boolean,
    missingSeen: boolean,
  ): void {
    this.score = score
    this.feature = feature
    this.bin = bin
    this.missingLeft = missingLeft
    this.missingSeen = missingSeen
  }

  setCategories(
    score: number,
    feature: number,
    order: Int32Array,
    leftLength: number,
    orderLength: number,
  ): void {
    this.score = score
    this.feature = feature
    for (let i = 0; i < orderLength; i++) this.order[i] = order[i] as number
    this.leftLength = leftLength
    this.orderLength = orderLength
  }
}

/** Finds the best Gini split of a node among random features, by histograms of bins. */
export class SplitFinder {
  readonly best: BestSplit
  readonly #table: BinnedTable
  readonly #options: TreeOptions
  readonly #classes: number
  readonly #kernel: ForestKernel
  readonly #shift: number
  readonly #histogram: Int32Array
  /** Bins that a node's rows fall into, ascending, the missing one left out. */
  readonly #present: Int32Array
  readonly #shares = new Float64Array(missingBin + 1)
  readonly #features: Int32Array
  readonly #leftSums: Float64Array
  readonly #totalSums: Float64Array
  #weight = 0
  #draws = 0

  /** @param kernel the grower's: a node is a range of its rows */
  constructor(table: BinnedTable, options: TreeOptions, kernel: ForestKernel) {
    this.#table = table
    this.#options = options
    this.#classes = table.classCount
    this.#kernel = kernel
    this.#shift = kernel.shift
    this.#histogram = kernel.histogram
    this.#present = kernel.order
    this.#features = new Int32Array(table.binCounts.length)
    this.#leftSums = kernel.leftSums
    this.#totalSums = kernel.totalSums
    kernel.weights.set(table.classWeights)
    this.best = new BestSplit(table.classCount)
  }

  /** Forgets the order of features that an earlier tree left. */
  startTree(): void {
    for (let i = 0; i < this.#features.length; i++) this.#features[i] = i
  }

  /**
   * Leaves the best split of the rows `start..end`, whose draws by class are `counts`, in `best`;
   * false if there is none. Looks at `mtry` random features, and on at further ones while none of
   * them could split the node.
   */
  find(start: number, end: number, counts: Float64Array, random: SeededRandom): boolean {
    const { minLeaf, mtry } = this.#options
    const best = this.best
    const weights = this.#table.classWeights
    let draws = 0
    let largest = 0
    let weight = 0
    let squares = 0
    for (let k = 0; k < this.#classes; k++) {
      const count = counts[k] as number
      const weighted = count * (weights[k] as number)
      this.#totalSums[k] = weighted
      draws += count
      weight += weighted
      squares += weighted * weighted
      if (count > largest) largest = count
    }
    if (draws < 2 * minLeaf || largest === draws) return false
    this.#weight = weight
    this.#draws = draws
    best.reset(squares / weight)
    const features = this.#features
    for (let seen = 0; seen < features.length && (seen < mtry || best.feature < 0); seen++) {
      const other = seen + random.integer(features.length - seen)
      const feature = features[other] as number
      features[other] = features[seen] as number
      features[seen] = feature
      this.#tryFeature(feature, start, end)
    }
    return best.feature >= 0
  }

  #tryFeature(feature: number, start: number, end: number): void {
    const bins = this.#table.binCounts[feature] as number
    const few = end - start <= fewRows
    this.#kernel.count(feature, start, end, few)
    const present = few ? this.#listTouched() : this.#kernel.listUsed(bins)
    this.#present[present] = missingBin
    if ((this.#table.binning.categories[feature] as number) === 0) this.#scanNumbers(feature, present)
    else this.#scanCategories(feature, this.#drawsOf(missingBin) > 0 ? present + 1 : present)
    this.#kernel.clear(present + 1)
  }

  /**
   * Lists the bins in use as the kernel's `listUsed` does, through the bits that `count` set, which
   * are cleared.
   */
  #listTouched(): number {
    const { touched } = this.#kernel
    let count = 0
    for (let word = 0; word < 8; word++) {
      let bits = touched[word] as number
      touched[word] = 0
      while (bits !== 0) {
        const lowest = bits & -bits
        const bin = (word << 5) + 31 - Math.clz32(lowest)
        if (bin !== missingBin) this.#present[count++] = bin
        bits ^= lowest
      }
    }
    return count
  }

  #drawsOf(bin: number): number {
    const from = bin << this.#shift
    let draws = 0
    for (let k = 0; k < this.#classes; k++) draws += this.#histogram[from + k] as number
    return draws
  }

  #scanNumbers(feature: number, present: number): void {
    if (present === 0) return
    const missing = this.#drawsOf(missingBin)
    this.#scanThresholds(feature, present, missing, false)
    if (missing > 0) this.#scanThresholds(feature, present, missing, true)
  }

  /** Tries every threshold between two bins in use, the missing rows going to one side. */
  #scanThresholds(feature: number, present: number, missing: number, missingLeft: boolean): void {
    const kernel = this.#kernel
    const { best } = this
    const { minLeaf } = this.#options
    for (let k = 0; k < this.#classes; k++)
      this.#leftSums[k] = missingLeft ? this.#weightOf(missingBin, k) : 0
    const last = missingLeft || missing === 0 ? present - 1 : present
    kernel.score[0] = best.score
    const bestLength = kernel.scanThresholds(
      last,
      missingLeft ? missing : 0,
      minLeaf,
      this.#draws - minLeaf,
      this.#weight,
    )
    if (bestLength === 0) return
    // Half way to the next bin in use; the last bin of all parts values from missing ones.
    const order = this.#present
    const bin = order[bestLength - 1] as number
    const next = order[bestLength] as number
    const threshold =
      bestLength < present ? (bin + next - 1) >> 1 : (this.#table.binCounts[feature] as number) - 1
    best.setThreshold(kernel.score[0], feature, threshold, missingLeft, missing > 0)
    this.#keepLeftCounts(bestLength, missingLeft)
  }

  /** Counts of the left side when it holds the first `count` bins in use. */
  #keepLeftCounts(count: number, withMissing: boolean): void {
    const counts = this.best.leftCounts
    for (let k = 0; k < this.#classes; k++) {
      let draws = withMissing ? (this.#histogram[(missingBin << this.#shift) + k] as number) : 0
      for (let i = 0; i < count; i++)
        draws += this.#histogram[((this.#present[i] as number) << this.#shift) + k] as number
      counts[k] = draws
    }
  }

  /**
   * Categories in the order of their share of a class; the best prefix goes left. For two classes
   * that is the best of all subsets (Breiman et al. 1984, theorem 4.5); for more, one order for
   * each class is tried. Missing is one more category.
   */
  #scanCategories(feature: number, present: number): void {
    const classes = this.#classes
    for (let k = classes === 2 ? 1 : 0; k < classes; k++) {
      this.#sortByShare(present, k)
      this.#scanPrefixes(feature, present)
    }
  }

  #sortByShare(present: number, k: number): void {
    const order = this.#present
    const shares = this.#shares
    for (let i = 0; i < present; i++) {
      const bin = order[i] as number
      let weight = 0
      for (let c = 0; c < this.#classes; c++) weight += this.#weightOf(bin, c)
      shares[bin] = this.#weightOf(bin, k) / weight
    }
    for (let i = 1; i < present; i++) {
      const bin = order[i] as number
      const share = shares[bin] as number
      let place = i - 1
      while (place >= 0) {
        const other = order[place] as number
        const before = shares[other] as number
        if (before < share || (before === share && other < bin)) break
        order[place + 1] = other
        place--
      }
      order[place + 1] = bin
    }
  }

  #weightOf(bin: number, k: number): number {
    return (this.#histogram[(bin << this.#shift) + k] as number) * (this.#table.classWeights[k] as number)
  }

  #scanPrefixes(feature: number, present: number): void {
    const left = this.#leftSums
    const best = this.best
    const minLeaf = this.#options.minLeaf
    let leftDraws = 0
    left.fill(0)
    for (let i = 0; i < present - 1; i++) {
      const bin = this.#present[i] as number
      leftDraws += this.#drawsOf(bin)
      for (let k = 0; k < this.#classes; k++) left[k] = (left[k] as number) + this.#weightOf(bin, k)
      if (leftDraws < minLeaf) continue
      if (leftDraws > this.#draws - minLeaf) return
      const score = splitScore(left, this.#totalSums, this.#weight)
      if (score <= best.score) continue
      best.setCategories(score, feature, this.#present, i + 1, present)
      this.#keepLeftCounts(i + 1, false)
    }
  }
}

/**
 * Computes what the least Gini impurity maximizes: the sum over both sides of squared class weights
 * by the side's weight. Hot.
 */
function splitScore(left: Float64Array, total: Float64Array, weight: number): number {
  let leftWeight = 0
  let leftSquares = 0
  let rightSquares = 0
  for (let k = 0; k < total.length; k++) {
    const onLeft = left[k] as number
    const onRight = (total[k] as number) - onLeft
    leftWeight += onLeft
    leftSquares += onLeft * onLeft
    rightSquares += onRight * onRight
  }
  return leftSquares / leftWeight + rightSquares / (weight - leftWeight)
}
