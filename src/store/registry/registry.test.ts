import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { type MetricName, metricNames } from '../../task/classification/evaluation.ts'
import { openDatabase } from '../sql/open-database.ts'
import { SqlRegistryStore } from './drivers/sql.ts'
import type { StoreEvent } from '../sql/emit-event.ts'
import { registryMigrations } from './drivers/tables.ts'
import { aliasInWords, type Evidence } from './gate.ts'
import { Registry } from './registry.ts'

const model = 'CreditScoreModel'

function evidence(accuracy: number, logLoss: number, more: Partial<Evidence> = {}): Evidence {
  const around = (value: number) => ({ value, low: value - 0.02, high: value + 0.02 })
  const others = Object.fromEntries(
    metricNames.map((name) => [name, around(0.5)]),
  ) as Evidence['evaluation']['metrics']
  const metrics = { ...others, accuracy: around(accuracy), log_loss: around(logLoss) } satisfies Record<
    MetricName,
    unknown
  >
  const guess = Object.fromEntries(metricNames.map((name) => [name, 0.5])) as Record<MetricName, number>
  const baselines = { majority: { ...guess, accuracy: 0.5 }, prior: { ...guess, log_loss: 1 } }
  return {
    evaluation: { classes: ['Poor', 'Standard', 'Good'], metrics, baselines },
    synthetic: false,
    leaking: false,
    heldOut: 'a',
    comparison: null,
    ...more,
  }
}

/** Versions that do not load, and the error of each. */
const unloadable = new Map<number, () => never>()
/** What the registry recorded in the audit log, and emitted. */
const audited: string[] = []
const events: StoreEvent[] = []
beforeEach(() => {
  unloadable.clear()
  audited.length = 0
  events.length = 0
})

/** A registry whose versions 1, 2, 3... have this evidence. */
async function registryOf(...all: (Evidence | null)[]): Promise<Registry> {
  return await registryOfModel(model, ...all)
}

/** The same with a model of this name; the project serves `CreditScoreModel`. */
async function registryOfModel(name: string, ...all: (Evidence | null)[]): Promise<Registry> {
  const database = openDatabase(join(tempFolder(), 'lapidary.db'), [registryMigrations])
  onTestFinished(() => database.close())
  let tick = 0
  const registry = new Registry(
    new SqlRegistryStore(database, async (_db, event) => void events.push(event)),
    {
      now: () => new Date(1_767_323_045_000 + tick++ * 1000),
      record: async ({ by, action, subject }) => void audited.push(`${by}: ${action} ${subject}`),
      isServed: (served) => served === model,
      evidenceOf: async ({ version }) => all[version - 1] ?? null,
      tryLoad: async ({ version }) => unloadable.get(version)?.(),
    },
  )
  for (const [i] of all.entries())
    await registry.register({
      model: name,
      runId: `run ${i + 1}`,
      description: '',
      tags: {},
      by: 'lapidary train',
    })
  return registry
}

const promote = async (registry: Registry, version: number, force = false) =>
  await registry.promote({ model, version, by: 'ana', force })

test('lets the first version pass, whatever it is', async () => {
  const registry = await registryOf(evidence(0.1, 9, { synthetic: true, leaking: true }))
  expect(await registry.resolve(model)).toBeNull()
  expect(await promote(registry, 1)).toEqual({
    verdict: 'first',
    change: {
      model,
      alias: 'champion',
      version: 1,
      previous: null,
      at: expect.any(String),
      by: 'ana',
      reason: 'first',
      rollback: false,
    },
  })
  expect(await registry.resolve(model)).toBe(1)
})

test('lets a better or an equal version pass, and says on which rows it was compared', async () => {
  const registry = await registryOf(
    evidence(0.67, 0.73),
    evidence(0.66, 0.745),
    evidence(0.7, 0.7, { heldOut: 'b' }),
  )
  await promote(registry, 1)
  expect((await promote(registry, 2)).verdict).toBe('same-rows')
  expect((await promote(registry, 3)).verdict).toBe('other-rows')
})

