import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { lockForServing, trySharedLock, tryProcessLock } from './process-lock.ts'

test('is held by one at a time and given back', () => {
  const path = join(tempFolder(), 'deep', 'x.lock')
  const first = tryProcessLock(path)
  expect(first).not.toBeNull()
  expect(tryProcessLock(path)).toBeNull()
  first?.release()
  first?.release()
  const second = tryProcessLock(path)
  expect(second).not.toBeNull()
  expect(tryProcessLock(path)).toBeNull()
  second?.release({ remove: true })
  expect(readdirSync(join(path, '..'))).toEqual([])
})

test('a common lock is held by many, or by one alone', () => {
  const path = join(tempFolder(), 'deep', 'use.lock')
  const [first, second] = [trySharedLock(path), trySharedLock(path)]
  expect([first, second]).not.toContain(null)
  expect(trySharedLock(path, { exclusive: true })).toBeNull()
  first?.release()
  expect(trySharedLock(path, { exclusive: true })).toBeNull()
  second?.release()
  const alone = trySharedLock(path, { exclusive: true })
  expect(alone).not.toBeNull()
  expect(trySharedLock(path)).toBeNull()
  alone?.release()
  trySharedLock(path)?.release()
})

test('outlives no process: neither after its end nor after kill -9', async () => {
  const folder = tempFolder()
  const script = `const { lockForServing } = await import(${JSON.stringify(new URL('./process-lock.ts', import.meta.url).href)})
    globalThis.lock = lockForServing(${JSON.stringify(folder)})
    process.stdout.write('held')
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  expect(() => lockForServing(folder)).toThrow(
    `Another server (pid ${child.pid}) uses the folder ${folder}. Only one server may use a folder. Stop it, or set DATA_DIR to another folder.`,
  )
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(join(folder, 'serve.lock'))).toBe(true)
  lockForServing(folder).release()
})

test('names a folder in which it cannot be', () => {
  const file = join(tempFolder(), 'file')
  writeFileSync(file, '')
  expect(() => lockForServing(file)).toThrow(`The path ${join(file, 'serve.lock')} cannot be written (E`)
})
