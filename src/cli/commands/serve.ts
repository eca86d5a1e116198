import { loadProject } from '../../project/load-project.ts'
import { runServer } from '../server/run-server.ts'
import type { Command } from '../command.ts'

export const serveCommand: Command = {
  summary: 'Serve the champion with the API, its documentation and the web pages, until Ctrl-C.',
  usage: 'PROJECT',
  positionals: { min: 1, max: 1 },
  options: {},
  async run(args, context) {
    const loaded = await loadProject(args.positionals[0] as string)
    return await runServer(loaded, context)
  },
}
