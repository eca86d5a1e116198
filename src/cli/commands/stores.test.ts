import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { madeUpModelFiles } from '../../../test/kit/made-up-model.ts'
import { commandContext } from '../../../test/kit/command-context.ts'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import type { ProjectPlatform } from '../../platform/platform.ts'
import { FeatureBuilder } from '../../project/feature-builder.ts'
import { loadProject } from '../../project/load-project.ts'
import type { CommandContext } from '../command.ts'
import { withPlatform } from '../with-platform.ts'
import { keysCommand } from './keys.ts'
import { modelsCommand } from './models.ts'

const folder = fileURLToPath(new URL('../../../examples/credit-score', import.meta.url))
const model = 'CreditScoreModel'

interface Output {
  readonly context: CommandContext
  readonly printed: string[]
  /** What the clock shows, at 03:MM:05.006. */
  minute: number
}

function output(): Output {
  const now = (): Date => new Date(Date.UTC(2026, 0, 2, 3, out.minute, 5, 6))
  const out = { ...commandContext({ cwd: folder, environment: { DATA_DIR: tempFolder() }, now }), minute: 4 }
  return out
}

const models = async ({ context }: Output, words: string[], options = {}) =>
  await modelsCommand.run({ positionals: [folder, ...words], options }, context)
const keys = async ({ context }: Output, words: string[], options = {}) =>
  await keysCommand.run({ positionals: [folder, ...words], options }, context)

/**
 * A version whose run has these tags and an evaluation with these numbers, each 0.02 wide on both
 * sides.
 */
async function trained(
  { project, tracking, registry }: ProjectPlatform,
  accuracy: number,
  logLoss: number,
  synthetic: boolean,
): Promise<void> {
  const around = (value: number) => ({ value, low: value - 0.02, high: value + 0.02 })
  const evaluation = {
    classes: ['Poor', 'Standard', 'Good'],
    metrics: { accuracy: around(accuracy), log_loss: around(logLoss) },
    baselines: { majority: { accuracy: 0.4 }, prior: { log_loss: 1.2 } },
  }
  const tags = { synthetic: String(synthetic), leaking: 'false', held_out: 'h', learner: 'random-forest' }
  const run = await tracking.start({ experiment: 'credit-score', name: 'forest', tags })
  const files = await madeUpModelFiles(new FeatureBuilder(project), evaluation.classes, {})
  const folderFiles = Object.fromEntries([...files].map(([path, bytes]) => [`model/${path}`, bytes]))
  await tracking.addArtifacts(run.id, { 'evaluation.json': JSON.stringify(evaluation), ...folderFiles })
  await tracking.finish(run.id, { metrics: { accuracy, log_loss: logLoss } })
  await registry.register({ model, runId: run.id, description: '', tags, by: 'ana' })
}

test('models lists, promotes through the gate, forces and rolls back', async () => {
  const out = output()
  await expect(models(out, [])).rejects.toThrow(`The registered model "${model}" does not exist.`)
  await withPlatform(await loadProject(folder), out.context, async (platform) => {
    await trained(platform, 0.67, 0.73, false)
    await trained(platform, 0.7, 0.7, false)
    await trained(platform, 0.5, 1.1, false)
    await trained(platform, 0.9, 0.1, true)
  })
  expect(await models(out, ['promote', '1'])).toEqual({ model, version: 1, previous: null, verdict: 'first' })
  expect(await models(out, ['promote', '2'])).toEqual({
    model,
    version: 2,
    previous: 1,
    verdict: 'same-rows',
  })
  await expect(models(out, ['promote', '3'])).rejects.toMatchObject({ code: 'gate-refused', exitCode: 1 })
  await expect(models(out, ['promote', '4'])).rejects.toMatchObject({ code: 'gate-refused-synthetic' })
  expect(await models(out, ['promote', '3'], { force: true })).toMatchObject({
    version: 3,
    verdict: 'forced',
  })
  expect(await models(out, ['rollback'])).toEqual({ model, version: 2, previous: 3 })
  expect(await models(out, ['rollback'])).toEqual({ model, version: 1, previous: 2 })
  await expect(models(out, ['rollback'])).rejects.toMatchObject({ code: 'no-previous-version' })
  const { items } = await models(out, ['list'])
  expect(items).toMatchObject([
    { version: 4, aliases: [], synthetic: true, metrics: { accuracy: 0.9, log_loss: 0.1 } },
    { version: 3, aliases: [] },
    { version: 2, aliases: [] },
    { version: 1, aliases: ['champion'], synthetic: false, learner: 'random-forest' },
  ])
  const table = (out.printed.at(-1) ?? '').split('\n')
  expect(table[1]).toMatch(/^version {2}aliases {3}created \(UTC\) +learner +accuracy +log-loss +marks +run$/)
  expect(table[2]).toMatch(/^4 +2026-01-02 03:04 +random-forest +0\.900 +0\.100 +SYNTHETIC +[\w-]{36}$/)
  expect(table[5]).toMatch(/^1 +champion +2026-01-02 03:04 +random-forest +0\.670 +0\.730 +[\w-]{36}$/)
})

