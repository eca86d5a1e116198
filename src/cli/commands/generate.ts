import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { loadProject } from '../../project/load-project.ts'
import { writeSynthetic } from '../../train/find-data.ts'
import type { Command } from '../command.ts'
import { integerOption, textOption } from '../options.ts'
import { outputFile } from '../output/output-file.ts'

export const generateCommand: Command = {
  summary: 'Write a synthetic table of the project. The same seed gives the same bytes.',
  usage: 'PROJECT [--rows N] [--seed S] [--output FILE]',
  positionals: { min: 1, max: 1 },
  options: {
    rows: { type: 'string', value: 'N', help: "Number of rows. Default: the project's." },
    seed: { type: 'string', value: 'S', help: "Seed. Default: the project's." },
    output: {
      type: 'string',
      value: 'FILE',
      help: 'File to write. Default: PROJECT-NAME-synthetic.csv in the current folder.',
    },
  },
  async run(args, context) {
    const { print, progress, signal } = context
    const loaded = await loadProject(args.positionals[0] as string)
    const { project } = loaded
    const { generate, generateRows } = project.data
    if (generate === undefined) {
      throw new LapidaryError('wrong-use', {
        problem: `The project ${project.name} has no generator.`,
        usage: this.usage,
      })
    }
    const rows = integerOption(args, 'rows', 1, 100_000_000) ?? generateRows
    const seed = integerOption(args, 'seed', 0, Number.MAX_SAFE_INTEGER) ?? project.seed
    const output = outputFile(textOption(args, 'output') ?? `${project.name}-synthetic.csv`, loaded, context)
    const chunks = counted(generate({ rows, seed }), (lines) => progress('Generating', lines / (rows + 1)))
    await writeSynthetic(output, chunks, signal)
    print(`${rows.toLocaleString('en')} synthetic rows, seed ${seed}: ${output}`)
    return { output, rows, seed, synthetic: true }
  },
}

/** Yields the chunks and reports the number of lines so far. */
function* counted(chunks: Iterable<string>, onLines: (lines: number) => void): Generator<string> {
  let lines = 0
  for (const chunk of chunks) {
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) lines++
    onLines(lines)
    yield chunk
  }
}
