import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { KyselyPlugin } from 'kysely'
import { lockDataFolderShared } from '../base/files/data-folder.ts'
import type { Logger } from '../base/logger.ts'
import type { Scope } from '../base/roles.ts'
import type { Settings } from '../base/settings/settings.ts'
import type { LoadedProject } from '../project/load-project.ts'
import type { Project } from '../project/project.ts'
import type { Access } from '../store/access/access.ts'
import { followModel } from '../store/access/drivers/sql-grants.ts'
import type { Grants } from '../store/access/grants/grants.ts'
import type { AuditLog } from '../store/access/audit/audit-log.ts'
import type { SignInLog } from '../store/access/sessions/sign-in-log.ts'
import type { TokenKeyRing } from '../store/access/tokens/token-key-ring.ts'
import type { Users } from '../store/access/users/users.ts'
import type { ArtifactOwners } from '../store/artifacts/owner.ts'
import type { ArtifactStore } from '../store/artifacts/store.ts'
import type { ArtifactTree } from '../store/artifacts/tree.ts'
import { SqlViewState, type ViewState } from '../store/features/offline/view-state.ts'
import type { VersionChecks } from '../store/registry/registry.ts'
import type { EmitEvent } from '../store/sql/emit-event.ts'
import type { Tracking } from '../store/tracking/tracking.ts'
import { type AccessParts, openAccess } from './open-access.ts'
import { openArtifacts } from './open-artifacts.ts'
import { databaseCheck, openSharedDatabase } from './open-database.ts'
import { openGrants } from './open-grants.ts'
import { openRegistry, projectChecks, type RegistryServices, serverChecks } from './open-registry.ts'
import { openTracking, type TrackingServices } from './open-tracking.ts'
import { openWebhookQueue, type WebhookQueue } from './open-webhooks.ts'
import { Parts } from './parts.ts'

/** How a server presents itself, and who may register there: a project, or a server without one. */
export type Site = Pick<Project, 'name' | 'title' | 'description' | 'accounts'>

/** The stores of a data folder: runs, models and access, without anything that serves. */
export interface Platform extends RegistryServices, TrackingServices {
  readonly site: Site
  readonly dataDir: string
  readonly settings: Settings
  /** Program version. */
  readonly version: string
  readonly artifacts: ArtifactStore
  readonly artifactOwners: ArtifactOwners
  readonly artifactTree: ArtifactTree
  readonly access: Access
  readonly grants: Grants
  readonly users: Users
  readonly audit: AuditLog
  readonly signIns: SignInLog
  readonly webhookQueue: WebhookQueue
  /** The feature views of projects as they were last applied. */
  readonly viewState: ViewState
  /** Null unless TOKEN_ALGORITHM is EdDSA. */
  readonly tokenKeys: TokenKeyRing | null
  /** Checks of the stores of runs, models and access. */
  readonly storeChecks: readonly StoreCheck[]
  readonly accessParts: AccessParts
  readonly now: () => Date
  /** Ends work in the background, after what is under way. */
  drain(): Promise<void>
  /** Drains the platform and closes its stores, in reverse order. */
  close(): Promise<void>
}

/** The stores of one project. */
export interface ProjectPlatform extends Platform {
  readonly project: Project
  /** The project's folder. */
  readonly folder: string
}

/** A data folder, and what its server presents itself as. */
export interface DataPlace {
  readonly dataDir: string
  readonly site: Site
  /** Scopes of API_KEY. */
  readonly apiKeyScopes: readonly Scope[]
}

/** A store that can be asked whether it is reachable. */
export interface StoreCheck {
  /** What is stored in it. */
  readonly name: string
  readonly kind: string
  /** Rejects while the store cannot be used. */
  ping(): Promise<unknown>
}

export interface PlatformEffects {
  readonly now: () => Date
  /** Receives what went wrong without stopping anything. */
  readonly logger: Logger
}

/** Replacements for single parts, for tests. */
export interface PlatformOverrides {
  /** Sees every query of the stores of runs, models and access. */
  readonly queryPlugin?: KyselyPlugin | undefined
  /**
   * Returns how a version is examined before it gets an alias. Default: as the project does, or as
   * a server without one.
   */
  readonly versionChecks?: (tracking: Tracking) => VersionChecks
}

/** Returns the folder of everything that is stored of a project. */
export function dataDirOf(folder: string, { DATA_DIR }: Pick<Settings, 'DATA_DIR'>): string {
  return DATA_DIR === undefined ? join(folder, '.lapidary') : resolve(DATA_DIR)
}

/**
 * Opens the stores of a data folder. They are constructed here and in the `open-*` files beside
 * this one, and nowhere else in this thread.
 *
 * @throws LapidaryError `data-dir-unwritable`, `database-corrupted`, `database-newer`, `disk-full`,
 * `bad-setting`; with DATABASE_URL what `openPostgres` throws.
 */
