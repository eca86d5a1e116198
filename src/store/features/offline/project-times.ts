import type { ColumnData } from '../../../data/table.ts'
import { timesOf } from '../../../data/times.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { Project } from '../../../project/project.ts'

/**
 * Converts the cells of a project's `time` column into numbers in their order; NaN is missing.
 *
 * @throws LapidaryError `bad-project` for a text that is no ISO 8601 time.
 */
export function getProjectTimes(
  { name: project, time }: Project,
  data: ColumnData | undefined,
  rowCount: number,
): Float64Array {
  if (data === undefined) return new Float64Array(rowCount).fill(Number.NaN)
  return timesOf(data, (seen) => {
    const problem = `its time "${time}" holds "${seen}", which is no ISO 8601 time, so its rows cannot be put in order.`
    return new LapidaryError('bad-project', { project, problem })
  })
}
