import { readdirSync, readFileSync } from 'node:fs'
import { readProcessorMilliseconds } from './features.ts'
import { readMemoryMib } from './kit.ts'

/** Returns a process and all that it started, directly or not. */
function listProcesses(root: number): readonly number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    const parent = readParent(name)
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const found = [root]
  for (const pid of found) found.push(...(children.get(pid) ?? []))
  return found
}

function readParent(pid: string): number | null {
  try {
    return Number(/\) \w (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null // it ended
    throw error
  }
}

/** Reads the processor time of a server with its workers, user and system. */
export function readTreeProcessorMilliseconds(root: number): number {
  return listProcesses(root).reduce((sum, pid) => sum + readProcessorMilliseconds(pid), 0)
}

/** Reads the resident memory of a server with its workers, in MiB. Shared pages count in each. */
export function readTreeMemoryMib(root: number): number {
  return listProcesses(root).reduce((sum, pid) => sum + readMemoryMib(pid, 'VmRSS'), 0)
}
