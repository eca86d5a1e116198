import { expect, test } from 'vitest'
import { LapidaryError } from '../errors.ts'
import { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'
import { tinyProject } from '../../test/kit/tiny-project.ts'
import { ChampionKeeper } from './champion.ts'

/** A keeper whose every version fails to load, and the levers of the alias. */
function keeper() {
  const state = { version: null as number | null, reachable: true, loads: 0 }
  const logged: string[] = []
  const log = (_fields: unknown, message: string): void => void logged.push(message)
  const project = tinyProject as unknown as Project
  const made = new ChampionKeeper({
    project,
    builder: new FeatureBuilder(project),
    logger: { info: log, warn: log, error: log },
    tracking: {} as never,
    registry: {
      resolve: async () => {
        if (!state.reachable) throw new LapidaryError('database-busy', { path: 'x', seconds: 5 })
        return state.version
      },
      getVersion: async () => {
        state.loads++
        throw new LapidaryError('artifact-corrupted', { sha256: 'x', path: 'x' })
      },
    } as never,
  })
  return { made, state, logged }
}

test('a refused version is tried once, and again when the alias has moved away and back', async () => {
  const { made, state, logged } = keeper()
  state.version = 2
  await made.check()
  await made.check()
  expect([state.loads, logged.length]).toEqual([1, 1])
  state.version = 3
  await made.check()
  state.version = 2
  await made.check()
  expect(state.loads).toBe(3)
})

test('an alias that cannot be looked up is logged once, and refuses no version', async () => {
  const { made, state, logged } = keeper()
  state.reachable = false
  await made.check()
  await made.check()
  expect(logged).toEqual(['the alias cannot be looked up; the champion goes on'])
  state.reachable = true
  state.version = 2
  await made.check()
  expect(state.loads).toBe(1)
})
