import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPrivateFile } from '../base/files/private-file.ts'
import { toStorageError } from '../base/files/storage-error.ts'
import type { TrialCache } from '../learner/learner.ts'

/**
 * Opens the finished trials of all tunings of a project, in `DATA_DIR/tuning/trials.jsonl`. A line
 * is appended as soon as a trial finishes, so that an interrupted tuning resumes. A line that is
 * incomplete after a power failure is ignored.
 *
 * @throws LapidaryError `disk-full`, `data-dir-unwritable`
 */
export function openTrialFile(dataDir: string): TrialCache {
  const path = join(dataDir, 'tuning', 'trials.jsonl')
  const known = withFileErrors(path, () => readTrials(path))
  return {
    get: (key) => known.get(key),
    set(key, result) {
      known.set(key, result)
      withFileErrors(path, () => {
        createPrivateFile(path)
        // The line break comes first, so that a truncated line does not corrupt the next one.
        appendFileSync(path, `\n${JSON.stringify([key, result])}`)
      })
    },
  }
}

function readTrials(path: string): Map<string, unknown> {
  const known = new Map<string, unknown>()
  if (!existsSync(path)) return known
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const trial = parseTrial(line)
    if (trial !== null) known.set(...trial)
  }
  return known
}

function parseTrial(line: string): readonly [string, unknown] | null {
  try {
    const trial: unknown = JSON.parse(line)
    return Array.isArray(trial) && trial.length === 2 && typeof trial[0] === 'string'
      ? [upgradeTrialKey(trial[0]), trial[1]]
      : null
  } catch (error) {
    if (error instanceof SyntaxError) return null // cut off while it was written
    throw error
  }
}

/**
 * Returns the key of a trial in the current form. Earlier versions wrote a list of layers as text,
 * such as `"128,64"`.
 */
function upgradeTrialKey(key: string): string {
  return key.replace(/"hiddenLayers":"(\d+(?:,\d+)*)"/, '"hiddenLayers":[$1]')
}

function withFileErrors<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw toStorageError(error, path)
  }
}
