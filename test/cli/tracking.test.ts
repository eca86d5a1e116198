import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type RunningCli, runCli, startCli } from '../kit/run-cli.ts'
import { tempFolder } from '../kit/temp-folder.ts'

const environment = { PORT: '0', LOG_LEVEL: 'error', RATE_LIMIT: '0' }

/** Starts `lapidary tracking` on a folder, and returns its address. */
async function track(dataDir: string): Promise<{ server: RunningCli; url: string }> {
  const server = startCli(['tracking', dataDir, '--json'], environment)
  onTestFinished(() => void server.child.kill('SIGKILL'))
  const { url } = JSON.parse(await server.line('"url"')) as { url: string }
  return { server, url }
}

test('one line serves runs and models without a project; keys, users, backup, restore, gc and doctor take its folder', async () => {
  const folder = tempFolder()
  const [dataDir, copy] = [join(folder, 'data'), join(folder, 'copy')]
  const lapidary = async (...words: string[]) => {
    const result = await runCli([...words, '--json'], environment)
    expect(result.code, result.stderr).toBe(0)
    return result.json()
  }
  const { server, url } = await track(dataDir)
  const statusOf = async (path: string, key: string) =>
    (await fetch(`${url}${path}`, { headers: { 'x-api-key': key } })).status

  expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'ready' })
  expect(await (await fetch(`${url}/v1/sign-in`)).json()).toMatchObject({ project: false })
  const made = await lapidary('keys', dataDir, 'create', '--name', 'notebook', '--scopes', 'read,track')
  const key = String(made['key'])
  for (const path of ['/v1/runs', '/v1/models', '/v1/status', '/metrics'])
    expect(await statusOf(path, key), path).toBe(200)
  for (const path of ['/v1/project', '/v1/predictions', '/v1/features'])
    expect(await statusOf(path, key), path).toBe(404)
  expect(await lapidary('users', dataDir, 'list')).toEqual({ items: [] })
  expect(await lapidary('gc', dataDir)).toMatchObject({ items: [] })
  const file = join(folder, 'tracking.tar')
  expect(await lapidary('backup', dataDir, file)).toMatchObject({ file, elsewhere: [] })

  server.child.kill('SIGTERM')
  expect((await server.done).code).toBe(0)
  await lapidary('doctor', dataDir)
  await lapidary('restore', copy, file)
  expect(existsSync(join(copy, 'lapidary.db'))).toBe(true)
  expect(await lapidary('keys', copy, 'list')).toMatchObject({ items: [{ name: 'notebook' }] })
}, 60_000)

test('its start prints the page and how MLflow’s client signs in', async () => {
  const dataDir = join(tempFolder(), 'data')
  const server = startCli(['tracking', dataDir], environment)
  onTestFinished(() => void server.child.kill('SIGKILL'))
  const page = await server.line('Page')
  const uri = await server.line('MLFLOW_TRACKING_URI=')
  expect(uri).toContain(`export MLFLOW_TRACKING_URI=${page.split(' ').at(-1)}`)
  expect(await server.line('MLFLOW_TRACKING_TOKEN')).toContain('<the key>')
  expect(await server.line('--role scientist')).toContain(`lapidary users ${dataDir} add`)
  server.child.kill('SIGTERM')
  expect((await server.done).code).toBe(0)
}, 60_000)

test('a folder that is neither a project nor a data folder is rejected', async () => {
  const result = await runCli(['keys', tempFolder(), 'list'], environment)
  expect(result.code).toBe(2)
  expect(result.stderr).toContain('does not contain lapidary.config.ts')
})