test('refuses a version whose log-loss or accuracy is worse beyond the interval, with the numbers', async () => {
  const registry = await registryOf(
    evidence(0.67, 0.73),
    evidence(0.7, 0.76),
    evidence(0.64, 0.7),
    evidence(Number.NaN, 0.73),
  )
  await promote(registry, 1)
  await expect(promote(registry, 2)).rejects.toThrow(
    'Version 2 of CreditScoreModel is worse than version 1, the champion: its log-loss is 0.7600 [0.7400, 0.7800], and that of the champion is 0.7300 [0.7100, 0.7500]',
  )
  await expect(promote(registry, 3)).rejects.toThrow(
    'its accuracy is 0.6400 [0.6200, 0.6600], and that of the champion is 0.6700 [0.6500, 0.6900]',
  )
  await expect(promote(registry, 4)).rejects.toMatchObject({ code: 'gate-refused', status: 409 })
  expect(await registry.resolve(model)).toBe(1)
  expect((await promote(registry, 2, true)).verdict).toBe('forced')
  expect((await registry.history(model))[0]).toMatchObject({ version: 2, previous: 1, reason: 'forced' })
})

test('asks more before it refuses a version that was measured on other rows', async () => {
  const other = { heldOut: 'b' }
  const registry = await registryOf(
    evidence(0.67, 0.73),
    evidence(0.645, 0.757, other),
    evidence(0.67, 0.79, other),
    evidence(0.6, 0.73, other),
  )
  await promote(registry, 1)
  await expect(promote(registry, 3)).rejects.toThrow(
    'log-loss is 0.7900 [0.7700, 0.8100], and that of the champion is 0.7300 [0.7100, 0.7500]',
  )
  await expect(promote(registry, 4)).rejects.toThrow(
    'its accuracy is 0.6000 [0.5800, 0.6200], and that of the champion is 0.6700 [0.6500, 0.6900]',
  )
  expect((await promote(registry, 2)).verdict).toBe('other-rows')
})

const estimate = (value: number, noise: number) => ({ value, low: value - noise, high: value + noise })

/** What a comparison row by row with a version found, as this version minus that one. */
function versus(champion: number, loss: number, accuracy: number): Partial<Evidence> {
  const differences = { log_loss: estimate(loss, 0.005), accuracy: estimate(accuracy, 0.01) }
  return { comparison: { champion, rows: 145, entities: 120, ...differences } }
}

test('refuses a version that is worse row by row beyond noise, although its totals touch the interval', async () => {
  const registry = await registryOf(
    evidence(0.67, 0.73),
    evidence(0.66, 0.74, versus(1, 0.01, 0)),
    evidence(0.655, 0.73, versus(1, 0, -0.015)),
    evidence(0.655, 0.745, versus(1, 0.004, -0.009)),
    evidence(0.66, 0.74, versus(1, Number.NaN, 0)),
  )
  await promote(registry, 1)
  await expect(promote(registry, 2)).rejects.toThrow(
    'Version 2 of CreditScoreModel is worse than version 1, the champion: on the same 145 held-out rows of 120 entities its log-loss differs by 0.0100 [0.0050, 0.0150]',
  )
  await expect(promote(registry, 3)).rejects.toThrow('its accuracy differs by -0.0150 [-0.0250, -0.0050]')
  await expect(promote(registry, 5)).rejects.toMatchObject({ code: 'gate-refused-paired', status: 409 })
  expect((await promote(registry, 4)).verdict).toBe('paired')
})

test('uses a comparison in both directions, and none with another version', async () => {
  const registry = await registryOf(
    evidence(0.67, 0.73),
    evidence(0.68, 0.72, versus(1, -0.02, 0.02)),
    evidence(0.68, 0.72, { ...versus(1, 0.02, -0.02), heldOut: 'b' }),
  )
  await promote(registry, 1)
  expect((await promote(registry, 2)).verdict).toBe('paired')
  await expect(promote(registry, 1)).rejects.toThrow('its log-loss differs by 0.0200 [0.0150, 0.0250]')
  expect((await promote(registry, 3)).verdict).toBe('other-rows')
})

