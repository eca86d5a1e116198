import { accessSync, constants, existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { toStorageError } from '../../base/files/storage-error.ts'
import { registrationNotice } from '../../platform/open-access.ts'
import { artifactFolderOf } from '../../platform/open-artifacts.ts'
import { type DataPlace, openPlatform, type Platform, projectPlace } from '../../platform/platform.ts'
import { trackingPlace } from '../../platform/server/tracking-platform.ts'
import { FeatureBuilder } from '../../project/feature-builder.ts'
import { loadProject } from '../../project/load-project.ts'
import { loadVersion } from '../../serve/champion.ts'
import type { Settings } from '../../base/settings/settings.ts'
import { findData, findOwnFiles } from '../../train/find-data.ts'
import type { Command, CommandContext } from '../command.ts'
import { isTrackingFolder } from '../find-place.ts'
import { listenError } from '../server/listen-error.ts'
import { type Look, lookAtKeys, lookAtServing } from '../look-at-serving.ts'
import { commandLogger } from '../terminal/command-logger.ts'
import { webRoot } from '../web-root.ts'

/** The result of one check: what was found, or what is wrong and what to do. */
interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly message: string
}

export const doctorCommand: Command = {
  summary:
    'Check everything that training, serving or tracking need, and report what is wrong. Creates no key and no file.',
  usage: 'PROJECT',
  positionals: { min: 1, max: 1 },
  options: {},
  async run(args, context) {
    const { settings, print } = context
    const findings: Finding[] = []
    const look = async <T>(check: string, find: () => Promise<readonly [T, string]>): Promise<T | null> => {
      try {
        const [value, message] = await find()
        findings.push({ check, ok: true, message })
        return value
      } catch (error) {
        if (!(error instanceof LapidaryError)) throw error
        findings.push({ check, ok: false, message: error.message })
        return null
      }
    }
    await look('node', async () => [null, `Node ${process.versions.node}`])
    const folder = args.positionals[0] as string
    if (isTrackingFolder(folder)) await lookAtPlace(trackingPlace(folder), context, look)
    else await lookAtProject(folder, context, look)
    await look('port', async () => [await portIsFree(settings), `${settings.HOST}:${settings.PORT} is free`])
    await look('page', async () => [null, webRoot() === null ? 'not built: run npm run build' : 'built'])
    for (const { check, ok, message } of findings)
      print(`${ok ? 'ok  ' : 'FAIL'}  ${check.padEnd(9)} ${message}`)
    const failed = findings.filter(({ ok }) => !ok)
    if (failed.length > 0)
      throw new LapidaryError(
        'unhealthy',
        { failed: failed.map(({ check }) => check).join(', ') },
        { details: { findings } },
      )
    return { findings }
  },
}

async function lookAtProject(given: string, context: CommandContext, look: Look): Promise<void> {
  const loaded = await look('project', async () => {
    const found = await loadProject(given)
    return [found, `${found.project.name} in ${found.folder}`]
  })
  if (loaded === null) return
  const { project, folder } = loaded
  const place = projectPlace(loaded, context.settings)
  const { dataDir } = place
  await look('data', async () => {
    if (project.data.generate !== undefined && findOwnFiles(project, folder).length === 0)
      return [null, 'synthetic, from the generator']
    const { files } = await findData(project, { folder, dataDir, given: [] })
    return [null, files.join(', ')]
  })
  await lookAtServing(project, dataDir, context.settings, look)
  await lookAtStores(place, context, look, async ({ registry, tracking }) => {
    await look('champion', async () => {
      const version = await registry.resolve(project.model)
      if (version === null) throw new LapidaryError('no-champion', { model: project.model })
      await loadVersion({ project, builder: new FeatureBuilder(project), registry, tracking }, version)
      return [null, `${project.model} version ${version} loads and reproduces its examples`]
    })
  })
}

/** Checks what a server without a project needs. */
async function lookAtPlace(place: DataPlace, context: CommandContext, look: Look): Promise<void> {
  await lookAtKeys(place.dataDir, context.settings, look)
  await lookAtStores(place, context, look, async () => undefined)
}

/** Checks the stores of a data folder, and with `more` what is in them. */
async function lookAtStores(
  place: DataPlace,
  context: CommandContext,
  look: Look,
  more: (platform: Platform) => Promise<void>,
): Promise<void> {
  const { dataDir } = place
  const { settings, now } = context
  const shared = settings.DATABASE_URL !== undefined
  if (!shared && !existsSync(join(dataDir, 'lapidary.db'))) {
    await look('data dir', async () => {
      checkMayMake(dataDir)
      return [null, `nothing in ${dataDir} yet; the first training creates it`]
    })
    return
  }
  await look('artifacts', async () => {
    const artifactFolder = artifactFolderOf(dataDir, settings)
    if (artifactFolder !== null) checkMayMake(artifactFolder)
    return [null, artifactFolder ?? 'in the database of the runs']
  })
  const platform = await look(shared ? 'database' : 'data dir', async () => {
    const opened = await openPlatform(place, settings, { now, logger: commandLogger(context) })
    return [opened, shared ? 'PostgreSQL is reachable' : dataDir]
  })
  if (platform === null) return
  try {
    await look('accounts', async () => {
      const { policy } = platform.accessParts
      return [null, registrationNotice(policy, settings.HOST) ?? `registration: ${policy.registration}`]
    })
    await more(platform)
  } finally {
    await platform.close()
  }
}

/**
 * Checks that a folder, or the nearest existing folder above it, may be written to. @throws
 * LapidaryError `data-dir-unwritable`
 */
function checkMayMake(folder: string): void {
  if (!existsSync(folder) && dirname(folder) !== folder) return checkMayMake(dirname(folder))
  try {
    accessSync(join(folder, '/'), constants.W_OK | constants.X_OK) // the slash: a file is no folder
  } catch (error) {
    throw toStorageError(error, folder)
  }
}

/** @throws LapidaryError `port-taken`, `cannot-listen`. */
async function portIsFree({ PORT: port, HOST: host }: Settings): Promise<true> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, port, host)))
    server.listen(port, host, resolve)
  })
  await new Promise((resolve) => server.close(resolve))
  return true
}
