import { resolve } from 'node:path'
import type { ColumnReport } from '../../dataset/data-report.ts'
import { readTable } from '../../dataset/read-table.ts'
import { LapidaryError } from '../../errors.ts'
import { joinStored } from '../../feature-store/offline/join-stored.ts'
import { threadsOf } from '../../lib/threads.ts'
import { FeatureBuilder } from '../../project/feature-builder.ts'
import { loadProject } from '../../project/load-project.ts'
import { loadVersion } from '../../serving/champion.ts'
import { fileGaps } from '../../serving/file-gaps.ts'
import { scoreTable } from '../../serving/score-table.ts'
import type { Command } from '../command.ts'
import { integerOption, textOption } from '../options.ts'
import { outputFile } from '../output-file.ts'
import { withPlatform } from '../with-platform.ts'
import { writeWhole } from '../write-whole.ts'

const usage = 'PROJECT FILE --output OUT.csv [--version N]'

export const predictCommand: Command = {
  summary: 'Score a file: identifier columns, prediction, probabilities, and an error for rows that could not be read.',
  usage,
  positionals: { min: 2, max: 2 },
  options: {
    output: { type: 'string', value: 'OUT.csv', help: 'File to write.' },
    version: { type: 'string', value: 'N', help: 'Version of the model. Default: the champion.' },
  },
  async run(args, context) {
    const { settings, cwd, print, warn, progress, signal } = context
    const output = textOption(args, 'output')
    if (output === undefined) {
      throw new LapidaryError('wrong-use', {
        problem: 'Say where to write: --output OUT.csv.',
        usage: `lapidary predict ${usage}`,
      })
    }
    const asked = integerOption(args, 'version', 1, Number.MAX_SAFE_INTEGER)
    const loaded = await loadProject(args.positionals[0] as string)
    const file = resolve(cwd, args.positionals[1] as string)
    const outputPath = outputFile(output, loaded, context, [file])
    const { project } = loaded
    return await withPlatform(loaded, context, async ({ registry, tracking }) => {
      const version = asked ?? (await registry.resolve(project.model))
      if (version === null) throw new LapidaryError('no-champion', { model: project.model })
      const builder = new FeatureBuilder(project)
      const { loaded: model, decide: decideAt } = await loadVersion({ project, builder, registry, tracking }, version)
      const threshold = (await registry.threshold(project.model))?.threshold ?? null
      const decide = (probabilities: Float64Array): string => decideAt(probabilities, threshold)
      const {
        table: read,
        report,
        rowProblems,
      } = await readTable([file], project, {
        requireTarget: false,
        synthetic: false,
        threads: threadsOf(settings.THREADS),
        signal,
        progress: (share) => progress('Reading', share),
      })
      // What a view of the project's own table says comes from the file's own earlier rows, which need not be in that table.
      const stored: ColumnReport[] = []
      const parts = { project, folder: loaded.folder, table: async () => read, signal }
      const table = await joinStored(parts, read, (column) => stored.push(column))
      const gaps = fileGaps(project, table, [...report.columns, ...stored])
      if (gaps.missingColumns.length > 0)
        warn(`Not in the file, so taken as missing in every row: ${gaps.missingColumns.join(', ')}`)
      if (gaps.unusableCells > 0)
        warn(
          `${gaps.unusableCells} cells held no usable value (not a number, out of range, unknown category) and count as missing.`,
        )
      const startedAt = performance.now()
      const csv = scoreTable({ project, builder, model, table, rowProblems, language: 'en', decide })
      await writeWhole(outputPath, csv, signal)
      const seconds = (performance.now() - startedAt) / 1000
      const failed = rowProblems.size
      print(
        `${table.rowCount - failed} rows scored by ${project.model} version ${version}, ${failed} could not be read: ${output}`,
      )
      return { output, rows: table.rowCount, failed, model: project.model, version, seconds }
    })
  },
}
