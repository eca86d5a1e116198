import { expect, onTestFinished, test } from 'vitest'
import { strictLogger } from '../../test/kit/strict-logger.ts'
import { tempFolder } from '../../test/kit/temp-folder.ts'
import { readSettings } from '../base/settings/settings.ts'
import { openPlatform, type Platform } from './platform.ts'
import { trackingPlace } from './server/tracking-platform.ts'

/** Opens the stores of a server without a project. */
async function open(): Promise<Platform> {
  const effects = { now: () => new Date(), logger: strictLogger }
  const platform = await openPlatform(trackingPlace(tempFolder()), readSettings({}), effects)
  onTestFinished(async () => await platform.close())
  return platform
}

test('a server without a project moves no alias to a version that a project trained', async () => {
  const { tracking, registry, audit } = await open()
  const run = await tracking.start({ experiment: 'credit', name: 'forest' })
  const around = { value: 0.7, low: 0.6, high: 0.8 }
  const evaluation = { classes: ['a', 'b'], metrics: { accuracy: around, log_loss: around }, baselines: {} }
  await tracking.addArtifacts(run.id, { 'evaluation.json': JSON.stringify(evaluation) })
  await tracking.finish(run.id)
  await registry.register({ model: 'Credit', runId: run.id, description: '', tags: {}, by: 'lapidary train' })
  const promoted = registry.promote({ model: 'Credit', version: 1, by: 'user:ana' })
  await expect(promoted).rejects.toThrow(
    'Version 1 of Credit cannot be served: Version 1 was trained by a project, which this server does not have.',
  )
  expect(await registry.resolve('Credit')).toBeNull()
  const { items } = await audit.list({ limit: 10 })
  expect(items.map(({ by, action, subject }) => [by, action, subject])).toEqual([
    ['user:ana', 'alias.refuse', 'Credit@champion 1 version-not-loadable'],
    ['lapidary train', 'version.create', 'Credit 1'],
  ])
})

test('a server without a project moves the aliases of models of clients', async () => {
  const { registry, registeredModels, modelVersions, runs } = await open()
  const { id: runId } = await runs.create({ experimentId: '0' })
  await registeredModels.create({ model: 'Python', by: 'user:ana' })
  await modelVersions.create({
    model: 'Python',
    source: `runs:/${runId}/model`,
    runId,
    tags: {},
    by: 'user:ana',
  })
  const { verdict } = await registry.promote({ model: 'Python', version: 1, by: 'user:ana' })
  expect(verdict).toBe('no-gate')
})
