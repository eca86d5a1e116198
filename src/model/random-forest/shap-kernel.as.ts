// Exact SHAP values of one tree for one class, in AssemblyScript: `npm run kernels` compiles this
// file to shap-kernel.wasm, which is committed. `tree-shap.ts` explains the algorithm and lays out
// the memory. No relaxed instruction: the bytes are the same everywhere. Every argument that ends
// in `At` is a byte offset into the explainer's memory. Bounds are not checked here: the model has
// been. Integration points come six at a time, as three vectors: the loops over them are unrolled
// by hand, which halves the time.

/**
 * The tree's cursors in preorder: its nodes (`tree-nodes.ts`), the left share of each split, the
 * value of each leaf.
 */
let nodeAt: usize = 0
let shareAt: usize = 0
let valueAt: usize = 0
/** The bin of each feature, a byte each. */
let bins: usize = 0
/**
 * By feature: the share z of its splits on the path so far, 1 before the first and 0 once the row
 * has gone the other way.
 */
let states: usize = 0
/** `s = 1 - t` of each integration point. */
let points: usize = 0
/** The attribution of each feature, to be added to. */
let out: usize = 0
/** Bytes of one value a point. */
let size: usize = 0

/**
 * Adds the attributions of the tree at `treeAt` to `attributionsAt`. A block is a double for each
 * of `6 * sixes` points. `levelsAt` is the stack, three blocks a level; its first block holds the
 * weights of the points. `sumAt` is room for one block.
 */
export function explainTree(
  treeAt: usize,
  sharesAt: usize,
  valuesAt: usize,
  binsAt: usize,
  statesAt: usize,
  pointsAt: usize,
  sixes: i32,
  levelsAt: usize,
  sumAt: usize,
  attributionsAt: usize,
): void {
  nodeAt = treeAt
  shareAt = sharesAt
  valueAt = valuesAt
  bins = binsAt
  states = statesAt
  points = pointsAt
  out = attributionsAt
  size = (<usize>sixes) * 48
  if (load<i32>(nodeAt) >= 0) split(levelsAt, sumAt)
}

/**
 * Handles the split at the cursor. At `productAt` is the product of the factors on its path, times
 * the weights; `sumAt` receives the sum over the leaves below of their values times the factors
 * below it.
 */
function split(productAt: usize, sumAt: usize): void {
  const word = load<u32>(nodeAt)
  const feature = <usize>(word >> 10)
  const bin = <u32>load<u8>(bins + feature)
  const missingLeft = (word >> 8) & 1
  // 1 if the row goes right. No branch depends on it below: half of them would be foreseen wrongly.
  let right: u32
  if ((word & 512) == 0) {
    right = u32(((bin + missingLeft) & 255) > (word & 255))
    nodeAt += 8
  } else {
    right = bin == 255 ? 1 - missingLeft : 1 - ((load<u32>(nodeAt + 8 + <usize>((bin >> 5) << 2)) >> (bin & 31)) & 1)
    nodeAt += 8 + <usize>((word & 255) << 2)
  }
  const left = load<f64>(shareAt)
  shareAt += 8
  const z = load<f64>(states + (feature << 3))
  if (z == 0) splitLeft(left, productAt, sumAt)
  else if ((load<i32>(nodeAt) & load<i32>(nodeAt, 4)) < 0) splitLeaves(<usize>right, left, z, feature, productAt, sumAt)
  else splitTaken(<usize>right, left, z, feature, productAt, sumAt)
}

/** A split by a feature whose way the row has left before: both children count by their shares. */
function splitLeft(left: f64, productAt: usize, sumAt: usize): void {
  const firstAt = productAt + size
  const secondAt = firstAt + size
  const nextAt = secondAt + size
  if (load<i32>(nodeAt) >= 0) {
    follow(productAt, 1, left, 0, nextAt)
    split(nextAt, firstAt)
  } else leaf(firstAt)
  if (load<i32>(nodeAt) >= 0) {
    follow(productAt, 1, 1 - left, 0, nextAt)
    split(nextAt, secondAt)
  } else leaf(secondAt)
  const lefts = f64x2.splat(left)
  const rights = f64x2.splat(1 - left)
  for (let at: usize = 0; at < size; at += 48) {
    mean(lefts, rights, firstAt + at, secondAt + at, sumAt + at)
    mean(lefts, rights, firstAt + at + 16, secondAt + at + 16, sumAt + at + 16)
    mean(lefts, rights, firstAt + at + 32, secondAt + at + 32, sumAt + at + 32)
  }
}

