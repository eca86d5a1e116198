import { defaultSplitKind } from '../../data/split/split-kind.ts'
import type { Table } from '../../data/table.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { threadsOf } from '../../base/threads/threads.ts'
import type { Platform } from '../../platform/platform.ts'
import { loadProject } from '../../project/load-project.ts'
import { findData } from '../../train/find-data.ts'
import { trainAndRegister } from '../../train/register/train-and-register.ts'
import { openTrialFile } from '../../train/trial-file.ts'

import { materializeTrained } from '../materialize-trained.ts'
import type { Command, CommandContext } from '../command.ts'
import { runServer } from '../run-server.ts'
import { trainingText } from '../terminal/training-text.ts'
import { withPlatform } from '../with-platform.ts'

export const upCommand: Command = {
  summary: 'Train if there is no champion yet, then serve.',
  usage: 'PROJECT',
  positionals: { min: 1, max: 1 },
  options: {},
  async run(args, context) {
    const { settings, print, progress, signal } = context
    const loaded = await loadProject(args.positionals[0] as string)
    const { project, folder } = loaded
    await withPlatform(loaded, context, async (platform) => {
      if ((await platform.registry.resolve(project.model)) !== null) return await tryToMaterialize(platform, null, context)
      print(`No model yet: training ${project.model}.`)
      const data = await findData(project, { folder, dataDir: platform.dataDir, given: [], signal })
      const threads = threadsOf(settings.THREADS)
      const request = {
        ...data,
        learner: project.learner,
        split: defaultSplitKind(project),
        seed: project.seed,
        threads,
      } as const
      const effects = { progress, signal, trials: openTrialFile(platform.dataDir) }
      const trained = await trainAndRegister(platform, { request, promote: true }, effects)
      print(trainingText(trained))
      await tryToMaterialize(platform, trained.training.whole, context)
    })
    return await runServer(loaded, context)
  },
}

/** A model serves without stored features too: what could not be materialized is said, and the server starts. */
async function tryToMaterialize(platform: Platform, table: Table | null, context: CommandContext): Promise<void> {
  try {
    await materializeTrained(platform, table, context)
  } catch (error) {
    if (!(error instanceof LapidaryError) || context.signal.aborted) throw error
    context.warn(error.message)
  }
}
