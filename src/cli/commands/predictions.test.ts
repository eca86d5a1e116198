import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { commandContext } from '../../../test/kit/command-context.ts'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { createUuid7Generator, readUuid7Time } from '../../base/uuid7.ts'
import { SqlitePredictionLog } from '../../store/predictions/drivers/sqlite.ts'
import { loadProject } from '../../project/load-project.ts'
import { withPlatform } from '../with-platform.ts'
import { predictionsCommand } from './predictions.ts'

const folder = fileURLToPath(new URL('../../../examples/credit-score', import.meta.url))
const day = 86_400_000

test('predictions are listed, exported, purged and erased, beside a server that has the file', async () => {
  const dataDir = tempFolder()
  const cwd = tempFolder()
  const { context, printed } = commandContext({ cwd, environment: { DATA_DIR: dataDir } })
  const run = async (words: string[], options = {}) =>
    await predictionsCommand.run({ positionals: [folder, ...words], options }, context)
  const server = SqlitePredictionLog.open(join(dataDir, 'predictions.db'), 'process')
  const record = (entity: string, daysAgo: number) => {
    const id = createUuid7Generator(() => Date.now() - daysAgo * day, randomBytes)()
    const scored = {
      model: 'CreditScoreModel',
      modelVersion: 1,
      prediction: 'Good',
      probabilities: { Good: 0.7, Poor: 0.3 },
      threshold: null,
    }
    return { id, at: readUuid7Time(id).toISOString(), caller: 'ana', entity, inputs: { Age: 33 }, ...scored }
  }
  await server.append([record('S1', 100), record('S1', 2), record('S2', 1), record('S3', 0)])

  expect(await run(['list'], { limit: '2' })).toMatchObject({
    items: [{ entity: 'S3' }, { entity: 'S2' }],
    complete: true,
  })
  expect(printed.at(-1)).toMatch(/id +time \(UTC\).*\n.* ana +S3 +v1 +Good +0\.700 +-/)
  const today = new Date().toISOString().slice(0, 10)
  expect(await run(['list'], { entity: 'S3', from: today, to: today })).toMatchObject({
    items: [{ entity: 'S3' }],
  })
  expect(await run(['export'], { output: 'log.csv', entity: 'S1' })).toEqual({
    output: join(cwd, 'log.csv'),
    format: 'csv',
  })
  expect(readFileSync(join(cwd, 'log.csv'), 'utf8').trim().split('\n')).toHaveLength(3)
  expect(statSync(join(cwd, 'log.csv')).mode & 0o777).toBe(0o600)

  expect(await run(['purge'], { 'older-than': '90d' })).toMatchObject({ purged: 1 })
  expect(await run(['erase'], { entity: 'S1' })).toEqual({ erased: 1, features: 0, complete: true })
  expect(printed.at(-1)).toBe(
    'Erased predictions: 1, rows of features: 0. The audit log has a hash of the id.',
  )
  await server.append([record('S4', 0)])
  const left = (await server.list({ limit: 10 })).items.map(({ entity }) => entity)
  expect(left).toHaveLength(3)
  expect(left).toEqual(expect.arrayContaining(['S4', 'S3', 'S2']))
  await server.close()

  for (const [words, options, problem] of [
    [['forget'], {}, '"forget" is not an action of predictions.'],
    [['erase'], {}, '--entity is missing'],
    [['erase'], { 'student-id': 'S1' }, "Unknown option '--student-id'."], // the credit score has no such name
    [['erase'], { entity: '' }, 'The id has 0 characters, but must have 1 to 512'],
    [['erase'], { entity: 'x'.repeat(513) }, 'The id has 513 characters'],
    [['list'], { entity: '' }, 'The id has 0 characters'],
    [['erase'], { entity: 'An\ufffd' }, 'U+FFFD'],
    [['purge'], { 'older-than': 'long' }, '--older-than is "long"'],
    [['export'], {}, '--output is missing.'],
    [['list'], { from: 'soon' }, '--from is "soon"'],
    [['list'], { from: '2026-02-30' }, '--from is "2026-02-30"'],
    [['export'], { output: 'x.csv', to: '2026-11-20T12:00' }, '--to is "2026-11-20T12:00"'],
  ] as const) {
    await expect(run([...words], options)).rejects.toThrow(problem)
  }
  await withPlatform(await loadProject(folder), context, async ({ audit }) => {
    const actions = (await audit.list({ limit: 10 })).items.map(({ action, by }) => `${by}: ${action}`)
    expect(actions).toEqual(['command line: predictions.erase', 'command line: predictions.purge'])
  })
})