@inline
function mean(lefts: v128, rights: v128, firstAt: usize, secondAt: usize, sumAt: usize): void {
  v128.store(sumAt, f64x2.add(f64x2.mul(lefts, v128.load(firstAt)), f64x2.mul(rights, v128.load(secondAt))))
}

/** A split whose children are both leaves, by a feature that the row has not left. */
@inline
function splitLeaves(right: usize, left: f64, z: f64, feature: usize, productAt: usize, sumAt: usize): void {
  const taken = <f64>load<f32>(valueAt + (right << 2))
  const other = <f64>load<f32>(valueAt + 4 - (right << 2))
  nodeAt += 8
  valueAt += 8
  const isRight = <f64>right
  const zTaken = z * (left * (1 - isRight) + (1 - left) * isRight)
  const difference = (1 - zTaken) * taken - (z - zTaken) * other
  const takens = f64x2.splat(taken)
  const differences = f64x2.splat(difference)
  let total = f64x2.splat(0)
  if (z == 1) {
    for (let at: usize = 0; at < size; at += 48) {
      v128.store(sumAt + at, f64x2.sub(takens, f64x2.mul(v128.load(points + at), differences)))
      v128.store(sumAt + at, f64x2.sub(takens, f64x2.mul(v128.load(points + at, 16), differences)), 16)
      v128.store(sumAt + at, f64x2.sub(takens, f64x2.mul(v128.load(points + at, 32), differences)), 32)
      const low = f64x2.add(v128.load(productAt + at), v128.load(productAt + at, 16))
      total = f64x2.add(total, f64x2.add(low, v128.load(productAt + at, 32)))
    }
    total = f64x2.mul(total, differences)
  } else {
    const rests = f64x2.splat(1 - z)
    for (let at: usize = 0; at < size; at += 16) {
      total = f64x2.add(total, again(takens, differences, rests, productAt + at, points + at, sumAt + at))
    }
  }
  add(feature, total)
}

/** Any other split by a feature that the row has not left. */
@inline
function splitTaken(right: usize, left: f64, z: f64, feature: usize, productAt: usize, sumAt: usize): void {
  const firstAt = productAt + size
  const secondAt = firstAt + size
  const nextAt = secondAt + size
  const stateAt = states + (feature << 3)
  const isRight = <f64>right
  const isLeft = 1 - isRight
  const zLeft = z * left
  const zRight = z * (1 - left)
  // The factor of the feature is 1 - (1 - z) s on the side that the row takes, and z s on the
  // other.
  if (load<i32>(nodeAt) >= 0) {
    store<f64>(stateAt, zLeft * isLeft)
    follow(productAt, z, isLeft, zLeft - isLeft, nextAt)
    split(nextAt, firstAt)
  } else leaf(firstAt)
  if (load<i32>(nodeAt) >= 0) {
    store<f64>(stateAt, zRight * isRight)
    follow(productAt, z, isRight, zRight - isRight, nextAt)
    split(nextAt, secondAt)
  } else leaf(secondAt)
  store<f64>(stateAt, z)
  const takenAt = firstAt + (size & -right)
  const otherAt = secondAt - (size & -right)
  const zTaken = zLeft * isLeft + zRight * isRight
  const tops = f64x2.splat(1 - zTaken)
  let total = f64x2.splat(0)
  if (z == 1) {
    for (let at: usize = 0; at < size; at += 48) {
      const low = fresh(tops, takenAt + at, otherAt + at, productAt + at, points + at, sumAt + at)
      const mid = fresh(tops, takenAt + at + 16, otherAt + at + 16, productAt + at + 16, points + at + 16, sumAt + at + 16)
      const top = fresh(tops, takenAt + at + 32, otherAt + at + 32, productAt + at + 32, points + at + 32, sumAt + at + 32)
      total = f64x2.add(total, f64x2.add(f64x2.add(low, mid), top))
    }
  } else {
    const others = f64x2.splat(z - zTaken)
    const rests = f64x2.splat(1 - z)
    for (let at: usize = 0; at < size; at += 16) {
      const taken = v128.load(takenAt + at)
      const difference = f64x2.sub(f64x2.mul(tops, taken), f64x2.mul(others, v128.load(otherAt + at)))
      total = f64x2.add(total, again(taken, difference, rests, productAt + at, points + at, sumAt + at))
    }
  }
  add(feature, total)
}

