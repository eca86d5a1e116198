import { openProjectPlatform, type ProjectPlatform } from '../platform/platform.ts'
import type { LoadedProject } from '../project/load-project.ts'
import type { CommandContext } from './command.ts'
import { commandLogger } from './terminal/command-logger.ts'

/** Opens the stores of a project for as long as `use` runs. */
export async function withPlatform<T>(
  loaded: LoadedProject,
  context: Pick<CommandContext, 'settings' | 'now' | 'warn'>,
  use: (platform: ProjectPlatform) => Promise<T>,
): Promise<T> {
  const platform = await openProjectPlatform(loaded, context.settings, {
    now: context.now,
    logger: commandLogger(context),
  })
  try {
    return await use(platform)
  } finally {
    await platform.close()
  }
}
