import { setImmediate } from 'node:timers/promises'

/** A function with a gradient. */
export interface SmoothFunction {
  readonly size: number
  /** Returns the value at `at` and writes the gradient there to `gradient`. */
  evaluate(at: Float64Array, gradient: Float64Array): number
}

export interface MinimizeOptions {
  readonly maxIterations: number
  /** Stops when no part of the gradient is larger. */
  readonly tolerance: number
  readonly progress?: ((share: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

interface Step {
  readonly move: Float64Array
  readonly turn: Float64Array
  readonly inverse: number
}

const memory = 10

/**
 * Minimises a smooth convex function from zero by L-BFGS (Nocedal and Wright 2006, algorithm 7.5)
 * with backtracking (algorithm 3.1). Lets other work go on between iterations.
 */
export async function minimize(target: SmoothFunction, options: MinimizeOptions): Promise<Float64Array> {
  const { maxIterations, tolerance, progress, signal } = options
  let at: Float64Array = new Float64Array(target.size)
  let gradient: Float64Array = new Float64Array(target.size)
  let value = target.evaluate(at, gradient)
  const steps: Step[] = []
  for (let iteration = 0; iteration < maxIterations && largest(gradient) > tolerance; iteration++) {
    await setImmediate()
    signal?.throwIfAborted()
    const direction = descent(gradient, steps)
    const slope = dot(gradient, direction)
    let length = steps.length === 0 ? 1 / Math.max(1, Math.sqrt(-slope)) : 1
    const nextGradient = new Float64Array(target.size)
    let next = moved(at, direction, length)
    let nextValue = target.evaluate(next, nextGradient)
    for (let tries = 0; !(nextValue <= value + 1e-4 * length * slope) && tries < 40; tries++) {
      length /= 2
      next = moved(at, direction, length)
      nextValue = target.evaluate(next, nextGradient)
    }
    if (!(nextValue < value)) break
    const move = difference(next, at)
    const turn = difference(nextGradient, gradient)
    const curvature = dot(move, turn)
    if (curvature > 1e-14 * dot(turn, turn)) {
      if (steps.length === memory) steps.shift()
      steps.push({ move, turn, inverse: 1 / curvature })
    }
    at = next
    gradient = nextGradient
    value = nextValue
    progress?.((iteration + 1) / maxIterations)
  }
  signal?.throwIfAborted()
  progress?.(1)
  return at
}

/**
 * Returns the descent direction: the gradient bent by the curvature that the last steps measured
 * (algorithm 7.4).
 */
function descent(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.map((part) => -part)
  const shares = new Float64Array(steps.length)
  for (let i = steps.length - 1; i >= 0; i--) {
    const { move, turn, inverse } = steps[i] as Step
    shares[i] = inverse * dot(move, direction)
    addScaled(direction, turn, -(shares[i] as number))
  }
  const last = steps.at(-1)
  if (last !== undefined) {
    const scale = 1 / (last.inverse * dot(last.turn, last.turn))
    for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * scale
  }
  steps.forEach(({ move, turn, inverse }, i) => {
    addScaled(direction, move, (shares[i] as number) - inverse * dot(turn, direction))
  })
  return direction
}

function moved(at: Float64Array, direction: Float64Array, length: number): Float64Array {
  const result = at.slice()
  addScaled(result, direction, length)
  return result
}

function addScaled(to: Float64Array, what: Float64Array, scale: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + scale * (what[i] as number)
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((part, i) => part - (b[i] as number))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

function largest(values: Float64Array): number {
  let most = 0
  for (const value of values) most = Math.max(most, Math.abs(value))
  return most
}
