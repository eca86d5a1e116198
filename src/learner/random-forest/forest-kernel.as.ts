// The hot loops of growing a tree, in AssemblyScript: `npm run kernels` compiles this file to
// forest-kernel.wasm, which is committed. Every argument that ends in `At` is a byte offset into
// the memory that all threads share; each thread has buffers of its own in it.
// asc --enable threads --sharedMemory --initialMemory 1 --maximumMemory 65536

/**
 * Adds the draws of the rows `start..end` to the histogram of one feature: `1 << shift` slots a
 * bin, one a class.
 */
export function count(
  columnAt: usize,
  rowsAt: usize,
  labelsAt: usize,
  start: i32,
  end: i32,
  histogramAt: usize,
  shift: i32,
): void {
  for (let i: usize = <usize>start; i < <usize>end; i++) {
    const label = load<u16>(labelsAt + (i << 1))
    const bin = <u32>load<u8>(columnAt + load<u32>(rowsAt + (i << 2)))
    const slotAt = histogramAt + ((<usize>((bin << shift) + (<u32>label & 255))) << 2)
    store<i32>(slotAt, load<i32>(slotAt) + (<i32>label >> 8))
  }
}

/** The same, and sets the bit of each bin that a row falls into in the 256 bits at `touchedAt`. */
export function countFew(
  columnAt: usize,
  rowsAt: usize,
  labelsAt: usize,
  start: i32,
  end: i32,
  histogramAt: usize,
  shift: i32,
  touchedAt: usize,
): void {
  for (let i: usize = <usize>start; i < <usize>end; i++) {
    const label = load<u16>(labelsAt + (i << 1))
    const bin = <u32>load<u8>(columnAt + load<u32>(rowsAt + (i << 2)))
    const slotAt = histogramAt + ((<usize>((bin << shift) + (<u32>label & 255))) << 2)
    store<i32>(slotAt, load<i32>(slotAt) + (<i32>label >> 8))
    const wordAt = touchedAt + ((<usize>(bin >> 5)) << 2)
    store<u32>(wordAt, load<u32>(wordAt) | ((<u32>1) << (bin & 31)))
  }
}

/**
 * Puts the rows whose bin has side 0 before the others, both in their order; returns where the
 * others begin.
 */
export function partition(
  columnAt: usize,
  rowsAt: usize,
  labelsAt: usize,
  start: i32,
  end: i32,
  sideAt: usize,
  rightRowsAt: usize,
  rightLabelsAt: usize,
): i32 {
  let left: usize = <usize>start
  let right: usize = 0
  for (let i: usize = <usize>start; i < <usize>end; i++) {
    const row = load<u32>(rowsAt + (i << 2))
    const label = load<u16>(labelsAt + (i << 1))
    const goesRight = <usize>load<u8>(sideAt + <usize>load<u8>(columnAt + row))
    store<u32>(rowsAt + (left << 2), row)
    store<u16>(labelsAt + (left << 1), label)
    store<u32>(rightRowsAt + (right << 2), row)
    store<u16>(rightLabelsAt + (right << 1), label)
    left += 1 - goesRight
    right += goesRight
  }
  memory.copy(rowsAt + (left << 2), rightRowsAt, right << 2)
  memory.copy(labelsAt + (left << 1), rightLabelsAt, right << 1)
  return <i32>left
}

/**
 * Lists the first `bins` bins that rows fall into at `orderAt`, the `few` of them that are touched
 * or all; returns how many.
 */
export function listUsed(histogramAt: usize, shift: i32, bins: i32, orderAt: usize): i32 {
  let used = 0
  const end = histogramAt + ((<usize>bins) << (shift + 2))
  let bin = 0
  for (let at = histogramAt; at < end; bin++) {
    let any = v128.load(at)
    for (const next = at + ((<usize>1) << (shift + 2)); (at += 16) < next; ) any = v128.or(any, v128.load(at))
    store<i32>(orderAt + ((<usize>used) << 2), bin)
    used += <i32>v128.any_true(any)
  }
  return used
}

/** Empties the first `used` bins of those at `orderAt`. */
export function clear(histogramAt: usize, shift: i32, orderAt: usize, used: i32): void {
  const size = (<usize>1) << (shift + 2)
  for (let i: usize = 0; i < <usize>used; i++) {
    const from = histogramAt + ((<usize>load<i32>(orderAt + (i << 2))) << (shift + 2))
    for (let at = from; at < from + size; at += 16) v128.store(at, i32x4.splat(0))
  }
}

/**
 * Looks at every threshold between two bins in use (`order`, `last` of them may go left). `sumsAt`
 * holds three runs of `classes` doubles: weighted draws on the left so far, in the node, and the
 * weight of each class. Returns how many of the bins go left in the best split that beats the
 * double at `scoreAt`, which is replaced; 0 for none.
 */
export function scanThresholds(
  histogramAt: usize,
  shift: i32,
  orderAt: usize,
  last: i32,
  sumsAt: usize,
  classes: i32,
  leftBefore: i32,
  minLeaf: i32,
  mostLeft: i32,
  weight: f64,
  scoreAt: usize,
): i32 {
  const totalAt = sumsAt + ((<usize>classes) << 3)
  const weightsAt = totalAt + ((<usize>classes) << 3)
  let leftDraws = leftBefore
  let bestScore = load<f64>(scoreAt)
  let bestLength = 0
  for (let i = 0; i < last; i++) {
    const fromAt = histogramAt + ((<usize>(load<i32>(orderAt + ((<usize>i) << 2)) << shift)) << 2)
    let leftWeight: f64 = 0
    let leftSquares: f64 = 0
    let rightSquares: f64 = 0
    for (let k = 0; k < classes; k++) {
      const offset = (<usize>k) << 3
      const draws = load<i32>(fromAt + ((<usize>k) << 2))
      leftDraws += draws
      const onLeft = load<f64>(sumsAt + offset) + <f64>draws * load<f64>(weightsAt + offset)
      const onRight = load<f64>(totalAt + offset) - onLeft
      store<f64>(sumsAt + offset, onLeft)
      leftWeight += onLeft
      leftSquares += onLeft * onLeft
      rightSquares += onRight * onRight
    }
    if (leftDraws < minLeaf) continue
    if (leftDraws > mostLeft) break
    const score = leftSquares / leftWeight + rightSquares / (weight - leftWeight)
    if (score <= bestScore) continue
    bestScore = score
    bestLength = i + 1
  }
  if (bestLength > 0) store<f64>(scoreAt, bestScore)
  return bestLength
}
