import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../test/kit/temp-folder.ts'
import { openTrialFile } from './trial-file.ts'

test('stored trials are there when the file is opened again, readable by the owner only', () => {
  const folder = tempFolder()
  const trials = openTrialFile(folder)
  expect(trials.get('a')).toBeUndefined()
  trials.set('a', 0.5)
  trials.set('b', 0.25)
  expect(trials.get('a')).toBe(0.5)
  const again = openTrialFile(folder)
  expect([again.get('a'), again.get('b'), again.get('c')]).toEqual([0.5, 0.25, undefined])
  expect(statSync(join(folder, 'tuning', 'trials.jsonl')).mode & 0o777).toBe(0o600)
})

test('a line that was cut off, or is none of ours, is passed over', () => {
  const folder = tempFolder()
  const path = join(folder, 'tuning', 'trials.jsonl')
  openTrialFile(folder).set('a', 0.5)
  appendFileSync(path, '\n["b",0.2')
  openTrialFile(folder).set('c', 0.75)
  const again = openTrialFile(folder)
  expect([again.get('a'), again.get('b'), again.get('c')]).toEqual([0.5, undefined, 0.75])
  writeFileSync(path, `{}\n[1,2]\n["d",1,2]\n${readFileSync(path, 'utf8')}`)
  expect(openTrialFile(folder).get('a')).toBe(0.5)
})

test('a trial that an earlier version stored is found by its key of today', () => {
  const folder = tempFolder()
  const keyWith = (hiddenLayers: unknown): string =>
    JSON.stringify(['hash', 'multilayer-perceptron', { hiddenLayers, dropout: 0.1 }, 42])
  openTrialFile(folder).set(keyWith('64'), 0.5)
  openTrialFile(folder).set(keyWith('128,64'), 0.25)
  const trials = openTrialFile(folder)
  expect([trials.get(keyWith([64])), trials.get(keyWith([128, 64]))]).toEqual([0.5, 0.25])
})
