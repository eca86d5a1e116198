// What a fitted forest does with a row, in AssemblyScript: `npm run kernels` compiles this file to
// tree-kernel.wasm, which is committed. Every argument that ends in `At` is a byte offset into the
// forest's memory, which `compiled-trees.ts` lays out. Bounds are not checked here: what builds the
// memory has checked the model.
//
// A row's keys: eight bytes each, `mask` and `bin`. A node: twelve bytes, the offset of its key,
// `limits`, and the bytes to step to its left child, behind which the right one lies. The row goes
// right when (limits & mask) - bin is negative: - number: limits is the highest bin that goes left,
// mask has all bits; - category: limits is the set of the categories that go left, mask the bit of
// the row's own one, bin 1; - leaf: its number as limits and the first key, which is all bits and
// 0, never go right, and its step is 0: it stays.

/**
 * Writes the keys of the row of doubles at `rowAt`. For each feature sixteen bytes at `tableAt`:
 * its number of categories or 0, where its edges are, the offset of its keys, and how many they
 * are. A number has two keys: its bin, and one more, that wraps to 0 when it is missing. A category
 * has a key for each 32 of its bins, missing being the last bin.
 */
export function writeKeys(tableAt: usize, features: i32, rowAt: usize, keysAt: usize): void {
  store<i64>(keysAt, 0xffffffff)
  for (const end = tableAt + ((<usize>features) << 4); tableAt < end; tableAt += 16) {
    const value = load<f64>(rowAt)
    rowAt += 8
    const categories = load<i32>(tableAt)
    let keyAt = keysAt + <usize>load<u32>(tableAt, 8)
    if (categories == 0) {
      const edgesAt = <usize>load<u32>(tableAt, 4)
      const values = f64x2.splat(value)
      const block = edgesBelow(edgesAt, values)
      const bin =
        ((block << 4) + edgesBelow(edgesAt + 128 + (block << 7), values)) | (-(<usize>(value != value)) & 255)
      store<i32>(keyAt, -1)
      store<u32>(keyAt, bin, 4)
      store<i32>(keyAt, -1, 8)
      store<u32>(keyAt, (bin + 1) & 255, 12)
    } else {
      const bin = value >= 0 && value < <f64>categories ? min(<i32>value, 254) : min(categories, 255)
      const count = load<i32>(tableAt, 12)
      for (let word = 0; word < count; word++) {
        store<u32>(keyAt, bin >> 5 == word ? (<u32>1) << (bin & 31) : 0)
        store<u32>(keyAt, 1, 4)
        keyAt += 8
      }
    }
  }
}

/** How many of the sixteen edges at `at` lie below the value; none below what is missing. */
function edgesBelow(at: usize, values: v128): usize {
  let even = f64x2.lt(v128.load(at), values)
  let odd = f64x2.lt(v128.load(at, 16), values)
  even = i64x2.add(even, f64x2.lt(v128.load(at, 32), values))
  odd = i64x2.add(odd, f64x2.lt(v128.load(at, 48), values))
  even = i64x2.add(even, f64x2.lt(v128.load(at, 64), values))
  odd = i64x2.add(odd, f64x2.lt(v128.load(at, 80), values))
  even = i64x2.add(even, f64x2.lt(v128.load(at, 96), values))
  odd = i64x2.add(odd, f64x2.lt(v128.load(at, 112), values))
  const sum = i64x2.add(even, odd)
  return <usize>-(i64x2.extract_lane(sum, 0) + i64x2.extract_lane(sum, 1))
}

/**
 * Walks `count` times, rounded up to eight: from the node `starts[i]`, with the keys at `keys[i]`,
 * to a leaf, whose number becomes `leaves[i]`. Eight walks go side by side, so that the processor
 * works on the others while it waits for the memory of one.
 */
