import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // The whole name only: `lapidary/client` is an entry of its own.
  resolve: {
    alias: [{ find: /^lapidary$/, replacement: fileURLToPath(new URL('./src/index.ts', import.meta.url)) }],
  },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts', 'web/**/*.test.ts'],
    reporters: ['default', './test/kit/closing-line.ts'],
    // Limits end what hangs; they say nothing of speed. Tests wait for conditions, and a busy
    // machine takes many times as long.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 120_000, interval: 50 } },
    maxWorkers: 2,
  },
})
