import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type RestoreResult, restoreBackup } from '../../maintenance/restore.ts'
import { artifactFolderOf } from '../../platform/open-artifacts.ts'
import { projectPlace } from '../../platform/platform.ts'
import { trackingPlace } from '../../platform/server/tracking-platform.ts'
import { findConfigFile } from '../../base/files/config-file.ts'
import { loadProject } from '../../project/load-project.ts'
import type { Command } from '../command.ts'

export const restoreCommand: Command = {
  summary: 'Restore a backup into the empty data folder of a project. The whole file is checked first.',
  usage: 'PROJECT FILE [--replace]',
  positionals: { min: 2, max: 2 },
  options: {
    replace: {
      type: 'boolean',
      help: 'Restore into a folder that has data. That data is moved to a folder beside the restored files.',
    },
  },
  async run({ positionals, options }, context) {
    const [folder, input] = positionals as [string, string]
    const { cwd, settings, print, warn } = context
    // A folder without a definition can be restored to before it is a data folder.
    const { dataDir, site } =
      findConfigFile(resolve(folder)) === undefined
        ? trackingPlace(folder)
        : projectPlace(await loadProject(folder), settings)
    const file = resolve(cwd, input)
    const artifactFolder = artifactFolderOf(dataDir, settings)
    const request = {
      project: site.name,
      dataDir,
      artifactFolder,
      file,
      replace: options['replace'] === true,
    }
    const result = await restoreBackup(request, context)
    const { manifest, contents, artifacts, replaced } = result
    print(
      `Restored ${dataDir} as of ${manifest.created_at}: ${contents.join(', ')} and ${artifacts} files of runs.`,
    )
    if (replaced !== null) print(`The previous data is in ${replaced}. Remove it when you no longer need it.`)
    const hasRuns = contents.includes('lapidary.db')
    if (hasRuns && settings.DATABASE_URL !== undefined) {
      warn(
        'DATABASE_URL is set: the runs, models and users of the backup are not used. Unset it to use them.',
      )
    }
    if (!hasRuns && settings.DATABASE_URL === undefined) {
      warn(
        'The backup has no lapidary.db: runs, models and users were in PostgreSQL. Set DATABASE_URL to use them.',
      )
    }
    const misplaced = misplacedArtifacts(result, dataDir, artifactFolder)
    if (misplaced !== null) warn(misplaced)
    print(`Next: npx lapidary doctor ${relative(cwd, resolve(cwd, folder)) || '.'}`)
    return { data_dir: dataDir, created_at: manifest.created_at, contents, artifacts, replaced }
  },
}

/**
 * Returns the warning to show when the backup stores files of runs where ARTIFACTS_URL does not
 * look for them, or null.
 */
function misplacedArtifacts(
  { artifacts, artifactsInDatabase }: Pick<RestoreResult, 'artifacts' | 'artifactsInDatabase'>,
  dataDir: string,
  artifactFolder: string | null,
): string | null {
  if (artifactFolder !== null) {
    if (artifactsInDatabase === 0) return null
    return 'Files of runs of the backup are in lapidary.db. Set ARTIFACTS_URL=database: to use them.'
  }
  if (artifacts === 0) return null
  const folder = join(dataDir, 'artifacts')
  return `Files of runs of the backup are in ${folder}. Set ARTIFACTS_URL=${pathToFileURL(folder).href} to use them.`
}
