import { readTable } from '../../data/readers/read-table.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { FeatureStore } from '../../store/features/feature-store.ts'
import { listChanges, serializeDefinition } from '../../store/features/offline/definition.ts'
import { checkSource } from '../../store/features/offline/sources/open-source.ts'
import {
  createTrainingTable,
  trainingTableCsv,
  trainingTableToParquet,
} from '../../store/features/offline/training-table.ts'
import { endUntil } from '../../base/time/date-time.ts'
import { resolveThreadCount } from '../../base/threads/thread-count.ts'
import { openFeatures } from '../../platform/open-features.ts'
import type { ProjectPlatform } from '../../platform/platform.ts'
import type { FeatureView } from '../../project/feature-view.ts'
import { loadProject } from '../../project/load-project.ts'
import { findData } from '../../train/find-data.ts'
import type { Command, CommandArguments, CommandContext } from '../command.ts'
import { sheetOption, textOption, textOptions, timeOption, type WrongUse, wrongUseOf } from '../options.ts'
import { exportModelInputs } from '../output/export-model-inputs.ts'
import { outputFile } from '../output/output-file.ts'
import { commandLogger } from '../terminal/command-logger.ts'
import { shortTime, textTable } from '../terminal/text-table.ts'
import { withPlatform } from '../with-platform.ts'
import { writeCsvOrParquet } from '../output/write-csv-or-parquet.ts'

const usage =
  'PROJECT [apply | materialize [--view NAME] [--from TIME] [--to TIME] [--sheet NAME] | materialize-incremental [--sheet NAME] | get ENTITY | export --output FILE [--data FILE] [--model-inputs] [--sheet NAME]]'
const wrongUse: WrongUse = wrongUseOf('features', usage)
const actions = ['apply', 'materialize', 'materialize-incremental', 'get', 'export']

interface Opened {
  readonly platform: ProjectPlatform
  readonly store: FeatureStore
  readonly args: CommandArguments
  readonly context: CommandContext
}

/** Can run beside a server of the project. */
export const featuresCommand: Command = {
  summary:
    'List feature views, update the online store, show the features of an entity, or export the joined training table.',
  usage,
  positionals: { min: 1, max: 3 },
  options: {
    view: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      help: 'materialize: only this view; may be repeated. Default: all.',
    },
    from: {
      type: 'string',
      value: 'TIME',
      help: 'materialize: rows from this time on (ISO 8601). Default: the beginning.',
    },
    to: {
      type: 'string',
      value: 'TIME',
      help: 'materialize: rows up to this time; a date without a time includes the whole day (UTC). Default: now.',
    },
    sheet: sheetOption("the project's, or the one whose headings name most columns"),
    output: { type: 'string', value: 'FILE', help: 'export: file to write, .csv or .parquet.' },
    data: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      help: "export: table to join with; may be repeated. Default: the project's.",
    },
    'model-inputs': {
      type: 'boolean',
      help: 'export: write the inputs of model.onnx of the champion instead, for one table: to score it with MLflow or Spark.',
    },
  },
  async run(args, context) {
    const [folder = '', action = 'apply', ...rest] = args.positionals
    const given = action === 'get' ? 1 : 0
    if (!actions.includes(action)) wrongUse(`"${action}" is not an action of features.`)
    if (rest.length !== given)
      wrongUse(given === 1 ? 'get needs the key of one entity.' : `${action} accepts no further arguments.`)
    const window = windowOf(args, context.now())
    const output = textOption(args, 'output')
    if (action === 'export' && output === undefined) wrongUse('--output is missing.')
    const loaded = await loadProject(folder)
    return await withPlatform(loaded, context, async (platform) => {
      if (action === 'export') {
        const file = outputFile(output ?? '', loaded, context, textOptions(args, 'data'))
        return args.options['model-inputs'] === true
          ? await exportInputs(platform, file, args, context)
          : await exportTable(platform, file, args, context)
      }
      const store = await openFeatures(platform, commandLogger(context), { sheet: textOption(args, 'sheet') })
      if (store === null) throw new LapidaryError('no-feature-views', { project: loaded.project.name })
      const opened: Opened = { platform, store, args, context }
      try {
        if (action === 'get') return await get(opened, rest[0] ?? '')
        return action === 'apply'
          ? await apply(opened)
          : await materialize(opened, window, action !== 'materialize')
      } finally {
        await store.close()
      }
    })
  },
}

/**
 * Checks every source, prints the declared views and their changes since the last call, and stores
 * them.
 */
async function apply({ platform, store, context }: Opened) {
  const { project, folder, viewState } = platform
  const before = await viewState.views(project.name)
  const { views } = await store.about()
  for (const { view } of views) await checkSource(view, folder)
  const items = views.map(({ view, materializedUntil }) => {
    const definition = serializeDefinition(view)
    const known = before.get(view.name)
    const applied = known?.applied ?? null
    const changes = applied === null ? [] : listChanges(applied, definition)
    const stale = (known?.written ?? definition) !== definition
    return {
      view,
      definition,
      materializedUntil,
      state: applied === null ? 'new' : changes.length > 0 ? 'changed' : 'unchanged',
      changes,
      stale,
    }
  })
  const gone = [...before.keys()].filter((name) => !items.some(({ view }) => view.name === name))
  for (const { view, definition } of items) await viewState.setApplied(project.name, view.name, definition)
  for (const name of gone) await viewState.remove(project.name, name)
  const rows = items.map(({ view, materializedUntil, state, changes }) => [
    view.name,
    `${view.entity} (${view.joinKey})`,
    String(Object.keys(view.features).length),
    sourceText(view),
    view.ttl === undefined ? '-' : `${view.ttl} s`,
    materializedUntil === null ? 'never' : shortTime(materializedUntil),
    [state, ...changes].join(' '),
  ])
  const heading = ['view', 'entity', 'features', 'source', 'ttl', 'materialized (UTC)', 'since last time']
  context.print(
    textTable([
      heading,
      ...rows,
      ...gone.map((name) => [name, '-', '-', '-', '-', '-', 'no longer declared']),
    ]),
  )
  for (const { view, stale } of items) {
    if (stale)
      context.print(
        `The online store was written by an older definition of ${view.name}: lapidary features ${folder} materialize`,
      )
  }
  return {
    items: items.map(({ view, materializedUntil, state, changes, stale }) => {
      return {
        view: view.name,
        state,
        changes,
        stale,
        features: Object.keys(view.features),
        materialized_until: materializedUntil,
      }
    }),
    removed: gone,
  }
}

