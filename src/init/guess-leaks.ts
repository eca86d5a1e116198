import { type ColumnGuess, percent } from './column-guess.ts'

/**
 * Share of the errors of predicting the most frequent class from which on a column leaks if it
 * removes them.
 */
const nearlyAll = 0.97
const maxBins = 50
const rowsPerBin = 20

/** Rows with and without a value that there must be: for fewer, different classes may be chance. */
const minRowsByClass = 10
/** Share of the rows of one class that may differ from its others. */
const maxExceptions = 0.01

/**
 * Marks columns that are likely known only after the target: they predict it almost perfectly
 * alone, or they have a value only in the rows of some classes (a score of those who were present).
 * If no feature would be left, no column is marked.
 */
export function markLeaks(guesses: readonly ColumnGuess[], target: ColumnGuess): ColumnGuess[] {
  const marked = guesses.map((guess) => {
    if (guess.name === target.name || !isUsable(guess)) return guess
    const { accuracy, gain } = predictAlone(guess, target)
    const reason =
      gain >= nearlyAll
        ? `leaks: it predicts the target alone in ${percent(accuracy)} of the rows, so it is likely known only after the decision`
        : findMissingByClass(guess, target)
    if (reason === undefined) return guess
    return { ...guess, knownAfter: true as const, reasons: [...guess.reasons, reason] }
  })
  const left = marked.some(
    (guess) => guess.name !== target.name && isUsable(guess) && guess.knownAfter !== true,
  )
  return left ? marked : [...guesses]
}

/** Returns true if the guess may be a feature. */
export function isUsable(guess: ColumnGuess): boolean {
  return (
    guess.personal !== true && guess.feature !== false && guess.type !== 'text' && guess.type !== 'identifier'
  )
}

/**
 * Returns the reason why a column leaks that is missing exactly in the rows of some classes;
 * undefined if it is not.
 */
function findMissingByClass(guess: ColumnGuess, target: ColumnGuess): string | undefined {
  const rows = new Map<number, { present: number; missing: number }>()
  for (let row = 0; row < target.raw.codes.length; row++) {
    const label = target.keys[target.raw.codes[row] as number] as number
    if (label < 0) continue
    const has = (guess.keys[guess.raw.codes[row] as number] as number) >= 0
    const counts = rows.get(label) ?? { present: 0, missing: 0 }
    counts[has ? 'present' : 'missing']++
    rows.set(label, counts)
  }
  let [withValue, without] = [0, 0]
  const absent: string[] = []
  for (const [label, { present, missing }] of rows) {
    const isAbsent = missing > present
    if (Math.min(present, missing) > (present + missing) * maxExceptions) return undefined
    withValue += isAbsent ? 0 : present
    without += isAbsent ? missing : 0
    if (isAbsent) absent.push(JSON.stringify(target.categories?.[label]))
  }
  if (withValue < minRowsByClass || without < minRowsByClass) return undefined
  const which = absent.slice(0, 3).join(', ')
  return `leaks: it is missing in the rows of class ${which} (${without.toLocaleString('en')}) and present in those of the others, so it is likely known only together with the target`
}

/**
 * Computes the accuracy of predicting the most frequent class of each value (numbers: of each of up
 * to 50 equal bins), with missing as a value.
 */
function predictAlone(guess: ColumnGuess, target: ColumnGuess): { accuracy: number; gain: number } {
  const bins = assignBins(guess)
  const counts = new Map<number, Map<number, number>>()
  const totals = new Map<number, number>()
  let rows = 0
  for (let row = 0; row < bins.length; row++) {
    const label = target.keys[target.raw.codes[row] as number] as number
    if (label < 0) continue
    rows++
    let of = counts.get(bins[row] as number)
    if (of === undefined) counts.set(bins[row] as number, (of = new Map()))
    of.set(label, (of.get(label) ?? 0) + 1)
    totals.set(label, (totals.get(label) ?? 0) + 1)
  }
  // Values that hardly repeat would predict everything by chance.
  if (rows < 20 || counts.size > rows / 5) return { accuracy: 0, gain: 0 }
  let right = 0
  for (const of of counts.values()) right += Math.max(...of.values())
  const base = Math.max(...totals.values()) / rows
  const accuracy = right / rows
  return { accuracy, gain: base === 1 ? 0 : (accuracy - base) / (1 - base) }
}

/** The bin of each row. */
function assignBins({ raw, keys, values }: ColumnGuess): Int32Array {
  if (values === undefined || new Set(keys).size <= maxBins)
    return Int32Array.from(raw.codes, (code) => keys[code] as number)
  const sorted = Float64Array.from(raw.codes, (code) => values[code] as number)
    .filter((value) => !Number.isNaN(value))
    .sort()
  const bins = Math.max(2, Math.min(maxBins, Math.floor(sorted.length / rowsPerBin)))
  const edges = Float64Array.from(
    { length: bins - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / bins)] as number,
  )
  const binOf = Int32Array.from(values, (value) => {
    if (Number.isNaN(value)) return -1
    let bin = 0
    while (bin < edges.length && value >= (edges[bin] as number)) bin++
    return bin
  })
  return Int32Array.from(raw.codes, (code) => binOf[code] as number)
}
