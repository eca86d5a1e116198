import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { withReserve } from '../../base/files/disk-space.ts'
import { getServingLockPath, tryProcessLock } from '../../base/files/process-lock.ts'
import { openFeatures } from '../../platform/open-features.ts'
import { openPredictions } from '../../platform/open-predictions.ts'
import { dataDirOf, type ProjectPlatform } from '../../platform/platform.ts'
import type { PredictionLog, PredictionQuery } from '../../store/predictions/store.ts'
import { exclusiveEnd } from '../../base/time/date-time.ts'
import type { Logger } from '../../base/logger.ts'
import { isEntityId, maxEntityIdLength } from '../../project/entity-id.ts'
import { loadProject } from '../../project/load-project.ts'
import type { Project } from '../../project/project.ts'
import { exportLog } from '../../http/api/predictions/export.ts'
import { toLoggedPrediction } from '../../http/api/predictions/logged-prediction.ts'
import { eraseEntity } from '../../serve/erase-entity.ts'
import { parseDuration } from '../../base/time/duration.ts'
import type { Command, CommandArguments, CommandContext } from '../command.ts'
import { choiceOption, integerOption, textOption, timeOption, type WrongUse, wrongUseOf } from '../options.ts'
import { outputFile } from '../output/output-file.ts'
import { commandLogger } from '../terminal/command-logger.ts'
import { shortTime, textTable } from '../terminal/text-table.ts'
import { withPlatform } from '../with-platform.ts'
import { writeWhole } from '../output/write-whole.ts'

const usage =
  'PROJECT [list [--limit N] | export --output FILE [--format csv|jsonl] | purge --older-than 90d | erase --entity ID]'
const wrongUse: WrongUse = wrongUseOf('predictions', usage)
const actions = ['list', 'export', 'purge', 'erase']

interface Opened {
  readonly platform: ProjectPlatform
  readonly log: PredictionLog
  readonly logger: Logger
  readonly args: CommandArguments
  readonly context: CommandContext
  /** Id of the entity, from `--entity` or the project's own name for it. */
  readonly entity: string | undefined
}

/** Can run beside a server of the project: both write to the same file, one after the other. */
export const predictionsCommand: Command = {
  summary: 'List, export and purge logged predictions, or erase one person from every store.',
  usage,
  positionals: { min: 1, max: 2 },
  moreOptions: true,
  options: {
    limit: {
      type: 'string',
      value: 'N',
      help: 'list: maximum number of predictions, newest first. Default: 20.',
    },
    output: { type: 'string', value: 'FILE', help: 'export: file to write.' },
    format: { type: 'string', value: 'csv|jsonl', help: 'export: format of the file. Default: csv.' },
    entity: {
      type: 'string',
      value: 'ID',
      help: 'list, export: only predictions of this entity. erase: the entity to erase. Also as --NAME of the entityField (--student-id ID).',
    },
    caller: {
      type: 'string',
      value: 'ID',
      help: 'list, export: only predictions requested by this key or user.',
    },
    prediction: { type: 'string', value: 'CLASS', help: 'list, export: only predictions of this class.' },
    version: {
      type: 'string',
      value: 'N',
      help: 'list, export: only predictions of this version of the model.',
    },
    from: {
      type: 'string',
      value: 'TIME',
      help: 'list, export: from this time on (ISO 8601); a date without a time is its start (UTC).',
    },
    to: {
      type: 'string',
      value: 'TIME',
      help: 'list, export: before this time; a date without a time includes the whole day (UTC).',
    },
    'older-than': {
      type: 'string',
      value: 'AGE',
      help: 'purge: minimum age of the predictions to delete, in days or hours (90d, 12h).',
    },
  },
  async run(args, context) {
    const [folder = '', action = 'list'] = args.positionals
    if (!actions.includes(action)) wrongUse(`"${action}" is not an action of predictions.`)
    const loaded = await loadProject(folder)
    const entity = entityOption(args, loaded.project)
    const query = queryOf(args, entity)
    const before = action === 'purge' ? ageOption(args, context.now()) : null
    if (action === 'erase' && entity === undefined)
      wrongUse('--entity is missing: erase needs the id of the person.')
    if (action === 'erase' && entity?.includes('\ufffd') === true) {
      // Node replaces arguments that are not UTF-8 by this character, so the original id is lost.
      wrongUse(
        'The id to erase contains U+FFFD, which replaces bytes that are not UTF-8. Set the terminal to UTF-8.',
      )
    }
    if (action === 'export' && textOption(args, 'output') === undefined) wrongUse('--output is missing.')
    const dataDir = dataDirOf(loaded.folder, context.settings)
    const freesSpace = action === 'purge' || action === 'erase'
    const use = <T>(work: () => Promise<T>): Promise<T> => (freesSpace ? withReserve(dataDir, work) : work())
    return await use(() =>
      withPlatform(loaded, context, async (platform) => {
        const logger = commandLogger(context)
        const log = await openPredictions(platform, logger)
        const opened = { platform, log, logger, args, context, entity }
        try {
          if (before !== null) return await purge(opened, before)
          if (action === 'erase') return await erase(opened)
          return action === 'export' ? await exportAll(opened, query) : await list(opened, query)
        } finally {
          await log.close()
        }
      }),
    )
  },
}

