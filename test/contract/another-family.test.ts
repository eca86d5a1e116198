import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { readSettings } from '../../src/base/settings/settings.ts'
import { LapidaryError } from '../../src/base/errors/lapidary-error.ts'
import { gridSearch } from '../../src/learner/tuning/grid-search.ts'
import { randomForest } from '../../src/learner/random-forest/random-forest.ts'
import { createLearner } from '../../src/learner/create-learner.ts'
import { column } from '../../src/data/column.ts'
import { openProjectPlatform } from '../../src/platform/platform.ts'
import { defineProject } from '../../src/project/define-project.ts'
import { FeatureBuilder } from '../../src/project/feature-builder.ts'
import { loadVersion } from '../../src/serve/champion.ts'
import { chooseLearner } from '../../src/train/choose-learner.ts'
import { trainAndRegister } from '../../src/train/register/train-and-register.ts'
import { seededRandom } from '../../src/base/math/random.ts'
import { nearestCentroidFamily } from '../kit/nearest-centroid/learner/family.ts'
import { strictLogger } from '../kit/strict-logger.ts'
import { tempFolder } from '../kit/temp-folder.ts'

// A family is its folder in src/model, its folder in src/learner, and these two lines of the lists.
vi.mock('../../src/model/families.ts', async (original) => {
  const { modelFamilies } = await original<typeof import('../../src/model/families.ts')>()
  const { nearestCentroidModels } = await import('../kit/nearest-centroid/model/family.ts')
  return { modelFamilies: [...modelFamilies, nearestCentroidModels] }
})
vi.mock('../../src/learner/families.ts', async (original) => {
  const { learnerFamilies } = await original<typeof import('../../src/learner/families.ts')>()
  const { nearestCentroidFamily: family } = await import('../kit/nearest-centroid/learner/family.ts')
  return { learnerFamilies: [...learnerFamilies, family] }
})

const shops = Array.from({ length: 80 }, (_, i) => `shop ${i}`)

const project = defineProject({
  name: 'orders',
  title: { en: 'Orders', 'pt-BR': 'Pedidos' },
  model: 'OrderModel',
  columns: {
    client: column.identifier({}),
    amount: column.number({ min: 0 }),
    shop: column.category({ categories: shops }), // so many that they are encoded as evidence
    paid: column.category({ categories: ['no', 'yes'] }),
  },
  entity: 'client',
  target: 'paid',
  learner: randomForest({ trees: 5 }),
  data: { files: ['orders.csv'] },
})

function writeOrders(folder: string): string {
  const random = seededRandom(3)
  const rows = Array.from({ length: 1200 }, (_, i) => {
    const [amount, shop] = [100 * random.next(), random.integer(shops.length)]
    const isPaid = amount + (shop % 2 === 0 ? 30 : -30) + 20 * random.normal() > 50
    return `c${i},${amount.toFixed(2)},${shops[shop]},${isPaid ? 'yes' : 'no'}`
  })
  const file = join(folder, 'orders.csv')
  writeFileSync(file, `${['client,amount,shop,paid', ...rows].join('\n')}\n`)
  return file
}

async function registered(
  learner = chooseLearner(project.learner, { kind: 'nearest-centroid', changes: ['shrinkage=0.1'] }),
) {
  const folder = tempFolder()
  const settings = readSettings({ DATA_DIR: join(folder, 'data') })
  const platform = await openProjectPlatform({ project, folder }, settings, {
    now: () => new Date(),
    logger: strictLogger,
  })
  const request = {
    files: [writeOrders(folder)],
    synthetic: true,
    learner,
    split: 'entity',
    seed: 1,
    threads: 1,
  } as const
  const effects = { progress: () => undefined, signal: new AbortController().signal }
  const trained = await trainAndRegister(platform, { request, promote: true }, effects)
  const run = await platform.tracking.get(trained.runId)
  const files = (await platform.tracking.artifacts(trained.runId)).map(({ path }) => path)
  const card = (language: string): Promise<Uint8Array> =>
    platform.tracking.readArtifact(trained.runId, `model/model-card${language}.md`)
  const cards = [await card(''), await card('.pt-BR')].map((bytes) => new TextDecoder().decode(bytes))
  const mlmodel = new TextDecoder().decode(
    await platform.tracking.readArtifact(trained.runId, 'model/MLmodel'),
  )
  const parts = {
    project,
    builder: new FeatureBuilder(project),
    registry: platform.registry,
    tracking: platform.tracking,
  }
  const champion = await loadVersion(parts, trained.version)
  await platform.close()
  return { trained, run, files, cards, mlmodel, champion }
}

test('a family of its own trains, is registered without ONNX, and is loaded to predict', async () => {
  const { trained, run, files, cards, mlmodel, champion } = await registered()
  expect(trained.promoted).toBe(true)
  expect(trained.training.evaluation.metrics.accuracy.value).toBeGreaterThan(0.8)
  expect(run.params).toMatchObject({ learner: 'nearest-centroid', shrinkage: '0.1' })
  expect(run.tags['mlflow.note.content']).toBe(
    'Without model.onnx: models of the family nearest-centroid have no ONNX form, so only Lapidary runs them.',
  )
  expect(files).toContain('model/model.bin')
  expect(files).not.toContain('model/model.onnx')
  expect(mlmodel).not.toContain('onnx')
  expect(cards[0]).toContain('- Without model.onnx: models of the family nearest-centroid')
  expect(cards[1]).toContain('- Sem model.onnx: modelos da família nearest-centroid')
  const { model } = trained.training
  const row = Float64Array.of(80, 2)
  const [before, after] = [new Float64Array(2), new Float64Array(2)]
  model.predictRow(row, before)
  champion.loaded.predictRow(row, after)
  expect(after).toEqual(before)
  expect(after[1]).toBeGreaterThan(0.8)
  expect(trained.training.importance.map(({ column: name }) => name).toSorted()).toEqual(['amount', 'shop'])
  expect(trained.training.importance.every(({ low }) => low > 0)).toBe(true)
})

test('it is tuned as any other family, and what was chosen is stored with the model', async () => {
  const family = (options = {}) => createLearner(nearestCentroidFamily, options)
  const { trained, champion } = await registered(gridSearch(family, { shrinkage: [0, 1] }))
  expect(trained.training.tuning?.trials).toHaveLength(2)
  expect(champion.chosenParams).toEqual({ shrinkage: 0 })
})

test('its params are validated with their range', () => {
  const bad = () => chooseLearner(project.learner, { kind: 'nearest-centroid', changes: ['shrinkage=2'] })
  expect(bad).toThrow(LapidaryError)
  expect(bad).toThrow(
    '--param shrinkage=2 is not valid for nearest-centroid. It must be a number from 0 to 1.',
  )
})