export function walk(startsAt: usize, keysAt: usize, leavesAt: usize, count: i32): void {
  for (const end = startsAt + ((<usize>count) << 2); startsAt < end; startsAt += 32) {
    let a = <usize>load<u32>(startsAt)
    let b = <usize>load<u32>(startsAt, 4)
    let c = <usize>load<u32>(startsAt, 8)
    let d = <usize>load<u32>(startsAt, 12)
    let e = <usize>load<u32>(startsAt, 16)
    let f = <usize>load<u32>(startsAt, 20)
    let g = <usize>load<u32>(startsAt, 24)
    let h = <usize>load<u32>(startsAt, 28)
    const keysA = <usize>load<u32>(keysAt)
    const keysB = <usize>load<u32>(keysAt, 4)
    const keysC = <usize>load<u32>(keysAt, 8)
    const keysD = <usize>load<u32>(keysAt, 12)
    const keysE = <usize>load<u32>(keysAt, 16)
    const keysF = <usize>load<u32>(keysAt, 20)
    const keysG = <usize>load<u32>(keysAt, 24)
    const keysH = <usize>load<u32>(keysAt, 28)
    let steps: usize
    do {
      const stepA = <usize>load<u32>(a, 8)
      a = childOf(a, stepA, keysA)
      const stepB = <usize>load<u32>(b, 8)
      b = childOf(b, stepB, keysB)
      const stepC = <usize>load<u32>(c, 8)
      c = childOf(c, stepC, keysC)
      const stepD = <usize>load<u32>(d, 8)
      d = childOf(d, stepD, keysD)
      const stepE = <usize>load<u32>(e, 8)
      e = childOf(e, stepE, keysE)
      const stepF = <usize>load<u32>(f, 8)
      f = childOf(f, stepF, keysF)
      const stepG = <usize>load<u32>(g, 8)
      g = childOf(g, stepG, keysG)
      const stepH = <usize>load<u32>(h, 8)
      h = childOf(h, stepH, keysH)
      steps = stepA | stepB | stepC | stepD | stepE | stepF | stepG | stepH
    } while (steps != 0)
    store<u32>(leavesAt, load<u32>(a, 4))
    store<u32>(leavesAt, load<u32>(b, 4), 4)
    store<u32>(leavesAt, load<u32>(c, 4), 8)
    store<u32>(leavesAt, load<u32>(d, 4), 12)
    store<u32>(leavesAt, load<u32>(e, 4), 16)
    store<u32>(leavesAt, load<u32>(f, 4), 20)
    store<u32>(leavesAt, load<u32>(g, 4), 24)
    store<u32>(leavesAt, load<u32>(h, 4), 28)
    keysAt += 32
    leavesAt += 32
  }
}

/**
 * Where a row goes from the node at `at`: to a child without a branch that could be foreseen
 * wrongly, or nowhere from a leaf.
 */
function childOf(at: usize, step: usize, keysAt: usize): usize {
  const keyAt = keysAt + <usize>load<u32>(at)
  const side = (load<i32>(at, 4) & load<i32>(keyAt)) - load<i32>(keyAt, 4)
  return at + step + <usize>((side >> 31) & 12)
}

/**
 * out = the sum of the shares of one row's leaves, tree after tree, as doubles. The leaf of the
 * next tree is `stride` bytes behind; shares are `leaves x classes`. Works on four classes at a
 * time: reads up to three shares and writes up to three sums beyond the last.
 */
export function addShares(
  leavesAt: usize,
  stride: usize,
  trees: i32,
  sharesAt: usize,
  classes: i32,
  outAt: usize,
): void {
  const bytes = (<usize>classes) << 2
  for (let k = 0; k < classes; k += 4) {
    let low = f64x2.splat(0)
    let high = f64x2.splat(0)
    let leafAt = leavesAt
    for (let tree = 0; tree < trees; tree++) {
      const shares = v128.load(sharesAt + <usize>load<u32>(leafAt) * bytes)
      low = f64x2.add(low, f64x2.promote_low_f32x4(shares))
      high = f64x2.add(high, f64x2.promote_low_f32x4(i32x4.shuffle(shares, shares, 2, 3, 2, 3)))
      leafAt += stride
    }
    v128.store(outAt, low)
    v128.store(outAt, high, 16)
    sharesAt += 16
    outAt += 32
  }
}