export async function openPlatform(
  place: DataPlace,
  settings: Settings,
  effects: PlatformEffects,
): Promise<Platform> {
  return await openAll(effects.logger, async (parts) => await addStores(parts, place, settings, effects))
}

/** Opens the stores of a project. @throws LapidaryError as `openPlatform` */
export async function openProjectPlatform(
  loaded: LoadedProject,
  settings: Settings,
  effects: PlatformEffects,
): Promise<ProjectPlatform> {
  return await openAll(
    effects.logger,
    async (parts) => await addProjectStores(parts, loaded, settings, effects),
  )
}

/** Opens parts and starts them. If one fails, closes those that are open. */
export async function openAll<T>(logger: Logger, open: (parts: Parts) => Promise<T>): Promise<T> {
  const parts = new Parts(logger)
  try {
    const opened = await open(parts)
    await parts.start()
    return opened
  } catch (error) {
    await parts.close()
    throw error
  }
}

/** Returns the place of a project. */
export function projectPlace({ project, folder }: LoadedProject, settings: Settings): DataPlace {
  return { dataDir: dataDirOf(folder, settings), site: project, apiKeyScopes: ['predict', 'read'] }
}

/** Adds the stores of a project to `parts`. @throws LapidaryError as `openPlatform` */
export async function addProjectStores(
  parts: Parts,
  { project, folder }: LoadedProject,
  settings: Settings,
  effects: PlatformEffects,
  overrides: PlatformOverrides = {},
): Promise<ProjectPlatform> {
  const place = projectPlace({ project, folder }, settings)
  const checks = (tracking: Tracking): VersionChecks => projectChecks(project, tracking)
  const platform = await addStores(parts, place, settings, effects, { versionChecks: checks, ...overrides })
  return { ...platform, project, folder }
}

/** Adds the stores of a data folder to `parts`. @throws LapidaryError as `openPlatform` */
export async function addStores(
  parts: Parts,
  place: DataPlace,
  settings: Settings,
  { now, logger }: PlatformEffects,
  { queryPlugin, versionChecks = serverChecks }: PlatformOverrides = {},
): Promise<Platform> {
  const { dataDir, site } = place
  const use = lockDataFolderShared(dataDir)
  parts.add({ name: 'data folder', close: () => use.release() })
  const shared = await openSharedDatabase(dataDir, settings, queryPlugin)
  parts.add({ name: 'database', close: async () => await shared.database.close() })
  const opened = await openArtifacts(dataDir, settings, shared, now)
  parts.add({ name: 'files of runs', close: () => opened.close() })
  const artifacts = opened.store
  const tracked = await openTracking(dataDir, shared, artifacts, now)
  const { tracking } = tracked
  parts.add({ name: 'runs', start: () => markInterrupted(tracking, logger) })
  const webhookQueue = openWebhookQueue(shared, now)
  const accessParts = openAccess(shared, settings, place, { now, logger })
  const { access, users, audit, signIns, tokenKeys } = accessParts
  parts.add({ name: 'access', close: () => access.close() })
  parts.add({ name: 'sign-ins', close: () => signIns.close() })
  const emit: EmitEvent = async (transaction, event) => {
    await followModel(transaction, event)
    await webhookQueue.emit(transaction, event)
  }
  const models = openRegistry(shared, { checks: versionChecks(tracking), audit, now, emit, ...tracked })
  const { registry } = models
  return {
    site,
    dataDir,
    settings,
    version: programVersion(),
    ...tracked,
    artifacts,
    artifactOwners: opened.owners,
    artifactTree: opened.tree,
    ...models,
    grants: openGrants(shared, { ...tracked, users, access, audit, registry, now }, logger),
    access,
    users,
    audit,
    signIns,
    webhookQueue,
    viewState: new SqlViewState(shared.database),
    tokenKeys,
    accessParts,
    storeChecks: [databaseCheck(shared), ...opened.checks],
    now,
    drain: () => parts.drain(),
    close: () => parts.close(),
  }
}

/**
 * Marks the runs of processes that ended. If it fails, as on a full disk, the next start marks
 * them, and nothing else needs it.
 */
async function markInterrupted(tracking: Tracking, logger: Pick<Logger, 'warn'>): Promise<void> {
  await tracking.markInterrupted().catch((err: unknown) => {
    logger.warn({ err }, 'runs that were interrupted could not be marked')
  })
}

/**
 * Returns the version in the nearest package.json: beside `src/` in a checkout, in `dist/` when
 * installed.
 */
export function programVersion(): string {
  const packageJson = new URL(
    import.meta.url.endsWith('.ts') ? '../../package.json' : '../package.json',
    import.meta.url,
  )
  return (JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string }).version
}
