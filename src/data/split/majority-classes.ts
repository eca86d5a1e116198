/**
 * Returns the most frequent class among the rows of each group; of equally frequent ones the first.
 */
export function findMajorityClasses(
  groups: Int32Array,
  count: number,
  classes: ArrayLike<number>,
): Int32Array {
  const classCount = groups.reduce((most, _, row) => Math.max(most, (classes[row] as number) + 1), 1)
  const majority = new Int32Array(count)
  const counts = new Int32Array(count * classCount)
  for (let row = 0; row < groups.length; row++) {
    const place = (groups[row] as number) * classCount + Math.max(0, classes[row] as number)
    counts[place] = (counts[place] as number) + 1
  }
  for (let group = 0; group < count; group++) {
    let best = 0
    for (let k = 1; k < classCount; k++) {
      if ((counts[group * classCount + k] as number) > (counts[group * classCount + best] as number)) best = k
    }
    majority[group] = best
  }
  return majority
}
