/**
 * Reads values from the output of `lapidary train`. All are text as printed: value and interval as
 * `0.686 [0.674, 0.697]`.
 */

const estimate = String.raw`\d\.\d+  \[\d\.\d+, \d\.\d+\]`

/**
 * Finds a value in the output.
 *
 * @throws Error if nothing matches, because the text of `lapidary train` has changed
 */
function find(output: string, pattern: string): string {
  const found = new RegExp(pattern, 'm').exec(output)?.[1]
  if (found === undefined)
    throw new Error(`lapidary train printed nothing that matches ${pattern}:\n${output}`)
  return found.replace('  [', ' [')
}

/** Returns the headline value of a metric with its interval. */
export function headline(output: string, label: string): string {
  return find(output, `^  ${label} +(${estimate})`)
}

/** Returns the value of a metric without its interval. */
export function pointOf(output: string, label: string): string {
  return headline(output, label).replace(/ .*/, '')
}

/** Returns the value of a metric that guessing reaches. */
export function guessing(output: string, label: string): string {
  return find(output, `^  ${label} .*   guessing (\\S+)`)
}

/** Returns the value on held-out rows that is printed beside one out of fold. */
export function heldOut(output: string, label: string): string {
  return find(output, `^  ${label} .*   held out (${estimate})`)
}

/** Returns the mean over the folds of `--cv`. */
export function overFolds(output: string, label: string): string {
  return find(output, `^  ${label} +(${estimate})   mean of \\d+ folds`)
}

/** Returns how many rows were held out, as `19,952`. */
export function heldOutRows(output: string): string {
  return find(output, String.raw`^split .* rows to train on, ([\d,]+) held out`)
}

/** Returns by how many points one accuracy lies above another. */
export function pointsBetween(higher: string, lower: string): string {
  return ((Number(pointOf(higher, 'accuracy')) - Number(pointOf(lower, 'accuracy'))) * 100).toFixed(1)
}
