import { withReserve } from '../../base/files/disk-space.ts'
import { collectGarbage, type Garbage } from '../../maintenance/collect-garbage.ts'
import { parseDuration } from '../../base/time/duration.ts'
import type { Command } from '../command.ts'
import { findPlace } from '../find-place.ts'
import { textOption, type WrongUse, wrongUseOf } from '../options.ts'
import { textTable } from '../terminal/text-table.ts'
import { withStores } from '../with-platform.ts'

const usage = 'PROJECT [--older-than 30d] [--dry-run]'
const wrongUse: WrongUse = wrongUseOf('gc', usage)

export const gcCommand: Command = {
  summary:
    'Remove deleted runs and models, failed trainings, files that nothing refers to and temporary files. Versions are never removed.',
  usage,
  positionals: { min: 1, max: 1 },
  options: {
    'older-than': {
      type: 'string',
      value: 'DURATION',
      help: 'Minimum age of deleted runs and models, failed and interrupted trainings and unused trials to remove, such as 90d or 12h. Default: 30d.',
    },
    'dry-run': { type: 'boolean', help: 'Only list what would be removed.' },
  },
  async run(args, context) {
    const given = textOption(args, 'older-than') ?? '30d'
    const olderThan = parseDuration(given)
    if (olderThan === undefined)
      return wrongUse(
        `--older-than is "${given}", but it must be a number of days or hours, such as 30d or 12h.`,
      )
    const dryRun = args.options['dry-run'] === true
    const place = await findPlace(args.positionals[0] as string, context.settings)
    const collect = (): Promise<readonly Garbage[]> =>
      withStores(place, context, async (platform) => await collectGarbage(platform, { olderThan, dryRun }))
    const garbage = await (dryRun ? collect() : withReserve(place.dataDir, collect))
    const bytes = garbage.reduce((total, each) => total + each.bytes, 0)
    const rows = garbage.map(({ kind, name, bytes: size, reason }) => [
      kind,
      size.toLocaleString('en'),
      name,
      reason,
    ])
    if (rows.length > 0) context.print(textTable([['kind', 'bytes', 'name', 'reason'], ...rows]))
    context.print(
      `${dryRun ? 'Would remove' : 'Removed'} ${garbage.length} ${garbage.length === 1 ? 'item' : 'items'}, ${bytes.toLocaleString('en')} bytes.` +
        (dryRun && garbage.length > 0 ? ' Nothing was removed: run it without --dry-run.' : ''),
    )
    return { dry_run: dryRun, bytes, items: garbage }
  },
}
