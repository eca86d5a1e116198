import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { openDatabase } from '../../sql/open-database.ts'
import { trackingMigrations } from '../drivers/sql.ts'
import { SqlExperimentStore } from '../drivers/sql-experiments.ts'
import { Experiments } from '../experiments.ts'
import { createRandomName } from '../random-name.ts'
import { LoggedModels } from './logged-models.ts'
import { SqlLoggedModelStore } from './sql-store.ts'
import { loggedModelMigrations } from './tables.ts'

function open() {
  const database = openDatabase(join(tempFolder(), 'lapidary.db'), [
    trackingMigrations,
    loggedModelMigrations,
  ])
  onTestFinished(() => database.close())
  const now = (): Date => new Date('2026-01-02T03:04:05.006Z')
  const experiments = new Experiments(new SqlExperimentStore(database), now)
  let created = 0
  const models = new LoggedModels(new SqlLoggedModelStore(database), {
    now,
    newId: () => String(++created).padStart(32, '0'),
    newName: () => createRandomName((limit) => limit - 1),
    getExperiment: async (id) => await experiments.get(id),
  })
  return { experiments, models }
}

const firstId = `m-${'1'.padStart(32, '0')}`

test('creates a pending model below the artifacts of its experiment', async () => {
  const { experiments, models } = open()
  const experimentId = await experiments.create({
    name: 'credit',
    artifactLocation: 'mlflow-artifacts:/team/',
  })
  const model = await models.create({ experimentId })
  expect(model).toEqual({
    id: firstId,
    experimentId,
    name: 'zesty-zebra-999',
    artifactLocation: `mlflow-artifacts:/team/models/${firstId}/artifacts`,
    createdAt: '2026-01-02T03:04:05.006Z',
    updatedAt: '2026-01-02T03:04:05.006Z',
    status: 'pending',
    lifecycle: 'active',
    modelType: '',
    sourceRunId: '',
    tags: {},
    params: {},
    metrics: [],
  })
  expect(await models.get(firstId)).toEqual(model)
})

test('creates models in active experiments only', async () => {
  const { experiments, models } = open()
  await expect(models.create({ experimentId: '99' })).rejects.toMatchObject({ code: 'experiment-not-found' })
  const experimentId = await experiments.create({ name: 'old' })
  await experiments.delete(experimentId)
  await expect(models.create({ experimentId })).rejects.toMatchObject({ code: 'experiment-deleted' })
})

test.each<[Omit<Parameters<LoggedModels['create']>[0], 'experimentId'>, string]>([
  [{ name: 'a/b' }, 'bad-logged-model-name'],
  [{ name: 'a:b' }, 'bad-logged-model-name'],
  [{ name: 'a.b' }, 'bad-logged-model-name'],
  [{ name: 'a%b' }, 'bad-logged-model-name'],
  [{ name: 'a"b' }, 'bad-logged-model-name'],
  [{ name: "a'b" }, 'bad-logged-model-name'],
  [{ name: 'x'.repeat(501) }, 'value-too-long'],
  [{ modelType: 'x'.repeat(501) }, 'value-too-long'],
  [{ tags: [{ key: '', value: '' }] }, 'value-empty'],
  [{ tags: [{ key: 'x'.repeat(256), value: '' }] }, 'value-too-long'],
  [{ params: [{ key: 'a', value: 'x'.repeat(65_536) }] }, 'value-too-long'],
  [
    {
      params: [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
    },
    'logged-model-param-changed',
  ],
])('refuses %j', async (values, code) => {
  const { models } = open()
  await expect(models.create({ experimentId: '0', ...values })).rejects.toMatchObject({ code })
})

test('keeps the last tag and the one value of a param that are sent twice', async () => {
  const { models } = open()
  const twice = (last: string) => [
    { key: 'a', value: '1' },
    { key: 'a', value: last },
  ]
  const { id } = await models.create({ experimentId: '0', tags: twice('2'), params: twice('1') })
  await models.setTags(id, twice('3'))
  await models.logParams(id, twice('1'))
  expect(await models.get(id)).toMatchObject({ tags: { a: '3' }, params: { a: '1' } })
})

test('returns a deleted model only if that is allowed', async () => {
  const { models } = open()
  const { id } = await models.create({ experimentId: '0' })
  expect(await models.finalize(id, 'ready')).toMatchObject({ id, status: 'ready' })
  await models.delete(id)
  await expect(models.get(id)).rejects.toMatchObject({ code: 'logged-model-not-found' })
  await expect(models.finalize(id, 'failed')).rejects.toMatchObject({ code: 'logged-model-not-found' })
  expect(await models.get(id, { allowsDeleted: true })).toMatchObject({
    lifecycle: 'deleted',
    status: 'ready',
  })
  await expect(models.get('m-nope', { allowsDeleted: true })).rejects.toMatchObject({
    code: 'logged-model-not-found',
  })
})
