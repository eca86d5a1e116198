import { openPlatform, type Platform } from '../platform/platform.ts'
import type { LoadedProject } from '../project/load-project.ts'
import type { CommandContext } from './command.ts'

/** Opens the stores of a project for as long as `use` runs. */
export async function withPlatform<T>(
  loaded: LoadedProject,
  { settings, now, warn }: Pick<CommandContext, 'settings' | 'now' | 'warn'>,
  use: (platform: Platform) => Promise<T>,
): Promise<T> {
  const platform = await openPlatform(loaded, settings, { now, warn: (error, about) => warn(`${about}: ${String(error)}`) })
  try {
    return await use(platform)
  } finally {
    await platform.close()
  }
}
