import { getDefaultSplitKind } from '../../data/split/split-kind.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { resolveThreadCount } from '../../base/threads/thread-count.ts'
import type { Platform } from '../../platform/platform.ts'
import { loadProject } from '../../project/load-project.ts'
import { findData } from '../../train/find-data.ts'
import { trainAndRegister } from '../../train/register/train-and-register.ts'
import { openTrialFile } from '../../train/trial-file.ts'

import { materializeTrained, type ViewRows } from '../materialize-trained.ts'
import type { Command, CommandContext } from '../command.ts'
import { sheetOption, textOption } from '../options.ts'
import { runServer } from '../run-server.ts'
import { trainingText } from '../terminal/training-text.ts'
import { withPlatform } from '../with-platform.ts'

export const upCommand: Command = {
  summary: 'Train if there is no champion, then serve.',
  usage: 'PROJECT [--sheet NAME]',
  positionals: { min: 1, max: 1 },
  options: { sheet: sheetOption("the project's, or the one whose headings name most columns") },
  async run(args, context) {
    const { settings, print, progress, signal } = context
    const loaded = await loadProject(args.positionals[0] as string)
    const { project, folder } = loaded
    const sheet = textOption(args, 'sheet')
    await withPlatform(loaded, context, async (platform) => {
      if ((await platform.registry.resolve(project.model)) !== null)
        return await tryToMaterialize(platform, { table: null, sheet }, context)
      print(`No model yet: training ${project.model}.`)
      const data = await findData(project, { folder, dataDir: platform.dataDir, given: [], signal })
      const threads = resolveThreadCount(settings.THREADS)
      const request = {
        ...data,
        sheet,
        learner: project.learner,
        split: getDefaultSplitKind(project),
        seed: project.seed,
        threads,
      } as const
      const effects = { progress, signal, trials: openTrialFile(platform.dataDir) }
      const trained = await trainAndRegister(platform, { request, promote: true }, effects)
      print(trainingText(trained))
      await tryToMaterialize(platform, { table: trained.training.whole }, context)
    })
    return await runServer(loaded, context)
  },
}

/** Materializes features, or prints a warning: a model can serve without stored features. */
async function tryToMaterialize(platform: Platform, rows: ViewRows, context: CommandContext): Promise<void> {
  try {
    await materializeTrained(platform, rows, context)
  } catch (error) {
    if (!(error instanceof LapidaryError) || context.signal.aborted) throw error
    context.warn(error.message)
  }
}
