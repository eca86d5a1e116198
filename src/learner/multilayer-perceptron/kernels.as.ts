/**
 * The inner loops of a network's training, in AssemblyScript: four floats at a time. `kernels.wasm`
 * is made of this file by `node scripts/kernels.ts`, and a test compares the two. No relaxed
 * instruction: the bytes are the same on every machine.
 *
 * Matrices are row-major floats at byte addresses that are multiples of 16. Widths are multiples of
 * 8 (the padding is zero and stays so), and there is room for a multiple of 4 rows: `forward` and
 * `backwardInputs` fill it, with what nobody reads.
 */

function sum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  )
}

/** y = x w + b: `x` is rows x inputs, `w` inputs x outputs. */
export function forward(x: usize, w: usize, b: usize, y: usize, rows: i32, inputs: i32, outputs: i32): void {
  const xRow = (<usize>inputs) << 2
  const yRow = (<usize>outputs) << 2
  for (let j: usize = 0; j < yRow; j += 32) {
    const b0 = v128.load(b + j)
    const b1 = v128.load(b + j, 16)
    for (let r: i32 = 0; r < rows; r += 4) {
      const x0 = x + <usize>r * xRow
      const x1 = x0 + xRow
      const x2 = x1 + xRow
      const x3 = x2 + xRow
      let a00 = b0
      let a01 = b1
      let a10 = b0
      let a11 = b1
      let a20 = b0
      let a21 = b1
      let a30 = b0
      let a31 = b1
      let wk = w + j
      for (let k: usize = 0; k < xRow; k += 4) {
        const w0 = v128.load(wk)
        const w1 = v128.load(wk, 16)
        let s = v128.load32_splat(x0 + k)
        a00 = f32x4.add(a00, f32x4.mul(s, w0))
        a01 = f32x4.add(a01, f32x4.mul(s, w1))
        s = v128.load32_splat(x1 + k)
        a10 = f32x4.add(a10, f32x4.mul(s, w0))
        a11 = f32x4.add(a11, f32x4.mul(s, w1))
        s = v128.load32_splat(x2 + k)
        a20 = f32x4.add(a20, f32x4.mul(s, w0))
        a21 = f32x4.add(a21, f32x4.mul(s, w1))
        s = v128.load32_splat(x3 + k)
        a30 = f32x4.add(a30, f32x4.mul(s, w0))
        a31 = f32x4.add(a31, f32x4.mul(s, w1))
        wk += yRow
      }
      let out = y + <usize>r * yRow + j
      v128.store(out, a00)
      v128.store(out, a01, 16)
      out += yRow
      v128.store(out, a10)
      v128.store(out, a11, 16)
      out += yRow
      v128.store(out, a20)
      v128.store(out, a21, 16)
      out += yRow
      v128.store(out, a30)
      v128.store(out, a31, 16)
    }
  }
}

/** dx = dy wT. */
export function backwardInputs(dy: usize, w: usize, dx: usize, rows: i32, inputs: i32, outputs: i32): void {
  const xRow = (<usize>inputs) << 2
  const yRow = (<usize>outputs) << 2
  for (let k: usize = 0; k < <usize>inputs; k += 2) {
    const wa = w + k * yRow
    const wb = wa + yRow
    for (let r: i32 = 0; r < rows; r += 4) {
      const y0 = dy + <usize>r * yRow
      const y1 = y0 + yRow
      const y2 = y1 + yRow
      const y3 = y2 + yRow
      let a0 = f32x4.splat(0)
      let b0 = f32x4.splat(0)
      let a1 = f32x4.splat(0)
      let b1 = f32x4.splat(0)
      let a2 = f32x4.splat(0)
      let b2 = f32x4.splat(0)
      let a3 = f32x4.splat(0)
      let b3 = f32x4.splat(0)
      for (let j: usize = 0; j < yRow; j += 16) {
        const u = v128.load(wa + j)
        const v = v128.load(wb + j)
        let s = v128.load(y0 + j)
        a0 = f32x4.add(a0, f32x4.mul(s, u))
        b0 = f32x4.add(b0, f32x4.mul(s, v))
        s = v128.load(y1 + j)
        a1 = f32x4.add(a1, f32x4.mul(s, u))
        b1 = f32x4.add(b1, f32x4.mul(s, v))
        s = v128.load(y2 + j)
        a2 = f32x4.add(a2, f32x4.mul(s, u))
        b2 = f32x4.add(b2, f32x4.mul(s, v))
        s = v128.load(y3 + j)
        a3 = f32x4.add(a3, f32x4.mul(s, u))
        b3 = f32x4.add(b3, f32x4.mul(s, v))
      }
      let out = dx + <usize>r * xRow + (k << 2)
      f32.store(out, sum(a0))
      f32.store(out, sum(b0), 4)
      out += xRow
      f32.store(out, sum(a1))
      f32.store(out, sum(b1), 4)
      out += xRow
      f32.store(out, sum(a2))
      f32.store(out, sum(b2), 4)
      out += xRow
      f32.store(out, sum(a3))
      f32.store(out, sum(b3), 4)
    }
  }
}

