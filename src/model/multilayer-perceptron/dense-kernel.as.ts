// A layer of a fitted network in AssemblyScript, two doubles at a time: `npm run kernels` compiles
// this file to dense-kernel.wasm, which is committed. No relaxed instruction, and for each unit the
// order of the plain loop: the bytes are the same on every machine. Every argument that ends in
// `At` is a byte offset into the network's memory.

/**
 * out = biases + input x weights (`inputs` x `units`, row-major), negative sums made 0 with `relu`.
 * Inputs that are 0, half of all behind a ReLU, are passed over: `placesAt` is room for `inputs`
 * numbers of four bytes and `valuesAt` for as many doubles.
 */
export function addLayer(
  inputAt: usize,
  inputs: i32,
  weightsAt: usize,
  biasesAt: usize,
  units: i32,
  outAt: usize,
  placesAt: usize,
  valuesAt: usize,
  relu: bool,
): void {
  const stride = (<usize>units) << 3
  let count = 0
  for (let k = 0; k < inputs; k++) {
    const x = load<f64>(inputAt + ((<usize>k) << 3))
    store<u32>(placesAt + ((<usize>count) << 2), <u32>(weightsAt + <usize>k * stride))
    store<f64>(valuesAt + ((<usize>count) << 3), x)
    count += i32(x != 0)
  }
  const fours = count & ~3
  const zero = f64x2.splat(0)
  const blocks = stride & ~(<usize>63)
  for (let j: usize = 0; j < blocks; j += 64) {
    let sum0 = v128.load(biasesAt + j)
    let sum1 = v128.load(biasesAt + j, 16)
    let sum2 = v128.load(biasesAt + j, 32)
    let sum3 = v128.load(biasesAt + j, 48)
    let i = 0
    for (; i < fours; i += 4) {
      const place = placesAt + ((<usize>i) << 2)
      const value = valuesAt + ((<usize>i) << 3)
      const a = <usize>load<u32>(place) + j
      const b = <usize>load<u32>(place, 4) + j
      const c = <usize>load<u32>(place, 8) + j
      const d = <usize>load<u32>(place, 12) + j
      const xa = v128.load64_splat(value)
      const xb = v128.load64_splat(value, 8)
      const xc = v128.load64_splat(value, 16)
      const xd = v128.load64_splat(value, 24)
      sum0 = add4(sum0, xa, v128.load(a), xb, v128.load(b), xc, v128.load(c), xd, v128.load(d))
      sum1 = add4(
        sum1,
        xa,
        v128.load(a, 16),
        xb,
        v128.load(b, 16),
        xc,
        v128.load(c, 16),
        xd,
        v128.load(d, 16),
      )
      sum2 = add4(
        sum2,
        xa,
        v128.load(a, 32),
        xb,
        v128.load(b, 32),
        xc,
        v128.load(c, 32),
        xd,
        v128.load(d, 32),
      )
      sum3 = add4(
        sum3,
        xa,
        v128.load(a, 48),
        xb,
        v128.load(b, 48),
        xc,
        v128.load(c, 48),
        xd,
        v128.load(d, 48),
      )
    }
    for (; i < count; i++) {
      const a = <usize>load<u32>(placesAt + ((<usize>i) << 2)) + j
      const xa = v128.load64_splat(valuesAt + ((<usize>i) << 3))
      sum0 = f64x2.add(sum0, f64x2.mul(xa, v128.load(a)))
      sum1 = f64x2.add(sum1, f64x2.mul(xa, v128.load(a, 16)))
      sum2 = f64x2.add(sum2, f64x2.mul(xa, v128.load(a, 32)))
      sum3 = f64x2.add(sum3, f64x2.mul(xa, v128.load(a, 48)))
    }
    if (relu) {
      sum0 = f64x2.pmax(sum0, zero)
      sum1 = f64x2.pmax(sum1, zero)
      sum2 = f64x2.pmax(sum2, zero)
      sum3 = f64x2.pmax(sum3, zero)
    }
    v128.store(outAt + j, sum0)
    v128.store(outAt + j, sum1, 16)
    v128.store(outAt + j, sum2, 32)
    v128.store(outAt + j, sum3, 48)
  }
  for (let j = blocks; j < stride; j += 8) {
    let sum = load<f64>(biasesAt + j)
    let i = 0
    for (; i < fours; i += 4) {
      const place = placesAt + ((<usize>i) << 2)
      const value = valuesAt + ((<usize>i) << 3)
      const first =
        load<f64>(value) * load<f64>(<usize>load<u32>(place) + j) +
        load<f64>(value, 8) * load<f64>(<usize>load<u32>(place, 4) + j)
      const second =
        load<f64>(value, 16) * load<f64>(<usize>load<u32>(place, 8) + j) +
        load<f64>(value, 24) * load<f64>(<usize>load<u32>(place, 12) + j)
      sum = sum + first + second
    }
    for (; i < count; i++) {
      sum +=
        load<f64>(valuesAt + ((<usize>i) << 3)) *
        load<f64>(<usize>load<u32>(placesAt + ((<usize>i) << 2)) + j)
    }
    if (relu && sum < 0) sum = 0
    store<f64>(outAt + j, sum)
  }
}

function add4(
  sum: v128,
  xa: v128,
  wa: v128,
  xb: v128,
  wb: v128,
  xc: v128,
  wc: v128,
  xd: v128,
  wd: v128,
): v128 {
  const first = f64x2.add(f64x2.mul(xa, wa), f64x2.mul(xb, wb))
  const second = f64x2.add(f64x2.mul(xc, wc), f64x2.mul(xd, wd))
  return f64x2.add(f64x2.add(sum, first), second)
}
