import { realDataSetting } from './real-data.ts'
import type { Reporter, TestModule } from 'vitest/node'

/**
 * Ends the output with `N passed, N failed, N skipped`, for machines that read only that line, and
 * reports missing real data.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0
    let failed = unhandledErrors.length
    let skipped = 0
    for (const module of modules) {
      if (module.state() === 'failed' && module.children.size === 0) failed++
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed++
        else if (state === 'failed') failed++
        else skipped++
      }
    }
    if ((process.env[realDataSetting] ?? '') === '')
      console.log(`SKIPPED: all checks on real data, because ${realDataSetting} is not set (CONTRIBUTING.md)`)
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  }
}
