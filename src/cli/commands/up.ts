import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { ProjectPlatform } from '../../platform/platform.ts'
import { loadProject } from '../../project/load-project.ts'
import { materializeTrained, type ViewRows } from '../materialize-trained.ts'
import type { Command, CommandContext } from '../command.ts'
import { sheetOption, textOption } from '../options.ts'
import { runServer } from '../server/run-server.ts'
import { trainProject } from '../train-project.ts'
import { withPlatform } from '../with-platform.ts'

export const upCommand: Command = {
  summary: 'Train if there is no champion, then serve.',
  usage: 'PROJECT [--sheet NAME]',
  positionals: { min: 1, max: 1 },
  options: { sheet: sheetOption("the project's, or the one whose headings name most columns") },
  async run(args, context) {
    const loaded = await loadProject(args.positionals[0] as string)
    const { model } = loaded.project
    const sheet = textOption(args, 'sheet')
    await withPlatform(loaded, context, async (platform) => {
      if ((await platform.registry.resolve(model)) !== null)
        return await tryToMaterialize(platform, { table: null, sheet }, context)
      context.print(`No model yet: training ${model}.`)
      const trained = await trainProject(platform, { sheet }, context)
      await tryToMaterialize(platform, { table: trained.training.whole }, context)
    })
    return await runServer(loaded, context)
  },
}

/** Materializes features, or prints a warning: a model can serve without stored features. */
async function tryToMaterialize(
  platform: ProjectPlatform,
  rows: ViewRows,
  context: CommandContext,
): Promise<void> {
  try {
    await materializeTrained(platform, rows, context)
  } catch (error) {
    if (!(error instanceof LapidaryError) || context.signal.aborted) throw error
    context.warn(error.message)
  }
}
