import { join } from 'node:path'
import type { Logger } from '../base/logger.ts'
import type { Settings } from '../base/settings/settings.ts'
import type { Table } from '../data/table.ts'
import type { Project } from '../project/project.ts'
import type { Report } from '../store/features/drivers/redis-connection.ts'
import { SqliteOnlineStore } from '../store/features/drivers/sqlite.ts'
import { FeatureStore } from '../store/features/feature-store.ts'
import type { OnlineStore } from '../store/features/store.ts'
import { findData } from '../train/find-data.ts'
import type { ProjectPlatform, StoreCheck } from './platform.ts'

export interface FeatureOptions {
  /** Returns the project's own table, read and cleaned. Default: it is read when it is needed. */
  readonly table?: (() => Promise<Table>) | undefined
  /**
   * Sheet of a workbook with the project's own table. Default: the project's, or the one that looks
   * like a table.
   */
  readonly sheet?: string | undefined
  /** Materializes somewhere else. Default: in this thread. */
  readonly materialize?: FeatureStore['materialize'] | undefined
}

/**
 * Opens the feature store of a project, or returns null when it declares no views. Commands open it
 * too, also while a server has it. Redis need not be reachable.
 * @throws LapidaryError `bad-setting`, `package-missing`, what `openDatabase` throws
 */
export async function openFeatures(
  platform: Pick<ProjectPlatform, 'project' | 'folder' | 'dataDir' | 'settings' | 'viewState' | 'now'>,
  logger: Pick<Logger, 'warn' | 'info'>,
  { sheet, table = () => readOwnTable(platform, sheet), materialize }: FeatureOptions = {},
): Promise<FeatureStore | null> {
  const { project, folder, dataDir, settings, viewState: state, now } = platform
  if ((project.featureViews ?? []).length === 0) return null
  const store = await openOnlineStore(project, dataDir, settings, (problem) => {
    if (problem === null) logger.info({}, 'Redis is back: online features are read and written')
    else
      logger.warn({ err: problem }, 'Redis is lost: requests that need online features fail until it is back')
  })
  return new FeatureStore({
    project,
    store,
    now,
    maxRows: settings.MAX_BATCH_ROWS,
    materialize:
      materialize ??
      (async (request) => {
        const offline = await import('../store/features/offline/materialize.ts')
        return await offline.materialize({ project, folder, store, state, table, now }, request)
      }),
    materializeReports: async () => {
      const views = [...(await state.views(project.name))]
      return new Map(
        views.flatMap(([name, { report }]) => (report === null ? [] : [[name, JSON.parse(report)] as const])),
      )
    },
  })
}

async function readOwnTable(
  { project, folder, dataDir }: Pick<ProjectPlatform, 'project' | 'folder' | 'dataDir'>,
  sheet: string | undefined,
): Promise<Table> {
  const { files, synthetic } = await findData(project, { folder, dataDir, given: [] })
  const { readTable } = await import('../data/readers/read-table.ts') // a server seldom reads files: it starts without it
  return (await readTable(files, project, { requireTarget: false, synthetic, sheet })).table
}

/**
 * Opens the online half of the feature store.
 * @param report called when Redis is lost, and with null when it is back
 * @throws LapidaryError as `openFeatures`
 */
export async function openOnlineStore(
  project: Pick<Project, 'name'>,
  dataDir: string,
  { REDIS_URL, REDIS_HOST, REDIS_PORT }: Pick<Settings, 'REDIS_URL' | 'REDIS_HOST' | 'REDIS_PORT'>,
  report: Report,
): Promise<OnlineStore> {
  if (REDIS_URL === undefined && REDIS_HOST === undefined)
    return SqliteOnlineStore.open(join(dataDir, 'features.db'))
  const host = REDIS_HOST?.includes(':') === true ? `[${REDIS_HOST}]` : REDIS_HOST
  const [url, setting] =
    REDIS_URL === undefined ? [`redis://${host}:${REDIS_PORT}`, 'REDIS_HOST'] : [REDIS_URL, 'REDIS_URL']
  const { RedisOnlineStore } = await import('../store/features/drivers/redis.ts')
  return await RedisOnlineStore.open({ url, setting, project: project.name, report })
}

/** Returns the check of the online store for the status of the server. */
export function featureCheck(store: FeatureStore): StoreCheck {
  return { name: 'online features', kind: store.kind, ping: () => store.ping() }
}
