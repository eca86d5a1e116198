import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { tryProcessLock } from '../base/files/process-lock.ts'
import type { Garbage } from './collect-garbage.ts'
import { stagingFolder } from './restore.ts'

const day = 86_400_000

/**
 * Files of a data folder that a killed process left behind, and trials that no tuning used for
 * long.
 */
export function findStaleFiles(dataDir: string, now: number, olderThan: number): readonly Garbage[] {
  const uploadAge = isServing(dataDir) ? day : 0
  const places: readonly {
    readonly folder: string
    readonly is: RegExp
    readonly age: number
    readonly reason: string
  }[] = [
    { folder: join(dataDir, 'spool'), is: /./, age: day, reason: 'an unfinished file of a run' },
    {
      folder: join(dataDir, 'uploads'),
      is: /./,
      age: uploadAge,
      reason: 'an upload whose request has ended',
    },
    { folder: join(dataDir, 'synthetic'), is: /\.partial$/, age: day, reason: 'an unfinished table' },
    {
      folder: join(dataDir, 'tuning'),
      is: /./,
      age: olderThan,
      reason: 'trials that no tuning used for long',
    },
    {
      folder: dataDir,
      is: new RegExp(`^${stagingFolder}$|^(api|secret)-key\\.\\d+\\.tmp$`),
      age: day,
      reason: 'left by a killed process',
    },
  ]
  return places.flatMap(({ folder, is, age, reason }) => {
    return listNames(folder).flatMap((name): Garbage[] => {
      const path = join(folder, name)
      const { bytes, changedAt } = measure(path)
      return is.test(name) && changedAt <= now - age ? [{ kind: 'file', name: path, bytes, reason }] : []
    })
  })
}

function isServing(dataDir: string): boolean {
  const lock = tryProcessLock(join(dataDir, 'serve.lock'))
  lock?.release()
  return lock === null
}

/**
 * Measures the bytes of a file or of a folder with its contents, and the time of the last change in
 * it.
 */
function measure(path: string): { readonly bytes: number; readonly changedAt: number } {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return { bytes: 0, changedAt: Number.POSITIVE_INFINITY } // removed meanwhile
  if (!found.isDirectory()) return { bytes: found.size, changedAt: found.mtimeMs }
  const inside = listNames(path).map((name) => measure(join(path, name)))
  const bytes = inside.reduce((total, each) => total + each.bytes, 0)
  return { bytes, changedAt: Math.max(found.mtimeMs, ...inside.map((each) => each.changedAt)) }
}

function listNames(folder: string): readonly string[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : []
}