/** dw = xT dy, db = column sums of dy. */
export function backwardWeights(
  x: usize,
  dy: usize,
  dw: usize,
  db: usize,
  rows: i32,
  inputs: i32,
  outputs: i32,
): void {
  const xRow = (<usize>inputs) << 2
  const yRow = (<usize>outputs) << 2
  for (let j: usize = 0; j < yRow; j += 32) {
    let s0 = f32x4.splat(0)
    let s1 = f32x4.splat(0)
    for (let r: i32 = 0; r < rows; r++) {
      const at = dy + <usize>r * yRow + j
      s0 = f32x4.add(s0, v128.load(at))
      s1 = f32x4.add(s1, v128.load(at, 16))
    }
    v128.store(db + j, s0)
    v128.store(db + j, s1, 16)
    for (let k: usize = 0; k < xRow; k += 16) {
      let a00 = f32x4.splat(0)
      let a01 = f32x4.splat(0)
      let a10 = f32x4.splat(0)
      let a11 = f32x4.splat(0)
      let a20 = f32x4.splat(0)
      let a21 = f32x4.splat(0)
      let a30 = f32x4.splat(0)
      let a31 = f32x4.splat(0)
      let xk = x + k
      let yj = dy + j
      for (let r: i32 = 0; r < rows; r++) {
        const y0 = v128.load(yj)
        const y1 = v128.load(yj, 16)
        let s = v128.load32_splat(xk)
        a00 = f32x4.add(a00, f32x4.mul(s, y0))
        a01 = f32x4.add(a01, f32x4.mul(s, y1))
        s = v128.load32_splat(xk, 4)
        a10 = f32x4.add(a10, f32x4.mul(s, y0))
        a11 = f32x4.add(a11, f32x4.mul(s, y1))
        s = v128.load32_splat(xk, 8)
        a20 = f32x4.add(a20, f32x4.mul(s, y0))
        a21 = f32x4.add(a21, f32x4.mul(s, y1))
        s = v128.load32_splat(xk, 12)
        a30 = f32x4.add(a30, f32x4.mul(s, y0))
        a31 = f32x4.add(a31, f32x4.mul(s, y1))
        xk += xRow
        yj += yRow
      }
      let out = dw + (k >> 2) * yRow + j
      v128.store(out, a00)
      v128.store(out, a01, 16)
      out += yRow
      v128.store(out, a10)
      v128.store(out, a11, 16)
      out += yRow
      v128.store(out, a20)
      v128.store(out, a21, 16)
      out += yRow
      v128.store(out, a30)
      v128.store(out, a31, 16)
    }
  }
}

/** x = max(x, 0), `count` floats. */
export function relu(x: usize, count: i32): void {
  const zero = f32x4.splat(0)
  const end = x + ((<usize>count) << 2)
  for (; x < end; x += 16) v128.store(x, f32x4.max(v128.load(x), zero))
}

/** y = x * scale + shift, by column. */
export function affine(x: usize, scale: usize, shift: usize, y: usize, rows: i32, width: i32): void {
  const row = (<usize>width) << 2
  for (let r: i32 = 0; r < rows; r++) {
    for (let j: usize = 0; j < row; j += 16) {
      const scaled = f32x4.mul(v128.load(x + j), v128.load(scale + j))
      v128.store(y + j, f32x4.add(scaled, v128.load(shift + j)))
    }
    x += row
    y += row
  }
}

/**
 * BatchNorm (Ioffe and Szegedy 2015, algorithm 1) by column over the batch, then Dropout by the
 * factors in `mask`. `normal` keeps the normalised values and `inverse` 1 / deviation for the way
 * back; the running mean and variance (unbiased) move by `momentum`.
 */
export function batchNorm(
  x: usize,
  gamma: usize,
  beta: usize,
  mask: usize,
  normal: usize,
  inverse: usize,
  mean: usize,
  variance: usize,
  y: usize,
  rows: i32,
  width: i32,
  epsilon: f32,
  momentum: f32,
): void {
  const row = (<usize>width) << 2
  const end = <usize>rows * row
  const share = f32x4.splat(<f32>1 / <f32>rows)
  const unbiased = f32x4.splat(rows > 1 ? <f32>rows / <f32>(rows - 1) : 1)
  const move = f32x4.splat(momentum)
  const keep = f32x4.splat(<f32>1 - momentum)
  for (let j: usize = 0; j < row; j += 16) {
    let total = f32x4.splat(0)
    for (let at = j; at < end; at += row) total = f32x4.add(total, v128.load(x + at))
    const m = f32x4.mul(total, share)
    let squares = f32x4.splat(0)
    for (let at = j; at < end; at += row) {
      const d = f32x4.sub(v128.load(x + at), m)
      squares = f32x4.add(squares, f32x4.mul(d, d))
    }
    const v = f32x4.mul(squares, share)
    const inv = f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(v, f32x4.splat(epsilon))))
    v128.store(inverse + j, inv)
    v128.store(mean + j, f32x4.add(f32x4.mul(v128.load(mean + j), keep), f32x4.mul(m, move)))
    v128.store(
      variance + j,
      f32x4.add(f32x4.mul(v128.load(variance + j), keep), f32x4.mul(f32x4.mul(v, unbiased), move)),
    )
    const g = v128.load(gamma + j)
    const b = v128.load(beta + j)
    for (let at = j; at < end; at += row) {
      const n = f32x4.mul(f32x4.sub(v128.load(x + at), m), inv)
      v128.store(normal + at, n)
      v128.store(y + at, f32x4.mul(f32x4.add(f32x4.mul(n, g), b), v128.load(mask + at)))
    }
  }
}

