import type { Table } from '../dataset/table.ts'
import { LapidaryError } from '../errors.ts'
import { openFeatureStoreOf, type Platform } from '../platform.ts'
import type { CommandContext } from './command.ts'
import { quietLogger } from './quiet-logger.ts'

/**
 * Fills the online store with the views that are computed from the project's own table, so that what was just trained finds its
 * features when it serves. The embedded store always, one that others share only while it is empty: those keep it up
 * to date by `lapidary features`. A store that is away does not undo a training: it is said, and left.
 *
 * @param table the table just trained on; null reads the project's own, and fills the store only if it never was
 */
export async function materializeTrained(platform: Platform, table: Table | null, context: CommandContext): Promise<void> {
  const { progress, print, warn, signal, now } = context
  const names = (platform.project.featureViews ?? []).filter(({ source }) => source.kind === 'dataset').map(({ name }) => name)
  if (names.length === 0) return
  const store = await openFeatureStoreOf(platform, quietLogger(context), table === null ? undefined : async () => table)
  if (store === null) return
  try {
    const { views, reachable } = await store.about()
    const isNew = (name: string): boolean =>
      views.some(({ view, materializedUntil }) => view.name === name && materializedUntil === null)
    const wanted = table !== null && store.kind === 'sqlite' ? names : names.filter(isNew)
    if (!reachable)
      warn(
        `The online feature store (${store.kind}) does not answer, so it was not filled: lapidary features ${platform.folder} materialize`,
      )
    if (!reachable || wanted.length === 0) return
    const done = await store.materialize({
      views: wanted,
      to: now(),
      signal,
      progress: (view, share) => progress(`Materializing ${view}`, share),
    })
    for (const { column, problem, count } of done.flatMap(({ unusable }) => unusable))
      warn(`${count} stored values of ${column} are not allowed (${problem}) and were written as missing.`)
    const entities = Math.max(...done.map((each) => each.entities))
    print(`The online feature store has ${wanted.join(', ')} of ${entities} entities.`)
  } catch (error) {
    if (!(error instanceof LapidaryError) || error.code !== 'online-store-unavailable') throw error
    warn(error.message)
  } finally {
    await store.close()
  }
}
