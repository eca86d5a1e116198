import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client, CreateBucketCommand } from '@aws-sdk/client-s3'
import { freePort } from './free-port.ts'

/** An S3 server with a port and a folder of its own. */
export interface S3Server {
  readonly endpoint: string
  /** Creates an empty bucket and returns its name. */
  createBucket(): Promise<string>
  /** Ends the process with SIGKILL. */
  kill(): Promise<void>
  stop(): Promise<void>
}

const install = 'go install github.com/versity/versitygw/cmd/versitygw@v1.8.0'

/** Credentials of every server, which `startS3` sets in this process. */
const s3Environment = {
  AWS_ACCESS_KEY_ID: 'lapidary-tests',
  AWS_SECRET_ACCESS_KEY: 'no-secret-in-tests',
} as const

/**
 * Starts versitygw, whose credentials are set in this process. Without the program it prints a line
 * and returns null; in CI that is an error. Callers stop it at the end.
 */
export async function startS3(): Promise<S3Server | null> {
  const program = findProgram()
  if (program === null) {
    if (process.env['CI'] === 'true') throw new Error(`versitygw is missing: ${install}`)
    console.error(`SKIPPED: tests of S3, because there is no versitygw (${install})`)
    return null
  }
  Object.assign(process.env, s3Environment)
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-s3-'))
  const port = await freePort()
  const child = await launch(program, port, folder)
  const onExit = (): void => void child.kill('SIGKILL')
  process.once('exit', onExit)
  const endpoint = `http://127.0.0.1:${port}`
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true })
  let buckets = 0
  return {
    endpoint,
    async createBucket() {
      const bucket = `bucket-${++buckets}`
      await client.send(new CreateBucketCommand({ Bucket: bucket }))
      return bucket
    },
    kill: () => endProcess(child, 'SIGKILL'),
    async stop() {
      process.off('exit', onExit)
      client.destroy()
      await endProcess(child, 'SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Finds the program on the path, or where `go install` puts it. */
function findProgram(): string | null {
  const goPath = process.env['GOPATH'] ?? join(homedir(), 'go')
  const candidates = ['versitygw', join(goPath, 'bin', 'versitygw')]
  return candidates.find((each) => spawnSync(each, ['--version']).status === 0) ?? null
}

async function launch(program: string, port: number, folder: string): Promise<ChildProcess> {
  const env = {
    ...process.env,
    ROOT_ACCESS_KEY: s3Environment.AWS_ACCESS_KEY_ID,
    ROOT_SECRET_KEY: s3Environment.AWS_SECRET_ACCESS_KEY,
  }
  const child = spawn(program, ['--port', `127.0.0.1:${port}`, 'posix', folder], { env })
  let seen = ''
  await new Promise<void>((resolve, reject) => {
    const read = (text: string): void => {
      seen += text
      if (/listening/i.test(seen)) resolve()
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`versitygw ended with ${code}:\n${seen}`)))
  })
  return child
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await exit
}