test('keys makes a key, shows it once, lists and revokes it', async () => {
  const out = output()
  const made = await keys(out, ['create'], { name: 'Banco Um', scopes: 'predict, read', expires: '90d' })
  expect(made).toMatchObject({
    name: 'Banco Um',
    scopes: ['predict', 'read'],
    expires_at: '2026-04-02T03:04:05.006Z',
  })
  expect(made['key']).toMatch(/^lap_[\w-]{43}$/)
  expect(out.printed.join()).toContain(made['key'])
  out.printed.length = 0
  out.minute = 5
  const day = await keys(out, ['create'], { name: 'day', scopes: 'operate', expires: '2026-01-03' })
  expect(day['expires_at']).toBe('2026-01-03T00:00:00.000Z')
  const listed = await keys(out, [])
  expect(listed['items']).toMatchObject([
    { id: made['id'], state: 'valid', last_used_at: null },
    { id: day['id'], scopes: ['operate'] },
  ])
  expect(JSON.stringify(listed)).not.toMatch(/lap_|sha256/)
  expect(await keys(out, ['revoke', String(made['id'])])).toEqual({ id: made['id'], revoked: true })
  await expect(keys(out, ['revoke', String(made['id'])])).rejects.toMatchObject({ code: 'key-not-found' })
  expect((await keys(out, ['list']))['items']).toMatchObject([{ state: 'revoked' }, { state: 'valid' }])
  expect(out.printed.at(-1)).toMatch(
    /Banco Um +predict,read +2026-01-02 03:04 +2026-04-02 03:04 +- +revoked$/m,
  )
})

test('both say what was wrong with their arguments, and how they are used', async () => {
  const out = output()
  const wrong: [() => Promise<unknown>, string][] = [
    [
      () => models(out, ['retire']),
      '"retire" is not an action of models. Usage: lapidary models PROJECT [list | promote',
    ],
    [() => models(out, ['promote']), 'promote needs the number of a version.'],
    [() => models(out, ['promote', '0']), '"0" is not the number of a version.'],
    [() => models(out, ['rollback', '3']), 'rollback accepts no further arguments.'],
    [() => models(out, ['list'], { force: true }), '--force is only for promote.'],
    [
      () => keys(out, ['delete']),
      '"delete" is not an action of keys. Usage: lapidary keys PROJECT [list | create',
    ],
    [() => keys(out, ['revoke']), 'revoke needs the id of a key.'],
    [() => keys(out, ['create'], { scopes: 'read' }), '--name is missing'],
    [
      () => keys(out, ['create'], { name: 'x' }),
      '--scopes is missing. Allowed: predict,read,track,operate,admin.',
    ],
    [
      () => keys(out, ['create'], { name: 'x', scopes: 'read,fly' }),
      '"fly" is not a scope. Allowed: predict, read, track, operate, admin.',
    ],
    [
      () => keys(out, ['create'], { name: 'x', scopes: 'read', expires: '90' }),
      '--expires is "90", but it must be in the future',
    ],
    [
      () => keys(out, ['create'], { name: 'x', scopes: 'read', expires: '2027-02-30' }),
      '--expires is "2027-02-30", but',
    ],
    [
      () => keys(out, ['create'], { name: 'x', scopes: 'read', expires: '2025-12-31' }),
      '--expires is "2025-12-31", but',
    ],
  ]
  for (const [use, message] of wrong) {
    await expect(use(), message).rejects.toMatchObject({
      code: 'wrong-use',
      exitCode: 2,
      message: expect.stringContaining(message),
    })
  }
})