test('refuses a version that is no better than guessing, also after synthetic data, and lets the first one pass', async () => {
  const registry = await registryOf(
    evidence(0.5, 0.99, { synthetic: true }),
    evidence(0.67, 0.99),
    evidence(0.67, 0.73),
    evidence(0.49, 0.73, versus(3, 0, 0)),
    evidence(0.49, 0.7, versus(3, -0.03, 0)),
  )
  expect((await promote(registry, 1)).verdict).toBe('first')
  await expect(promote(registry, 2)).rejects.toThrow(
    'Version 2 of CreditScoreModel is not better than guessing: its log-loss is 0.9900 [0.9700, 1.0100] (95 % interval in brackets), and guessing has 1.0000.',
  )
  expect((await promote(registry, 3)).verdict).toBe('not-comparable')
  await expect(promote(registry, 4)).rejects.toThrow(
    'not better than guessing: its accuracy is 0.4900 [0.4700, 0.5100]',
  )
  expect((await promote(registry, 5)).verdict).toBe('paired') // its probabilities are better beyond noise
})

test('never compares synthetic with real data: real replaces synthetic, not the other way', async () => {
  const registry = await registryOf(evidence(0.8, 0.4, { synthetic: true }), evidence(0.67, 0.73))
  await promote(registry, 1)
  expect((await promote(registry, 2)).verdict).toBe('not-comparable')
  await expect(promote(registry, 1)).rejects.toMatchObject({ code: 'gate-refused-synthetic' })
  await promote(registry, 1, true)
})

test('never compares leaking with honest metrics: honest replaces leaking, not the other way', async () => {
  const registry = await registryOf(evidence(0.81, 0.5, { leaking: true }), evidence(0.67, 0.73))
  await promote(registry, 1)
  expect((await promote(registry, 2)).verdict).toBe('not-comparable')
  await expect(promote(registry, 1)).rejects.toMatchObject({ code: 'gate-refused-leaking' })
})

test('refuses a version that answers other classes, but not in another order', async () => {
  const { evaluation } = evidence(0.9, 0.2)
  const reordered = evidence(0.67, 0.73, {
    evaluation: { ...evaluation, classes: ['Good', 'Poor', 'Standard'] },
  })
  const registry = await registryOf(
    evidence(0.67, 0.73),
    reordered,
    evidence(0.9, 0.2, { evaluation: { ...evaluation, classes: ['no', 'yes'] } }),
  )
  await promote(registry, 1)
  await promote(registry, 2)
  await expect(promote(registry, 3)).rejects.toThrow(
    'predicts no, yes, and version 2, the champion, predicts Good, Poor, Standard',
  )
})

test('does not guess when an evaluation is gone', async () => {
  const registry = await registryOf(evidence(0.67, 0.73), null)
  await promote(registry, 1)
  await expect(promote(registry, 2)).rejects.toThrow(
    'The evaluation of version 2 of CreditScoreModel cannot be read',
  )
  await promote(registry, 2, true)
  await expect(promote(registry, 1)).rejects.toMatchObject({
    code: 'gate-no-evaluation',
    values: { version: 2 },
  })
})

test('goes back step by step, and forward again', async () => {
  const good = evidence(0.67, 0.73)
  const registry = await registryOf(good, good, good, good)
  for (const version of [1, 2, 3]) await promote(registry, version)
  const back = async () => (await registry.rollback({ model, by: 'ana' })).version
  expect([await back(), await back()]).toEqual([2, 1])
  await expect(back()).rejects.toThrow(
    'The alias champion of CreditScoreModel has no earlier version to roll back to.',
  )
  await promote(registry, 4)
  await promote(registry, 2)
  expect([await back(), await back()]).toEqual([4, 1])
  expect((await registry.history(model))[0]).toMatchObject({
    version: 1,
    previous: 4,
    rollback: true,
    reason: 'rollback',
    by: 'ana',
  })
})

