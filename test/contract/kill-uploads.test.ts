import { createHash, randomBytes, randomInt } from 'node:crypto'
import { existsSync, readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runCli, startCli } from '../kit/run-cli.ts'
import { tempFolder } from '../kit/temp-folder.ts'

/** How often the server is killed. KILLS=50 for a longer trial. */
const kills = Number(process.env['KILLS'] ?? 4)
const key = 'key-of-the-tests-with-killed-servers'

/** A file that was sent: the SHA-256 of its bytes, and whether the server acknowledged it. */
interface Sent {
  readonly path: string
  readonly sha256: string
  readonly isAcknowledged: boolean
}

async function* slowly(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100_000) {
    yield bytes.subarray(at, at + 100_000)
    await sleep(randomInt(4))
  }
}

/** Uploads files, four at a time, until the server is killed. */
async function uploadUntilKilled(url: string, round: number, kill: () => void): Promise<Sent[]> {
  const sent: Sent[] = []
  let isOver = false
  const upload = async (worker: number): Promise<void> => {
    for (let i = 0; !isOver; i++) {
      const path = `round-${round}/worker ${worker}/${i}`
      const bytes = randomBytes(randomInt(3_000_000))
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const isAcknowledged = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${encodeURI(path)}`, {
        method: 'PUT',
        headers: { 'x-api-key': key },
        body: Readable.toWeb(Readable.from(slowly(bytes))) as ReadableStream,
        duplex: 'half',
      } as RequestInit).then(
        ({ ok }) => ok,
        () => {
          isOver = true // the connection broke off
          return false
        },
      )
      sent.push({ path, sha256, isAcknowledged })
    }
  }
  const timer = setTimeout(kill, 300 + randomInt(1500))
  await Promise.all([0, 1, 2, 3].map(upload))
  clearTimeout(timer)
  return sent
}

function unfinishedIn(dataDir: string): readonly string[] {
  const folders = ['artifacts/tmp', 'spool'].map((name) => join(dataDir, name))
  return folders.filter(existsSync).flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
}

test.each([
  ['a folder', {}],
  ['the database', { ARTIFACTS_URL: 'database:' }],
])('files in %s survive kills: every acknowledged one is whole, and none is half there', async (_, place) => {
  const dataDir = join(tempFolder(), 'data')
  const settings = { PORT: '0', LOG_LEVEL: 'error', RATE_LIMIT: '0', API_KEY: key, ...place }
  const sent: Sent[] = []
  const start = async () => {
    const server = startCli(['tracking', dataDir, '--json'], settings)
    const { url } = JSON.parse(await server.line('"url"')) as { url: string }
    return { ...server, url }
  }
  for (let round = 0; round < kills; round++) {
    const { child, done, url } = await start()
    sent.push(...(await uploadUntilKilled(url, round, () => child.kill('SIGKILL'))))
    await done
  }

  const { child, done, url } = await start()
  const get = async (path: string) =>
    await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${encodeURI(path)}`, {
      headers: { 'x-api-key': key },
    })
  expect(sent.filter(({ isAcknowledged }) => isAcknowledged).length).toBeGreaterThan(kills)
  for (const { path, sha256, isAcknowledged } of sent) {
    const response = await get(path)
    expect([path, response.status]).toEqual([path, isAcknowledged ? 200 : expect.toBeOneOf([200, 404])])
    if (response.status !== 200) continue
    const digest = createHash('sha256')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('hex')
    expect([path, digest]).toEqual([path, sha256])
  }
  child.kill('SIGTERM')
  await done

  // What killed uploads left is removed when it is a day old.
  for (const path of unfinishedIn(dataDir)) utimesSync(path, 0, 0)
  const collected = await runCli(['gc', dataDir], settings)
  expect([collected.code, collected.stderr]).toEqual([0, ''])
  expect(unfinishedIn(dataDir)).toEqual([])
})