/**
 * The way back through Dropout, BatchNorm and ReLU: `dy` is that of the layer's output, `relu` what
 * BatchNorm took in.
 */
export function backwardBatchNorm(
  dy: usize,
  mask: usize,
  normal: usize,
  relu: usize,
  gamma: usize,
  inverse: usize,
  dGamma: usize,
  dBeta: usize,
  dx: usize,
  rows: i32,
  width: i32,
): void {
  const row = (<usize>width) << 2
  const end = <usize>rows * row
  const zero = f32x4.splat(0)
  const share = f32x4.splat(<f32>1 / <f32>rows)
  for (let j: usize = 0; j < row; j += 16) {
    let sums = f32x4.splat(0)
    let products = f32x4.splat(0)
    for (let at = j; at < end; at += row) {
      const d = f32x4.mul(v128.load(dy + at), v128.load(mask + at))
      sums = f32x4.add(sums, d)
      products = f32x4.add(products, f32x4.mul(d, v128.load(normal + at)))
    }
    v128.store(dGamma + j, products)
    v128.store(dBeta + j, sums)
    const scale = f32x4.mul(v128.load(gamma + j), v128.load(inverse + j))
    const meanSum = f32x4.mul(sums, share)
    const meanProduct = f32x4.mul(products, share)
    for (let at = j; at < end; at += row) {
      const d = f32x4.mul(v128.load(dy + at), v128.load(mask + at))
      const centred = f32x4.sub(f32x4.sub(d, meanSum), f32x4.mul(v128.load(normal + at), meanProduct))
      v128.store(dx + at, v128.and(f32x4.mul(centred, scale), f32x4.gt(v128.load(relu + at), zero)))
    }
  }
}

/**
 * `count` factors of Dropout: 0 for a share of `threshold` in 2^32, else `factor`. `state` holds
 * four generators side by side (xorshift128, Marsaglia 2003), 4 words x 4 lanes.
 */
export function dropout(mask: usize, count: i32, threshold: u32, factor: f32, state: usize): void {
  let x = v128.load(state)
  let y = v128.load(state, 16)
  let z = v128.load(state, 32)
  let w = v128.load(state, 48)
  const least = i32x4.splat(threshold)
  const kept = f32x4.splat(factor)
  const end = mask + ((<usize>count) << 2)
  for (; mask < end; mask += 16) {
    const t = v128.xor(x, i32x4.shl(x, 11))
    x = y
    y = z
    z = w
    w = v128.xor(v128.xor(w, i32x4.shr_u(w, 19)), v128.xor(t, i32x4.shr_u(t, 8)))
    v128.store(mask, v128.and(i32x4.ge_u(w, least), kept))
  }
  v128.store(state, x)
  v128.store(state, y, 16)
  v128.store(state, z, 32)
  v128.store(state, w, 48)
}

/** Adam (Kingma and Ba 2015, algorithm 1); the corrections are 1 / (1 - beta^t). */
export function adam(
  at: usize,
  gradient: usize,
  first: usize,
  second: usize,
  count: i32,
  rate: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  correction1: f32,
  correction2: f32,
): void {
  const step = f32x4.splat(rate * correction1)
  const b1 = f32x4.splat(beta1)
  const c1 = f32x4.splat(<f32>1 - beta1)
  const b2 = f32x4.splat(beta2)
  const c2 = f32x4.splat(<f32>1 - beta2)
  const correct = f32x4.splat(correction2)
  const e = f32x4.splat(epsilon)
  const size = (<usize>count) << 2
  for (let i: usize = 0; i < size; i += 16) {
    const g = v128.load(gradient + i)
    const m = f32x4.add(f32x4.mul(v128.load(first + i), b1), f32x4.mul(g, c1))
    const v = f32x4.add(f32x4.mul(v128.load(second + i), b2), f32x4.mul(f32x4.mul(g, g), c2))
    v128.store(first + i, m)
    v128.store(second + i, v)
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, correct)), e)
    v128.store(at + i, f32x4.sub(v128.load(at + i), f32x4.div(f32x4.mul(m, step), root)))
  }
}

/** Copies the rows of `from` that `order` (whole numbers of 4 bytes) names. */
export function gather(from: usize, order: usize, to: usize, rows: i32, width: i32): void {
  const row = (<usize>width) << 2
  for (let r: i32 = 0; r < rows; r++) {
    memory.copy(to, from + <usize>i32.load(order + ((<usize>r) << 2)) * row, row)
    to += row
  }
}