async function list({ log, args, context }: Opened, query: Query) {
  const limit = integerOption(args, 'limit', 1, 1000) ?? 20
  const { items, complete } = await log.list({ ...query, limit })
  const outcomes = await log.outcomesOf(items)
  const rows = items.map((each) => {
    const share = each.probabilities[each.prediction] ?? 0
    const about = [
      each.caller,
      each.entity ?? '-',
      `v${each.modelVersion}`,
      each.prediction,
      share.toFixed(3),
    ]
    return [each.id, shortTime(each.at), ...about, outcomes.get(each.id)?.outcome ?? '-']
  })
  const header = ['id', 'time (UTC)', 'caller', 'entity', 'model', 'prediction', 'probability', 'outcome']
  context.print(rows.length === 0 ? 'No logged prediction matches.' : textTable([header, ...rows]))
  if (!complete)
    context.warn('MongoDB is unreachable: these are only the predictions that wait for it on this machine.')
  return { items: items.map((each) => toLoggedPrediction(each, outcomes.get(each.id) ?? null)), complete }
}

async function exportAll({ platform, log, args, context }: Opened, query: Query) {
  const format = choiceOption(args, 'format', ['csv', 'jsonl']) ?? 'csv'
  const output = outputFile(textOption(args, 'output') ?? '', platform, context)
  await writeWhole(output, await exportLog(log, platform.project, query, format), context.signal)
  context.print(`Predictions written to ${output}.`)
  return { output, format }
}

async function purge({ platform, log, context }: Opened, before: Date) {
  await platform.audit.record({
    by: 'command line',
    action: 'predictions.purge',
    subject: `before ${before.toISOString()}`,
  })
  const purged = await log.purge(before)
  compact({ platform, log, context })
  context.print(
    `Deleted predictions and outcomes from before ${shortTime(before.toISOString())} UTC: ${purged}.`,
  )
  return { before: before.toISOString(), purged }
}

/**
 * Rewrites a file of an earlier version once, because it keeps the space of deleted rows; not while
 * a server writes to it.
 */
function compact({
  platform: { dataDir },
  log,
  context,
}: Pick<Opened, 'platform' | 'log' | 'context'>): void {
  const lock = tryProcessLock(getServingLockPath(dataDir))
  if (lock === null) return
  try {
    const bytes = log.compact()
    if (bytes !== null)
      context.print(`The prediction log was rewritten and is ${Math.round(bytes / 1e6)} MB smaller.`)
  } catch (error) {
    if (!(error instanceof LapidaryError)) throw error
    context.warn(
      `The space stays in the prediction log, which will reuse it: it could not be returned to the system. ${error.message}`,
    )
  } finally {
    lock.release()
  }
}

async function erase({ platform, log, logger, context, entity = '' }: Opened) {
  const store = await openFeatures(platform, logger)
  const parts = { predictionLog: log, features: store, audit: platform.audit }
  const { rows, features, complete } = await eraseEntity(parts, entity, 'command line').finally(
    async () => await store?.close(),
  )
  context.print(
    `Erased predictions: ${rows}, rows of features: ${features}. The audit log has a hash of the id.`,
  )
  if (!complete)
    context.warn(
      'MongoDB is unreachable. The next server or command that reaches it erases its predictions; you need not repeat this.',
    )
  return { erased: rows, features, complete }
}

type Query = Omit<PredictionQuery, 'limit' | 'cursor'>

function queryOf(args: CommandArguments, entity: string | undefined): Query {
  const [caller, prediction] = [textOption(args, 'caller'), textOption(args, 'prediction')]
  const modelVersion = integerOption(args, 'version', 1, Number.MAX_SAFE_INTEGER)
  const [from, to] = [timeOption(args, 'from'), timeOption(args, 'to')]
  return {
    ...(caller !== undefined && { caller }),
    ...(prediction !== undefined && { prediction }),
    ...(entity !== undefined && { entity }),
    ...(modelVersion !== undefined && { modelVersion }),
    ...(from !== undefined && { from: new Date(from.start).toISOString() }),
    ...(to !== undefined && { to: new Date(exclusiveEnd(to)).toISOString() }),
  }
}

/**
 * `--entity X`, or `--student-id X` where the project calls it `student_id`. @throws LapidaryError
 * `wrong-use` for any other option.
 */
function entityOption(args: CommandArguments, { entityField }: Project): string | undefined {
  const own = entityField?.name.toLowerCase().replaceAll('_', '-')
  const known = [...Object.keys(predictionsCommand.options), 'json', ...(own === undefined ? [] : [own])]
  const unknown = Object.keys(args.options).find((name) => !known.includes(name))
  if (unknown !== undefined) wrongUse(`Unknown option '--${unknown}'.`)
  const entity = textOption(args, 'entity') ?? (own === undefined ? undefined : textOption(args, own))
  if (entity !== undefined && !isEntityId(entity)) {
    wrongUse(`The id has ${Array.from(entity).length} characters, but must have 1 to ${maxEntityIdLength}.`)
  }
  return entity
}

function ageOption(args: CommandArguments, now: Date): Date {
  const text = textOption(args, 'older-than') ?? ''
  const age = parseDuration(text)
  if (age === undefined)
    wrongUse(`--older-than is "${text}", but it must be a number of days or hours, such as 90d or 12h.`)
  return new Date(now.getTime() - age)
}
