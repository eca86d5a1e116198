import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { FsArtifactStore } from './fs.ts'

const bytes = new TextEncoder().encode('abc')
const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const fileIn = (root: string): string => join(root, 'ba', sha256.slice(2))

test('keeps files for their owner only and leaves nothing unfinished', async () => {
  const root = join(tempFolder(), 'artifacts')
  await new FsArtifactStore(root).put(bytes)
  expect(statSync(fileIn(root)).mode & 0o777).toBe(0o600)
  expect(statSync(root).mode & 0o777).toBe(0o700)
  expect(readdirSync(join(root, 'tmp'))).toEqual([])
})

test('names a damaged file, and repairs it when its bytes come again', async () => {
  const root = tempFolder()
  const store = new FsArtifactStore(root)
  await store.put(bytes)
  writeFileSync(fileIn(root), 'abd')
  await expect(store.get(sha256)).rejects.toThrow(
    `A stored file is damaged: the SHA-256 of ${fileIn(root)} is a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9.`,
  )
  await store.put(bytes)
  expect(await store.get(sha256)).toEqual(Buffer.from(bytes))
})

test('removes what a killed process left unfinished, after a day', async () => {
  const root = tempFolder()
  const store = new FsArtifactStore(root)
  await store.put(bytes)
  for (const name of ['old', 'new']) writeFileSync(join(root, 'tmp', name), 'half')
  utimesSync(join(root, 'tmp', 'old'), 0, 0)
  await store.put(new Uint8Array(1)) // only the first put of a process looks
  expect(readdirSync(join(root, 'tmp')).toSorted()).toEqual(['new', 'old'])
  await new FsArtifactStore(root).put(new Uint8Array(1))
  expect(readdirSync(join(root, 'tmp'))).toEqual(['new'])
})

test('names a folder that cannot be', async () => {
  const file = join(tempFolder(), 'file')
  writeFileSync(file, '')
  const store = new FsArtifactStore(file)
  await expect(store.put(bytes)).rejects.toMatchObject({ code: 'data-dir-unwritable' })
})