async function materialize(
  { store, args, context }: Opened,
  window: { from?: Date; to: Date },
  incremental: boolean,
) {
  const { signal, progress, print } = context
  const named = textOptions(args, 'view')
  const startedAt = performance.now()
  const done = await store.materialize({
    ...window,
    views: named.length === 0 ? undefined : named,
    incremental,
    signal,
    progress: (view, share) => progress(`Materializing ${view}`, share),
  })
  const seconds = (performance.now() - startedAt) / 1000
  for (const { view, rows, entities, unusable } of done) {
    print(`${view}: latest values of ${entities} entities, from ${rows} rows`)
    for (const { column, problem, count, examples } of unusable) {
      const shown =
        examples.length === 0 ? '' : ` (${examples.map((example) => JSON.stringify(example)).join(', ')})`
      print(`  ${column}: ${count} invalid values were written as missing: ${problem}${shown}`)
    }
  }
  print(
    `Online features are up to date until ${shortTime(window.to.toISOString())} UTC (${seconds.toFixed(1)} s).`,
  )
  return { items: done, to: window.to.toISOString(), seconds }
}

async function get({ store, context }: Opened, entity: string) {
  const views = await store.entityFeatures(entity)
  const rows = views.flatMap(({ view, since, ageSeconds, expired, features }) => {
    return features.map(({ name, value, isUnusable }) => {
      const age = ageSeconds === null ? '-' : ageText(ageSeconds)
      const shown = isUnusable ? 'NOT ALLOWED' : value === null ? '-' : String(value)
      return [view.name, name, shown, since ?? '-', `${age}${expired ? ' EXPIRED' : ''}`]
    })
  })
  const unknown = `There are no features of "${entity}".`
  context.print(
    rows.length === 0 ? unknown : textTable([['view', 'feature', 'value', 'since', 'age'], ...rows]),
  )
  return {
    entity,
    views: views.map(({ view, since, ageSeconds, expired, features }) => {
      const values = Object.fromEntries(features.map(({ name, value }) => [name, value]))
      const unusable = features.filter(({ isUnusable }) => isUnusable).map(({ name }) => name)
      return {
        view: view.name,
        known: since !== null,
        since,
        age_seconds: ageSeconds,
        expired,
        features: values,
        unusable,
      }
    }),
  }
}

async function exportTable(
  { project, folder, dataDir }: ProjectPlatform,
  output: string,
  args: CommandArguments,
  context: CommandContext,
) {
  const { settings, signal, print, progress } = context
  const { files, synthetic } = await findData(project, {
    folder,
    dataDir,
    given: textOptions(args, 'data'),
    signal,
  })
  const { table, whole } = await readTable(files, project, {
    requireTarget: true,
    synthetic,
    sheet: textOption(args, 'sheet'),
    threads: resolveThreadCount(settings.THREADS),
    signal,
    progress: (share) => progress('Reading', share),
  })
  const joined = await createTrainingTable({ project, folder, table: async () => whole, signal }, table)
  await writeCsvOrParquet(output, trainingTableCsv(joined), signal, async (csv, parquet) => {
    await trainingTableToParquet(csv, parquet, joined, project)
  })
  print(
    `${joined.rowCount} rows and ${joined.columns.size} columns${synthetic ? ', SYNTHETIC' : ''}: ${output}`,
  )
  return { output, rows: joined.rowCount, columns: [...joined.columns.keys()], synthetic }
}

async function exportInputs(
  platform: ProjectPlatform,
  output: string,
  args: CommandArguments,
  context: CommandContext,
) {
  const { project, folder, dataDir } = platform
  const given = textOptions(args, 'data')
  const { files } = await findData(project, { folder, dataDir, given, signal: context.signal })
  const [path, ...others] = files
  if (path === undefined || others.length > 0)
    wrongUse(`--model-inputs needs one table, but there are ${files.length}: name one with --data FILE.`)
  return await exportModelInputs(platform, { path, output, sheet: textOption(args, 'sheet') }, context)
}

function sourceText({ source }: FeatureView): string {
  return source.kind === 'file'
    ? source.files.join(', ')
    : source.kind === 'sql'
      ? 'SQL'
      : "the project's table"
}

function ageText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} days`
}

function windowOf(args: CommandArguments, now: Date): { from?: Date; to: Date } {
  const [from, to] = [timeOption(args, 'from'), timeOption(args, 'to')]
  return {
    // What comes later today must not count as materialized.
    to: to === undefined ? now : new Date(endUntil(to, now.getTime())),
    ...(from !== undefined && { from: new Date(from.start) }),
  }
}
