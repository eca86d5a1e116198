/**
 * Runs the server, restarted when its sources change, beside Vite, which updates the page as it is
 * edited. Ctrl-C ends both.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const project = process.argv[2] ?? 'examples/credit-score'
const commands = [
  ['--watch', '--watch-preserve-output', 'src/cli/main.ts', 'up', project],
  [join(root, 'node_modules/vite/bin/vite.js'), 'web', '--strictPort'],
]
const children = commands.map((command) => spawn(process.execPath, command, { cwd: root, stdio: 'inherit' }))

const stop = (): void => children.forEach((child) => child.kill('SIGTERM'))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
for (const child of children) {
  child.on('exit', (code) => {
    process.exitCode ??= code ?? 0
    stop()
  })
}
