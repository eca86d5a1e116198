import { resolve } from 'node:path'
import type { Poller } from '../../base/poller.ts'
import type { Settings } from '../../base/settings/settings.ts'
import { openServer, type ServerAccess } from './open-server.ts'
import { addStores, type DataPlace, type Platform, type PlatformEffects, type Site } from '../platform.ts'

/** The stores of a server without a project: it records runs, files and models of clients. */
export interface TrackingPlatform extends Platform, ServerAccess {
  /** What follows changes that other processes make in the stores. */
  readonly pollers: readonly Pick<Poller, 'status'>[]
}

/** What a server without a project presents itself as. */
const trackingSite: Site = {
  name: 'lapidary-tracking',
  title: { en: 'Lapidary', 'pt-BR': 'Lapidary' },
  description: {
    en: 'Runs, their files, and registered models.',
    'pt-BR': 'Execuções, seus arquivos e modelos registrados.',
  },
}

/** Returns the place of a server without a project. */
export function trackingPlace(dataDir: string): DataPlace {
  return { dataDir: resolve(dataDir), site: trackingSite, apiKeyScopes: ['read', 'track', 'operate'] }
}

/** Opens a server without a project. @throws LapidaryError as `openServer` and `openPlatform` */
export async function openTrackingPlatform(
  place: DataPlace,
  settings: Settings,
  effects: PlatformEffects,
): Promise<TrackingPlatform> {
  return await openServer(place.dataDir, settings, effects, async (parts, own) => {
    return { ...(await addStores(parts, place, own, effects)), pollers: [] }
  })
}
