import {
  type DataPlace,
  openPlatform,
  openProjectPlatform,
  type Platform,
  type ProjectPlatform,
} from '../platform/platform.ts'
import type { LoadedProject } from '../project/load-project.ts'
import type { CommandContext } from './command.ts'
import { commandLogger } from './terminal/command-logger.ts'

/** Opens the stores of a project for as long as `use` runs. */
export async function withPlatform<T>(
  loaded: LoadedProject,
  context: Pick<CommandContext, 'settings' | 'now' | 'warn'>,
  use: (platform: ProjectPlatform) => Promise<T>,
): Promise<T> {
  const effects = { now: context.now, logger: commandLogger(context) }
  return await closeAfter(await openProjectPlatform(loaded, context.settings, effects), use)
}

/** Opens the stores of a data folder for as long as `use` runs. */
export async function withStores<T>(
  place: DataPlace,
  context: Pick<CommandContext, 'settings' | 'now' | 'warn'>,
  use: (platform: Platform) => Promise<T>,
): Promise<T> {
  const effects = { now: context.now, logger: commandLogger(context) }
  return await closeAfter(await openPlatform(place, context.settings, effects), use)
}

async function closeAfter<P extends Platform, T>(platform: P, use: (platform: P) => Promise<T>): Promise<T> {
  try {
    return await use(platform)
  } finally {
    await platform.close()
  }
}
