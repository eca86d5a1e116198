import { createBackup } from '../../maintenance/backup.ts'
import { type ArtifactPlace, artifactPlaceOf } from '../../platform/open-artifacts.ts'
import { programVersion } from '../../platform/platform.ts'
import type { Settings } from '../../base/settings/settings.ts'
import type { Command } from '../command.ts'
import { findPlace } from '../find-place.ts'
import { outputBesideStore, outputFile } from '../output/output-file.ts'

export const backupCommand: Command = {
  summary:
    'Write all data of a project, or of a data folder of tracking, to one file, also while a server runs.',
  usage: 'PROJECT FILE',
  positionals: { min: 2, max: 2 },
  options: {},
  async run({ positionals }, context) {
    const [folder, output] = positionals as [string, string]
    const { loaded, dataDir, site } = await findPlace(folder, context.settings)
    const file =
      loaded === null
        ? outputBesideStore(output, dataDir, context, 'FILE')
        : outputFile(output, loaded, context, [], 'FILE')
    const place = artifactPlaceOf(dataDir, context.settings)
    const artifactFolder = place.kind === 'folder' ? place.folder : null
    const request = {
      project: site.name,
      dataDir,
      artifactFolder,
      file,
      programVersion: programVersion(),
    }
    const result = await createBackup(request, context)
    const { createdAt, bytes, contents, artifacts, missing, damaged } = result
    const files = artifactFolder === null ? '' : ` and ${artifacts} files of runs`
    context.print(`${file}: ${contents.join(', ')}${files}, ${bytes.toLocaleString('en')} bytes.`)
    context.print('It contains secrets: store it where only you can read it.')
    for (const path of missing)
      context.warn(`Missing, and not in the backup: ${path}. Train again to replace it.`)
    for (const path of damaged)
      context.warn(`Damaged, and in the backup as it is: ${path}. Train again to replace it.`)
    const elsewhere = storedElsewhere(context.settings, place, loaded !== null)
    for (const { what, how } of elsewhere) context.print(`Not in the backup: ${what}. ${how}`)
    return {
      file,
      created_at: createdAt,
      bytes,
      contents,
      artifacts,
      missing,
      damaged,
      elsewhere: elsewhere.map(({ what }) => what),
    }
  },
}

/** Returns what a backup does not contain, and how to back it up. */
function storedElsewhere(
  settings: Settings,
  place: ArtifactPlace,
  ofProject: boolean,
): readonly { readonly what: string; readonly how: string }[] {
  const { DATABASE_URL, REDIS_URL, REDIS_HOST, MONGO_URI, API_KEY, SECRET_KEY } = settings
  const secrets = [
    API_KEY === undefined ? '' : 'API_KEY',
    SECRET_KEY === undefined ? '' : 'SECRET_KEY',
  ].filter(Boolean)
  return [
    ...(DATABASE_URL === undefined
      ? []
      : [{ what: 'runs, models, users and keys in PostgreSQL (DATABASE_URL)', how: 'Use pg_dump.' }]),
    ...(place.kind === 's3'
      ? [{ what: 'files of runs in S3 (ARTIFACTS_URL)', how: 'Copy the objects after this command.' }]
      : []),
    ...(DATABASE_URL === undefined || place.kind !== 'folder'
      ? []
      : [
          {
            what: `files of runs in ${place.folder} (ARTIFACTS_URL)`,
            how: 'Copy the folder after pg_dump.',
          },
        ]),
    ...(MONGO_URI === undefined
      ? []
      : [
          {
            what: 'predictions that MongoDB has received (MONGO_URI)',
            how: 'Use mongodump after this command.',
          },
        ]),
    ...(REDIS_URL === undefined && REDIS_HOST === undefined
      ? []
      : [
          {
            what: 'online features in Redis',
            how: 'Use its RDB or AOF file, or run: lapidary features PROJECT materialize',
          },
        ]),
    ...(secrets.length === 0
      ? []
      : [{ what: `${secrets.join(' and ')} of the environment`, how: 'Keep them with your secrets.' }]),
    ...(ofProject
      ? [
          {
            what: "the project's folder (lapidary.config.ts and its data)",
            how: 'Keep it under version control.',
          },
        ]
      : []),
  ]
}