test('moves no alias to a version that does not load, by promotion, by force or by roll-back', async () => {
  const good = evidence(0.67, 0.73)
  const registry = await registryOf(good, good, good)
  unloadable.set(1, () => {
    throw new LapidaryError('artifact-corrupted', { path: 'x', seen: 'y' })
  })
  await expect(promote(registry, 1)).rejects.toMatchObject({ code: 'version-not-loadable', status: 409 })
  expect(await registry.resolve(model)).toBeNull()
  unloadable.clear()
  for (const version of [1, 2]) await promote(registry, version)
  for (const version of [1, 3]) {
    unloadable.set(version, () => {
      throw new TypeError('x is undefined')
    })
  }
  for (const force of [false, true]) {
    await expect(promote(registry, 3, force)).rejects.toThrow(
      'Version 3 of CreditScoreModel cannot be served: TypeError: x is undefined. The alias champion is unchanged.',
    )
  }
  await expect(registry.rollback({ model, by: 'ana' })).rejects.toMatchObject({ values: { version: 1 } })
  unloadable.set(3, () => {
    throw new LapidaryError('database-unavailable', { place: 'db', reason: 'x' })
  })
  await expect(promote(registry, 3)).rejects.toMatchObject({ code: 'database-unavailable', status: 503 })
  expect([await registry.resolve(model), (await registry.history(model)).length]).toEqual([2, 2])
})

test('says in the language of the reader why a version does not load', async () => {
  const reason = new LapidaryError('run-not-found', { run: 'r' })
  const refused = new LapidaryError('version-not-loadable', {
    model,
    version: 3,
    alias: aliasInWords('champion'),
    reason,
  })
  expect(refused.messageIn('pt-BR')).toContain(
    'não pode ser servida: A execução "r" não existe. Confira o id na lista de execuções. O modelo campeão não mudou.',
  )
})

test('names the earlier champions, nearest first, without those that were rolled back from', async () => {
  const good = evidence(0.67, 0.73)
  const registry = await registryOf(good, good, good, good)
  expect(await registry.previousVersions(model)).toEqual([])
  for (const version of [1, 2, 3]) await promote(registry, version)
  expect(await registry.previousVersions(model)).toEqual([2, 1])
  await registry.rollback({ model, by: 'ana' })
  await promote(registry, 4)
  expect(await registry.previousVersions(model)).toEqual([2, 1])
})

test('changes and notes nothing when the version has the alias already', async () => {
  const registry = await registryOf(evidence(0.67, 0.73))
  const first = await promote(registry, 1)
  expect(await promote(registry, 1)).toEqual({ change: first.change, verdict: 'unchanged' })
  expect(await registry.history(model)).toHaveLength(1)
})

test('lets only one of two simultaneous promotions through', async () => {
  const good = evidence(0.67, 0.73)
  const registry = await registryOf(good, good, good)
  await promote(registry, 1)
  const results = await Promise.allSettled([promote(registry, 2), promote(registry, 3)])
  const refused = results.filter((each) => each.status === 'rejected')
  expect(refused).toMatchObject([{ reason: { code: 'alias-moved' } }])
})

test('names the model, the version and the alias that are not there', async () => {
  const registry = await registryOf(evidence(0.67, 0.73))
  await expect(registry.listVersions('x')).rejects.toThrow('The registered model "x" does not exist.')
  await expect(promote(registry, 7)).rejects.toThrow('The model CreditScoreModel does not have version 7.')
  await expect(registry.promote({ model: 'x', version: 1, by: 'ana' })).rejects.toMatchObject({
    code: 'model-not-found',
  })
  await expect(registry.promote({ model, version: 1, alias: 'Ünd/..', by: 'ana' })).rejects.toMatchObject({
    code: 'bad-alias',
  })
  await expect(registry.rollback({ model: 'x', by: 'ana' })).rejects.toMatchObject({
    code: 'model-not-found',
  })
})

