import { join } from 'node:path'
import type { Table } from '../../data/table.ts'
import type { Project } from '../../project/project.ts'
import type { Settings } from '../../base/settings.ts'
import { SqliteOnlineStore } from './drivers/sqlite.ts'
import type { Report } from './drivers/redis-connection.ts'
import { FeatureStore } from './feature-store.ts'
import type { ViewState } from './offline/view-state.ts'
import type { OnlineStore } from './store.ts'

export interface FeatureStorePlace {
  readonly project: Project
  /** The project's folder. */
  readonly folder: string
  readonly dataDir: string
  readonly settings: Pick<Settings, 'REDIS_URL' | 'REDIS_HOST' | 'REDIS_PORT' | 'MAX_BATCH_ROWS'>
  readonly state: ViewState
  /** The project's own table, read and cleaned. */
  readonly table: () => Promise<Table>
  /** Materializes somewhere else. Default: in this thread. */
  readonly materialize?: FeatureStore['materialize'] | undefined
  readonly now: () => Date
  /** Called with the error when Redis is lost, and with `null` when it is back. */
  readonly report: Report
}

/**
 * Opens the feature store of a project; null when it declares no views. Redis need not be there.
 * @throws LapidaryError `bad-setting`, `package-missing`, what `openDatabase` throws.
 */
export async function openFeatureStore(place: FeatureStorePlace): Promise<FeatureStore | null> {
  const { project, folder, settings, state, table, now } = place
  if ((project.featureViews ?? []).length === 0) return null
  const store = await openOnlineStore(place)
  return new FeatureStore({
    project,
    store,
    now,
    maxRows: settings.MAX_BATCH_ROWS,
    materialize:
      place.materialize ??
      (async (request) => {
        const { materialize } = await import('./offline/materialize.ts')
        return await materialize({ project, folder, store, state, table, now }, request)
      }),
    materializeReports: async () => {
      const views = [...(await state.views(project.name))]
      return new Map(views.flatMap(([name, { report }]) => (report === null ? [] : [[name, JSON.parse(report)] as const])))
    },
  })
}

/** The online half of it alone. @throws LapidaryError as `openFeatureStore` */
export async function openOnlineStore({
  project,
  dataDir,
  settings,
  report,
}: Pick<FeatureStorePlace, 'project' | 'dataDir' | 'settings' | 'report'>): Promise<OnlineStore> {
  const { REDIS_URL, REDIS_HOST, REDIS_PORT } = settings
  if (REDIS_URL === undefined && REDIS_HOST === undefined) return SqliteOnlineStore.open(join(dataDir, 'features.db'))
  const host = REDIS_HOST?.includes(':') === true ? `[${REDIS_HOST}]` : REDIS_HOST
  const [url, setting] = REDIS_URL === undefined ? [`redis://${host}:${REDIS_PORT}`, 'REDIS_HOST'] : [REDIS_URL, 'REDIS_URL']
  const { RedisOnlineStore } = await import('./drivers/redis.ts')
  return await RedisOnlineStore.open({ url, setting, project: project.name, report })
}