/**
 * Two points of a split by a feature that is new on the path: writes the sum, returns what the
 * attribution receives.
 */
@inline
function fresh(tops: v128, takenAt: usize, otherAt: usize, productAt: usize, pointAt: usize, sumAt: usize): v128 {
  const taken = v128.load(takenAt)
  const difference = f64x2.mul(tops, f64x2.sub(taken, v128.load(otherAt)))
  v128.store(sumAt, f64x2.sub(taken, f64x2.mul(v128.load(pointAt), difference)))
  return f64x2.mul(v128.load(productAt), difference)
}

/** The same of a feature that occurs above with the share z; `rests` is 1 - z. */
@inline
function again(taken: v128, difference: v128, rests: v128, productAt: usize, pointAt: usize, sumAt: usize): v128 {
  const ones = f64x2.splat(1)
  const s = v128.load(pointAt)
  const ratio = f64x2.div(ones, f64x2.sub(ones, f64x2.mul(rests, s)))
  const sum = f64x2.mul(f64x2.sub(taken, f64x2.mul(s, difference)), ratio)
  v128.store(sumAt, sum)
  return f64x2.mul(v128.load(productAt), f64x2.mul(ratio, f64x2.sub(difference, f64x2.mul(rests, sum))))
}

/** The sum of the leaf at the cursor is its value at every point. */
@inline
function leaf(sumAt: usize): void {
  const value = f64x2.splat(<f64>load<f32>(valueAt))
  nodeAt += 4
  valueAt += 4
  for (let at: usize = 0; at < size; at += 48) {
    v128.store(sumAt + at, value)
    v128.store(sumAt + at, value, 16)
    v128.store(sumAt + at, value, 32)
  }
}

/**
 * Products below an edge: the factor of the feature, 1 - (1 - z) s above, becomes `constant + slope
 * s`.
 */
@inline
function follow(productAt: usize, z: f64, constant: f64, slope: f64, nextAt: usize): void {
  const constants = f64x2.splat(constant)
  const slopes = f64x2.splat(slope)
  if (z == 1) {
    for (let at: usize = 0; at < size; at += 48) {
      v128.store(nextAt + at, times(productAt + at, constants, slopes, points + at))
      v128.store(nextAt + at, times(productAt + at + 16, constants, slopes, points + at + 16), 16)
      v128.store(nextAt + at, times(productAt + at + 32, constants, slopes, points + at + 32), 32)
    }
    return
  }
  const ones = f64x2.splat(1)
  const rests = f64x2.splat(1 - z)
  for (let at: usize = 0; at < size; at += 16) {
    const before = f64x2.sub(ones, f64x2.mul(rests, v128.load(points + at)))
    v128.store(nextAt + at, f64x2.div(times(productAt + at, constants, slopes, points + at), before))
  }
}

@inline
function times(productAt: usize, constants: v128, slopes: v128, pointAt: usize): v128 {
  return f64x2.mul(v128.load(productAt), f64x2.add(constants, f64x2.mul(slopes, v128.load(pointAt))))
}

@inline
function add(feature: usize, amounts: v128): void {
  const at = out + (feature << 3)
  store<f64>(at, load<f64>(at) + f64x2.extract_lane(amounts, 0) + f64x2.extract_lane(amounts, 1))
}