test('records who registered, promoted, rolled back and removed what, and what was refused', async () => {
  const registry = await registryOf(evidence(0.67, 0.73), evidence(0.68, 0.72), evidence(0.5, 2))
  await promote(registry, 1)
  await promote(registry, 2)
  await expect(promote(registry, 3)).rejects.toThrow()
  await registry.rollback({ model, by: 'bia' })
  await registry.removeAlias({ model, alias: 'champion', by: 'bia' })
  await registry.removeAlias({ model, alias: 'champion', by: 'bia' })
  await registry.setThreshold({ model, threshold: 0.4, by: 'ana' })
  expect(audited).toEqual([
    'lapidary train: version.create CreditScoreModel 1',
    'lapidary train: version.create CreditScoreModel 2',
    'lapidary train: version.create CreditScoreModel 3',
    'ana: alias.move CreditScoreModel@champion 1',
    'ana: alias.move CreditScoreModel@champion 2',
    'ana: alias.refuse CreditScoreModel@champion 3 gate-refused-guessing',
    'bia: alias.rollback CreditScoreModel@champion 1',
    'bia: alias.remove CreditScoreModel@champion',
    'ana: threshold.change CreditScoreModel 0.4',
  ])
  expect(events.filter(({ name }) => name === 'gate.refused')).toEqual([
    {
      name: 'gate.refused',
      data: {
        name: model,
        version: '3',
        alias: 'champion',
        by: 'ana',
        code: 'gate-refused-guessing',
        message: expect.stringContaining('is not better than guessing'),
      },
    },
  ])
})

test('does not open the gate when the alias is removed', async () => {
  const registry = await registryOf(evidence(0.67, 0.73), evidence(0.6, 0.9), evidence(0.68, 0.72))
  await promote(registry, 1)
  await registry.removeAlias({ model, alias: 'champion', by: 'ana' })
  expect(await registry.resolve(model)).toBeNull()
  expect((await registry.history(model))[0]).toMatchObject({ version: null, previous: 1, reason: 'removed' })
  await expect(promote(registry, 2)).rejects.toMatchObject({ code: 'gate-refused' })
  expect((await promote(registry, 1)).verdict).toBe('first')
  await registry.removeAlias({ model, alias: 'champion', by: 'ana' })
  expect((await promote(registry, 3)).verdict).toBe('same-rows')
  expect((await registry.rollback({ model, by: 'ana' })).version).toBe(1)
})

test('moves the aliases of a model that no project trained freely, and the last caller wins', async () => {
  const registry = await registryOfModel('Python', null, null, null)
  unloadable.set(2, () => {
    throw new Error('never loaded')
  })
  const move = async (version: number) => await registry.promote({ model: 'Python', version, by: 'ana' })
  expect((await move(1)).verdict).toBe('no-gate')
  expect((await Promise.all([move(2), move(3)])).map(({ verdict }) => verdict)).toEqual([
    'no-gate',
    'no-gate',
  ])
  const history = await registry.history('Python')
  expect(history.map(({ previous }) => previous)).toEqual([history[1]?.version, 1, null])
  expect(history[0]).toMatchObject({
    by: 'ana',
    reason: 'no-gate',
    version: await registry.resolve('Python'),
  })
  expect((await registry.rollback({ model: 'Python', by: 'ana' })).version).toBe(history[1]?.version)
})

test('has the same gate for versions that another project trained', async () => {
  const registry = await registryOfModel('Other', evidence(0.67, 0.73), evidence(0.6, 0.9), null)
  const move = async (version: number) => await registry.promote({ model: 'Other', version, by: 'ana' })
  expect((await move(1)).verdict).toBe('first')
  await expect(move(2)).rejects.toMatchObject({ code: 'gate-refused' })
  await expect(move(3)).rejects.toMatchObject({ code: 'gate-no-evaluation' })
})

test('reserves the aliases that stand for versions', async () => {
  const registry = await registryOf(evidence(0.67, 0.73))
  for (const alias of ['latest', 'Latest', 'v1', 'V22'])
    await expect(registry.promote({ model, version: 1, alias, by: 'ana' })).rejects.toMatchObject({
      code: 'reserved-alias',
    })
  for (const alias of ['', 'a b', 'a.b', 'a/b', 'a\n'])
    await expect(registry.promote({ model, version: 1, alias, by: 'ana' })).rejects.toMatchObject({
      code: 'bad-alias',
    })
  await registry.promote({ model, version: 1, alias: 'Também-2_v1', by: 'ana' })
  expect(await registry.resolve(model, 'constructor')).toBeNull()
})
