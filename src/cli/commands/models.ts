import type { ProjectPlatform } from '../../platform/platform.ts'
import { loadProject } from '../../project/load-project.ts'
import type { GateVerdict } from '../../store/registry/gate.ts'
import { toVersionInfos } from '../../http/api/models/version-info.ts'
import type { Command, CommandContext } from '../command.ts'
import { type WrongUse, wrongUseOf } from '../options.ts'
import { shortTime, textTable } from '../terminal/text-table.ts'
import { withPlatform } from '../with-platform.ts'

const usage = 'PROJECT [list | promote VERSION [--force] | rollback]'
const wrongUse: WrongUse = wrongUseOf('models', usage)
const by = 'lapidary models'

export const modelsCommand: Command = {
  summary:
    "List the versions of the project's model, promote one to champion, or roll back to the previous champion.",
  usage,
  positionals: { min: 1, max: 3 },
  options: {
    force: {
      type: 'boolean',
      help: 'promote: skip the gate, even if the version is worse than the champion.',
    },
  },
  async run({ positionals, options }, context) {
    const [folder = '', action = 'list', ...rest] = positionals
    const force = options['force'] === true
    const given = action === 'promote' ? 1 : 0
    if (!['list', 'promote', 'rollback'].includes(action)) wrongUse(`"${action}" is not an action of models.`)
    if (rest.length !== given)
      wrongUse(
        given === 1 ? 'promote needs the number of a version.' : `${action} accepts no further arguments.`,
      )
    if (force && action !== 'promote') wrongUse('--force is only for promote.')
    const version = action === 'promote' ? versionNumber(rest[0] ?? '') : 0
    return await withPlatform(await loadProject(folder), context, async (platform) => {
      if (action === 'promote') return await promote(platform, version, force, context)
      return action === 'rollback' ? await rollback(platform, context) : await list(platform, context)
    })
  },
}

async function list({ registry, tracking, project }: ProjectPlatform, { print }: CommandContext) {
  const model = await registry.getModel(project.model)
  const versions = await registry.listVersions(project.model)
  const items = await toVersionInfos(versions, model, { tracking })
  const heading = ['version', 'aliases', 'created (UTC)', 'learner', 'accuracy', 'log-loss', 'marks', 'run']
  const rows = items.map(
    ({ version, aliases: names, created_at, learner, metrics, synthetic, leaking, run_id }) => [
      String(version),
      names.join(' '),
      shortTime(created_at),
      learner,
      metrics.accuracy?.toFixed(3) ?? '-',
      metrics.log_loss?.toFixed(3) ?? '-',
      [synthetic ? 'SYNTHETIC' : '', leaking ? 'LEAKING' : ''].filter(Boolean).join(' '),
      run_id,
    ],
  )
  print(`${project.model}\n${textTable([heading, ...rows])}`)
  return { model: project.model, items }
}

async function promote(
  { registry, project: { model } }: ProjectPlatform,
  version: number,
  force: boolean,
  { print }: CommandContext,
) {
  const { change, verdict } = await registry.promote({ model, version, force, by })
  print(
    `${model} version ${version} is ${verdict === 'unchanged' ? 'already' : 'now'} the champion${explained[verdict]}.`,
  )
  return { model, version, previous: change.previous, verdict }
}

async function rollback({ registry, project: { model } }: ProjectPlatform, { print }: CommandContext) {
  const { version, previous } = await registry.rollback({ model, by })
  print(`${model} version ${version} is the champion again, instead of version ${previous}.`)
  return { model, version, previous }
}

const explained: Readonly<Record<GateVerdict, string>> = {
  first: '',
  unchanged: '',
  'no-gate': ', without a comparison: no project examines the versions here',
  forced: ', by --force: it was not compared with the previous champion',
  paired: ': row by row on the same held-out rows it is not worse than the previous one',
  'same-rows': ': on the same held-out rows it is not worse than the previous one',
  'other-rows': ': it is not worse than the previous one, but they were measured on different held-out rows',
  'not-comparable':
    ', without a comparison: the previous one was trained on synthetic data, or its metrics leak',
}

function versionNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) wrongUse(`"${text}" is not the number of a version.`)
  return Number(text)
}
