import { mkdtemp, rm } from 'node:fs/promises'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { toStorageError } from '../../base/files/storage-error.ts'
import { resolveThreadCount } from '../../base/threads/thread-count.ts'
import type { FeatureSpec } from '../../model/features.ts'
import type { ProjectPlatform } from '../../platform/platform.ts'
import { FeatureBuilder } from '../../project/feature-builder.ts'
import { loadVersion } from '../../serve/champion.ts'
import { computeFeatures } from '../../serve/file/score-file.ts'
import { csvToParquet, type ParquetType } from '../../store/features/offline/csv-to-parquet.ts'
import type { CommandContext } from '../command.ts'
import { writeCsvOrParquet } from './write-csv-or-parquet.ts'

/**
 * Writes the features of the rows of a file, which are the inputs of `model.onnx` of a version: the
 * same from which `lapidary predict` scores the file.
 */
export async function exportModelInputs(
  { project, folder, registry, tracking }: ProjectPlatform,
  {
    path,
    output,
    sheet,
  }: { readonly path: string; readonly output: string; readonly sheet?: string | undefined },
  { settings, signal, print, progress }: CommandContext,
) {
  const version = await registry.resolve(project.model)
  if (version === null) throw new LapidaryError('no-champion', { model: project.model })
  const builder = new FeatureBuilder(project)
  const { lostInTraining } = await loadVersion({ project, builder, registry, tracking }, version)
  const tempFolder = await mkdtemp(`${output}.parts-`).catch((error: unknown) => {
    throw toStorageError(error, output)
  })
  try {
    const computed = await computeFeatures({
      project,
      folder,
      builder,
      path,
      sheet,
      tempFolder,
      lostInTraining,
      language: 'en',
      threads: resolveThreadCount(settings.THREADS),
      signal,
      progress,
    })
    let [rows, failed] = [0, 0]
    const csv = async function* (): AsyncGenerator<string> {
      for await (const block of computed.blocks()) {
        rows += block.rows - block.failed
        failed += block.failed
        yield block.text
      }
    }
    await writeCsvOrParquet(output, csv(), signal, async (text, parquet) => {
      await csvToParquet(text, parquet, typesOf(computed.identifiers, builder.specs))
    })
    const left = failed === 0 ? '' : ` (${failed} rows that cannot be scored are left out)`
    print(
      `${rows} rows of ${builder.specs.length} inputs of ${project.model} version ${version}${left}: ${output}`,
    )
    return { output, rows, left_out: failed, model: project.model, version }
  } finally {
    await rm(tempFolder, { recursive: true, force: true })
  }
}

function typesOf(identifiers: readonly string[], specs: readonly FeatureSpec[]): Map<string, ParquetType> {
  return new Map([
    ...identifiers.map((name) => [name, 'VARCHAR'] as const),
    ...specs.map(({ name, kind }) => [name, kind === 'category' ? 'VARCHAR' : 'DOUBLE'] as const),
  ])
}
