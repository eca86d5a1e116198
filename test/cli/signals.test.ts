import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { readRepoFile, repoRoot } from '../kit/repo-files.ts'

const project = join(repoRoot, 'examples/credit-score')
/** A folder in which the package is installed as `npm install` does. */
const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
let folders = 0

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
  symlinkSync(repoRoot, join(folder, 'node_modules/lapidary'))
  symlinkSync('../lapidary/bin/lapidary.js', join(folder, 'node_modules/.bin/lapidary'))
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Started {
  readonly child: ChildProcess
  readonly port: number
  /** Exit code and signal. */
  readonly ended: Promise<unknown[]>
  /** Whether a server still has the data folder. */
  readonly isServing: () => boolean
}

/** Starts a server by a command, with a data folder and a process group of its own. */
async function start(command: string, args: readonly string[]): Promise<Started> {
  const dataDir = join(folder, `data-${++folders}`)
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    HOME: folder,
    npm_config_update_notifier: 'false',
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'error',
  }
  const child = spawn(command, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const endGroup = (): void => {
    try {
      process.kill(-(child.pid as number), 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // all have ended
    }
  }
  onTestFinished(endGroup)
  const ended = once(child, 'exit')
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  const failed = ended.then(() => Promise.reject(new Error(`it ended before it served:\n${output}`)))
  const served = expect.poll(() => output).toContain('Stop with Ctrl-C')
  await Promise.race([served, failed])
  failed.catch(() => undefined)
  const port = Number(/Page +http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1])
  return { child, port, ended, isServing: () => existsSync(join(dataDir, 'serve.lock.pid')) }
}

/** A request that never ends holds the server until it cuts connections off. */
async function hold(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n')
  onTestFinished(() => void socket.destroy())
  return socket
}

describe('a signal ends the server in good order', () => {
  test.each([
    ['SIGTERM', 'node', ['node_modules/lapidary/bin/lapidary.js', 'serve', project]],
    ['SIGTERM', 'node_modules/.bin/lapidary', ['serve', project]],
    ['SIGTERM', 'npx', ['-c', `exec lapidary serve ${project}`]],
    ['SIGINT', 'node', ['node_modules/lapidary/bin/lapidary.js', 'serve', project]],
    ['SIGHUP', 'node', ['node_modules/lapidary/bin/lapidary.js', 'serve', project]],
  ] as const)('%s to %s %j', async (signal, command, args) => {
    const { child, ended, isServing } = await start(command, args)
    expect(isServing()).toBe(true)
    child.kill(signal)
    expect(await ended).toEqual([0, null])
    expect(isServing()).toBe(false) // the lock was given back
  })

  test('the form for npx is the one that the guide gives', () => {
    expect(readRepoFile('docs/guide/operating.md')).toContain("npx -c 'exec lapidary serve my-project'")
  })
})

test('a second Ctrl-C ends at once, and one that two processes pass on does not', async () => {
  const { child, port, ended, isServing } = await start('node', [
    'node_modules/lapidary/bin/lapidary.js',
    'serve',
    project,
  ])
  await hold(port)
  child.kill('SIGINT')
  child.kill('SIGINT') // the terminal and npm
  await expect.poll(async () => await refuses(port)).toBe(true)
  await new Promise((resolve) => setTimeout(resolve, 600)) // longer than one Ctrl-C
  expect(child.exitCode).toBeNull() // it waits for the request
  child.kill('SIGINT')
  expect(await ended).toEqual([130, null])
  expect(isServing()).toBe(true) // nothing was tidied up; the lock itself went with the process
})

async function refuses(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const refused = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true))
  })
  socket.destroy()
  return refused
}

test('nothing in deploy/ starts the server through npm or npx, which keep SIGTERM for themselves', () => {
  const files = [
    'Dockerfile',
    'deploy/all-in-one/Dockerfile',
    'deploy/all-in-one/supervise.ts',
    'deploy/compose.yaml',
  ]
  for (const file of [...files, 'deploy/kubernetes/stateful-set.yaml', 'deploy/kubernetes/train.yaml']) {
    const text = readFileSync(join(repoRoot, file), 'utf8')
    expect(text, file).not.toMatch(/^\s*(CMD|ENTRYPOINT|command|args)\b.*\bnp[mx]\b/m)
  }
})
