import { execFileSync } from 'node:child_process'
import { onTestFinished, type TestContext } from 'vitest'
import { tempFolder } from './temp-folder.ts'

/**
 * Mounts a file system of 2 MB until the end of the test. Skips the test with a message where this
 * process may not mount one.
 */
export function mountSmallDisk(context: TestContext, megabytes = 2): string {
  const folder = tempFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch {
    console.warn(
      'SKIPPED: a real full disk; mounting a small tmpfs needs root (the other tests provoke SQLITE_FULL by a limit)',
    )
    context.skip()
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]))
  return folder
}
