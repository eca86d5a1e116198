import type { Table } from '../data/table.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { openFeatures } from '../platform/open-features.ts'
import type { ProjectPlatform } from '../platform/platform.ts'
import type { CommandContext } from './command.ts'
import { commandLogger } from './terminal/command-logger.ts'

/** Where the rows of views come from that are computed from the project's own table. */
export interface ViewRows {
  /**
   * The table just trained on; null reads the project's own, and fills the store only if it never
   * was.
   */
  readonly table: Table | null
  /** Sheet of the project's own table, if it is a workbook. */
  readonly sheet?: string | undefined
}

/**
 * Fills the online store with the views that are computed from the project's own table, so that
 * what was just trained finds its
 * features when it serves. The embedded store always, one that others share only while it is empty:
 * those keep it up
 * to date by `lapidary features`.
 *
 * @throws LapidaryError `features-not-materialized`: a training before it is not undone.
 */
export async function materializeTrained(
  platform: ProjectPlatform,
  rows: ViewRows,
  context: CommandContext,
): Promise<void> {
  const names = (platform.project.featureViews ?? [])
    .filter(({ source }) => source.kind === 'dataset')
    .map(({ name }) => name)
  if (names.length === 0) return
  try {
    await materialize(platform, rows, names, context)
  } catch (cause) {
    const reason = context.signal.aborted ? new LapidaryError('materialization-stopped') : cause
    if (!(reason instanceof LapidaryError)) throw cause
    throw new LapidaryError('features-not-materialized', { reason, folder: platform.folder }, { cause })
  }
}

async function materialize(
  platform: ProjectPlatform,
  { table, sheet }: ViewRows,
  names: readonly string[],
  context: CommandContext,
): Promise<void> {
  const { progress, print, warn, signal, now } = context
  const store = await openFeatures(
    platform,
    commandLogger(context),
    table === null ? { sheet } : { table: async () => table },
  )
  if (store === null) return
  try {
    const { views, reachable } = await store.about()
    if (!reachable) await store.ping() // throws the reason
    const isNew = (name: string): boolean =>
      views.some(({ view, materializedUntil }) => view.name === name && materializedUntil === null)
    const wanted = table !== null && store.kind === 'sqlite' ? names : names.filter(isNew)
    if (wanted.length === 0) return
    const done = await store.materialize({
      views: wanted,
      to: now(),
      signal,
      progress: (view, share) => progress(`Materializing ${view}`, share),
    })
    for (const { column, problem, count } of done.flatMap(({ unusable }) => unusable))
      warn(`${count} stored values of ${column} are invalid (${problem}) and were written as missing.`)
    const entities = Math.max(...done.map((each) => each.entities))
    print(`The online feature store has ${wanted.join(', ')} of ${entities} entities.`)
  } finally {
    await store.close()
  }
}
