import { relative, resolve } from 'node:path'
import { renderFileReading } from '../../report/data/file-reading-text.ts'
import { writeProject } from '../../init/write-project.ts'
import type { Command } from '../command.ts'
import { sheetOption, textOption } from '../options.ts'

export const initCommand: Command = {
  summary: 'Read a CSV, Excel (.xlsx) or Parquet file and write a project that can train on it.',
  usage: 'FILE DIR [--target COLUMN] [--entity COLUMN] [--sheet NAME]',
  positionals: { min: 2, max: 2 },
  options: {
    target: {
      type: 'string',
      value: 'COLUMN',
      help: 'Column to predict. Default: a guess, with its reason in the config.',
    },
    entity: { type: 'string', value: 'COLUMN', help: 'Column whose rows belong together. Default: a guess.' },
    sheet: sheetOption('the one with the largest table'),
  },
  async run(args, { cwd, print, signal }) {
    const [file, dir] = args.positionals as [string, string]
    const target = textOption(args, 'target')
    const entity = textOption(args, 'entity')
    const sheet = textOption(args, 'sheet')
    const written = await writeProject({
      file: resolve(cwd, file),
      dir: resolve(cwd, dir),
      target,
      entity,
      sheet,
      signal,
    })
    const { columns, table, ...guessed } = written.inspection
    print(
      `${table.rowCount.toLocaleString('en')} rows, ${columns.length} columns${table.headerless ? ', no header' : ''}`,
    )
    print(renderFileReading(table.reading))
    print(`target  ${guessed.target.name} (${guessed.target.reason})`)
    print(`entity  ${guessed.entity?.name ?? 'none'} (${guessed.entityReason})`)
    for (const { name, reasons } of columns.filter(
      (column) => column.personal === true || column.knownAfter === true,
    )) {
      print(`left out  ${name}: ${reasons.at(-1)}`)
    }
    const shown = relative(cwd, written.folder) || '.'
    print(`\nWritten to ${shown}: ${written.files.join(', ')}`)
    print(`Read ${shown}/lapidary.config.ts, then: npx lapidary up ${shown}`)
    return {
      project: written.folder,
      files: written.files,
      rows: table.rowCount,
      reading: table.reading,
      target: guessed.target.name,
      entity: guessed.entity?.name ?? null,
      columns: columns.map(({ name, type, personal, knownAfter, feature }) => ({
        name,
        type,
        personal,
        known_after: knownAfter,
        feature,
      })),
    }
  },
}
