import { mkdtemp, rm } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { countLost } from '../../data/readers/lost-cells.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { toStorageError } from '../../base/files/storage-error.ts'
import { resolveThreadCount } from '../../base/threads/thread-count.ts'
import { toFileReportInfo } from '../../http/api/files/file-report.ts'
import { renderFileReading } from '../../report/data/file-reading-text.ts'
import { renderLostCells } from '../../report/data/lost-cells-text.ts'
import { FeatureBuilder } from '../../project/feature-builder.ts'
import { loadProject } from '../../project/load-project.ts'
import { loadVersion } from '../../serve/champion.ts'
import {
  type FileReport,
  type ScoredFileText,
  type ScoreFileInput,
  scoreFile,
} from '../../serve/file/score-file.ts'
import type { Command, CommandContext } from '../command.ts'
import { integerOption, sheetOption, textOption } from '../options.ts'
import { outputFile } from '../output/output-file.ts'
import { withPlatform } from '../with-platform.ts'
import { writeWhole } from '../output/write-whole.ts'

const usage = 'PROJECT FILE --output OUT.csv [--version N] [--sheet NAME] [--accept-lost]'

export const predictCommand: Command = {
  summary:
    'Score a file and write identifier columns, prediction, probabilities, and the error of rows without a prediction. Nothing is logged.',
  usage,
  positionals: { min: 2, max: 2 },
  options: {
    output: { type: 'string', value: 'OUT.csv', help: 'File to write.' },
    version: { type: 'string', value: 'N', help: 'Version of the model. Default: the champion.' },
    sheet: sheetOption("the project's, or the one whose headings name most columns"),
    'accept-lost': {
      type: 'boolean',
      help: 'Score the file even if columns lose clearly more cells than in training; they count as missing.',
    },
  },
  async run(args, context) {
    const { cwd, print } = context
    const output = textOption(args, 'output')
    if (output === undefined) {
      throw new LapidaryError('wrong-use', {
        problem: '--output is missing.',
        usage: `lapidary predict ${usage}`,
      })
    }
    const requested = integerOption(args, 'version', 1, Number.MAX_SAFE_INTEGER)
    const loaded = await loadProject(args.positionals[0] as string)
    const file = resolve(cwd, args.positionals[1] as string)
    const outputPath = outputFile(output, loaded, context, [file])
    const { project } = loaded
    return await withPlatform(loaded, context, async ({ registry, tracking }) => {
      const version = requested ?? (await registry.resolve(project.model))
      if (version === null) throw new LapidaryError('no-champion', { model: project.model })
      const builder = new FeatureBuilder(project)
      const {
        loaded: model,
        lostInTraining,
        ...champion
      } = await loadVersion({ project, builder, registry, tracking }, version)
      const threshold = (await registry.threshold(project.model))?.threshold ?? null
      const { failed, seconds, ...report } = await writeScored(outputPath, context, {
        project,
        folder: loaded.folder,
        builder,
        model,
        decide: (probabilities) => champion.decide(probabilities, threshold),
        path: file,
        sheet: textOption(args, 'sheet'),
        language: 'en',
        withInputs: false,
        lostInTraining,
        acceptLost: args.options['accept-lost'] === true,
      })
      const { rows, lostCells } = report
      // A script that goes on with the file would go on with nothing.
      if (failed === rows) {
        const reasons = {
          en: `The column "error" of ${output} gives the reason for each row.`,
          'pt-BR': `A coluna "error" de ${output} mostra o motivo de cada uma.`,
        }
        throw new LapidaryError('no-row-scored', { rows, file: basename(file), reasons })
      }
      const columns = lostCells.length === 1 ? '1 column' : `${lostCells.length} columns`
      const lost = `${countLost(lostCells)} cells lost in ${columns}`
      const scored = `${rows - failed} rows scored by ${project.model} version ${version}`
      print(`${scored}, ${failed} rows without a prediction, ${lost}: ${output}`)
      return { output, ...toFileReportInfo(report), failed, model: project.model, version, seconds }
    })
  },
}

interface Written extends FileReport {
  /** Rows without a prediction. */
  readonly failed: number
  readonly seconds: number
}

/** Scores a file and writes the result whole or not at all. */
async function writeScored(
  outputPath: string,
  { settings, print, warn, progress, signal }: CommandContext,
  input: Omit<ScoreFileInput, 'tempFolder'>,
): Promise<Written> {
  // Beside the output: where that fits, this does.
  const tempFolder = await mkdtemp(`${outputPath}.parts-`).catch((error: unknown) => {
    throw toStorageError(error, outputPath)
  })
  try {
    let startedAt = performance.now()
    const scored = await scoreFile({
      ...input,
      tempFolder,
      threads: resolveThreadCount(settings.THREADS),
      signal,
      progress: (step, share) => {
        if (step === 'Reading') startedAt = performance.now()
        progress(step, share)
      },
    })
    print(renderFileReading(scored.report.reading))
    warnOfGaps(scored.report, warn)
    const counted = new CountedText(scored)
    await writeWhole(outputPath, counted.text(), signal)
    return { ...scored.report, failed: counted.failed, seconds: (performance.now() - startedAt) / 1000 }
  } finally {
    await rm(tempFolder, { recursive: true, force: true })
  }
}

function warnOfGaps({ missingColumns, lostCells }: FileReport, warn: (text: string) => void): void {
  if (missingColumns.length > 0)
    warn(`Not in the file, and missing in every row: ${missingColumns.join(', ')}`)
  if (lostCells.length > 0)
    warn(`These cells have no valid value and count as missing:\n${renderLostCells(lostCells)}`)
}

/** Counts the rows without a prediction while the text is written. */
class CountedText {
  failed = 0
  readonly #scored: ScoredFileText

  constructor(scored: ScoredFileText) {
    this.#scored = scored
  }

  async *text(): AsyncGenerator<string> {
    for await (const block of this.#scored.blocks()) {
      this.failed += block.failed
      yield block.text
    }
  }
}
