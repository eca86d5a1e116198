import { rejectUnfinishedRestore } from '../../base/files/data-folder.ts'
import { lockForServing } from '../../base/files/process-lock.ts'
import type { Settings } from '../../base/settings/settings.ts'
import type { Poller } from '../../base/poller.ts'
import type { FoundApiKey } from '../../store/access/keys/api-key.ts'
import type { Webhooks } from '../../store/webhooks/webhooks.ts'
import { openServerKeys, openSignIn, type SignIn } from '../open-access.ts'
import { addWebhooks } from '../open-webhooks.ts'
import type { Parts } from '../parts.ts'
import { openAll, type Platform, type PlatformEffects } from '../platform.ts'

/** What every server has beside its stores: sign-in, webhooks, and the key that its start shows. */
export interface ServerAccess extends SignIn {
  readonly apiKey: FoundApiKey
  readonly webhooks: Webhooks
}

interface PolledPlatform extends Platform {
  /** What follows changes that other processes make in the stores. */
  readonly pollers: readonly Pick<Poller, 'status'>[]
}

/**
 * Opens a server on a data folder: its lock, its keys, what `addPlatform` adds, sign-in and
 * webhooks.
 *
 * @throws LapidaryError `folder-in-use` when another server has the folder, `weak-api-key`,
 * `weak-secret-key` outside loopback, `open-to-admins`, what `addPlatform` throws.
 */
export async function openServer<P extends PolledPlatform>(
  dataDir: string,
  given: Settings,
  effects: PlatformEffects,
  addPlatform: (parts: Parts, settings: Settings) => Promise<P>,
): Promise<P & ServerAccess> {
  rejectUnfinishedRestore(dataDir)
  const keys = openServerKeys(given, dataDir, effects.logger)
  const settings = { ...given, API_KEY: keys.apiKey.key }
  return await openAll(effects.logger, async (parts) => {
    const lock = lockForServing(dataDir)
    parts.add({ name: 'server lock', close: () => lock.release() })
    const platform = await addPlatform(parts, settings)
    const signIn = openSignIn(platform.accessParts, settings, platform.site, keys, effects)
    const { grants } = platform
    parts.add({ name: 'grants', start: () => grants.open(), drain: () => grants.poller.close() })
    const { webhooks, poller } = addWebhooks(parts, platform, keys, effects)
    const pollers = [...platform.pollers, grants.poller, poller]
    return { ...platform, ...signIn, webhooks, pollers, apiKey: keys.apiKey }
  })
}
