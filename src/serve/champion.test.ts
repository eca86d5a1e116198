import { expect, test } from 'vitest'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'
import { madeUpModelFiles } from '../../test/kit/made-up-model.ts'
import { tinyProject, tinyRow } from '../../test/kit/tiny-project.ts'
import { ChampionKeeper } from './champion.ts'

const project = tinyProject as unknown as Project
const builder = new FeatureBuilder(project)
const classes = ['bad', 'good']
const files = {
  good: await madeUpModelFiles(builder, classes, tinyRow),
  wrong: await madeUpModelFiles(builder, classes, tinyRow, true),
}
type State = keyof typeof files | 'corrupted' | 'away'

/** Creates a keeper, its versions by number, and functions that change the alias. */
function createKeeper(versions: Record<number, State> = {}, earlier: number[] = []) {
  const state = { version: null as number | null, reachable: true, loads: [] as number[], now: 0, versions }
  const logged: string[] = []
  const log = (_fields: unknown, message: string): void => void logged.push(message)
  const made = new ChampionKeeper({
    project,
    builder,
    logger: { info: log, warn: log, error: log },
    now: () => state.now,
    tracking: {
      readArtifact: async (run: string, path: string) => {
        const found = state.versions[Number(run)] ?? 'corrupted'
        if (found === 'corrupted') throw new LapidaryError('artifact-corrupted', { path: 'x', seen: 'y' })
        if (found === 'away') throw new LapidaryError('database-unavailable', { place: 'x', reason: 'y' })
        return files[found].get(path.slice('model/'.length))
      },
    } as never,
    registry: {
      resolve: async () => {
        if (!state.reachable) throw new LapidaryError('database-busy', { path: 'x', seconds: 5 })
        return state.version
      },
      previousVersions: async () => earlier,
      getVersion: async (_model: string, version: number) => {
        state.loads.push(version)
        return { model: project.model, version, runId: String(version), tags: {} }
      },
    } as never,
  })
  return { made, state, logged }
}

test('a refused version is tried once, and again when the alias has moved away and back', async () => {
  const { made, state, logged } = createKeeper()
  state.version = 2
  await made.poller.check()
  await made.poller.check()
  expect([state.loads, logged.length]).toEqual([[2], 1])
  state.version = 3
  await made.poller.check()
  state.version = 2
  await made.poller.check()
  expect(state.loads).toEqual([2, 3, 2])
})

test('an alias that cannot be looked up is logged once, and refuses no version', async () => {
  const { made, state, logged } = createKeeper()
  state.reachable = false
  await made.poller.check()
  await made.poller.check()
  expect(logged).toEqual(['the alias cannot be looked up; the champion goes on'])
  state.reachable = true
  state.version = 2
  await made.poller.check()
  expect(state.loads).toEqual([2])
})

test.each<[State, string]>([
  ['corrupted', 'artifact-corrupted'],
  ['wrong', 'model-wrong-answer'],
])(
  'a champion that is %s at the start is replaced by the nearest earlier one that loads',
  async (broken, code) => {
    const { made, state, logged } = createKeeper({ 5: broken, 4: 'wrong', 3: 'good', 2: 'good' }, [4, 3, 2])
    state.version = 5
    await made.open()
    expect(made.current?.version).toBe(3)
    expect(made.problem).toMatchObject({ version: 5, error: { code } })
    expect(logged).toEqual([
      'the champion cannot be served',
      'an earlier champion cannot be served either',
      'an earlier champion is served instead',
    ])
    await made.poller.check()
    expect([made.current?.version, made.problem?.version, state.loads]).toEqual([3, 5, [5, 4, 3]])
    state.version = 2
    await made.poller.check()
    expect([made.current?.version, made.problem]).toEqual([2, null])
    await made.poller.close()
  },
)

test('without a version that loads the server starts, reports why, and serves the next version of the alias', async () => {
  const { made, state } = createKeeper({ 2: 'wrong', 1: 'corrupted', 3: 'good' }, [1])
  state.version = 2
  await made.open()
  expect(made.current).toBeNull()
  expect(made.absence).toMatchObject({ code: 'champion-not-loadable', status: 503, values: { version: 2 } })
  expect(made.absence.messageIn('pt-BR')).toContain(
    'A versão 2 de TinyModel, que é a campeã, não pode ser servida',
  )
  state.version = 3
  await made.poller.check()
  expect([made.current?.version, made.problem]).toEqual([3, null])
  await made.poller.close()
})

test('damaged files are retried after a minute; a version with other predictions is not', async () => {
  const { made, state } = createKeeper({ 2: 'corrupted', 1: 'good' }, [1])
  state.version = 2
  await made.open()
  expect(made.current?.version).toBe(1)
  state.versions[2] = 'good' // restored from a backup
  await made.poller.check()
  expect(made.current?.version).toBe(1)
  state.now += 60_000
  await made.poller.check()
  expect([made.current?.version, made.problem]).toEqual([2, null])
  await made.poller.close()

  const other = createKeeper({ 2: 'wrong', 1: 'good' }, [1])
  other.state.version = 2
  await other.made.open()
  other.state.now += 3_600_000
  await other.made.poller.check()
  expect(other.state.loads).toEqual([2, 1])
  await other.made.poller.close()
})

test('while the store is away a new champion is tried again at every look, and logged once', async () => {
  const { made, state, logged } = createKeeper({ 1: 'good', 2: 'away' })
  state.version = 1
  await made.open()
  state.version = 2
  for (let i = 0; i < 3; i++) await made.poller.check()
  expect([made.current?.version, state.loads, logged.length]).toEqual([1, [1, 2, 2, 2], 1])
  state.versions[2] = 'good'
  await made.poller.check()
  expect([made.current?.version, made.problem]).toEqual([2, null])
  await made.poller.close()
})
