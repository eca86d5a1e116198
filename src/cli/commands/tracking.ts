import { resolve } from 'node:path'
import { trackingPlace } from '../../platform/server/tracking-platform.ts'
import type { Command } from '../command.ts'
import { runTracking } from '../server/run-server.ts'

export const trackingCommand: Command = {
  summary:
    'Serve runs, their files and models without a project, with the API, its documentation and the web pages, until Ctrl-C.',
  usage: '[DATA_DIR]',
  positionals: { min: 0, max: 1 },
  options: {},
  async run({ positionals }, context) {
    const { cwd, settings } = context
    const dataDir = resolve(cwd, positionals[0] ?? settings.DATA_DIR ?? 'lapidary-data')
    return await runTracking(trackingPlace(dataDir), context)
  },
}
