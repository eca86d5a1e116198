import { join } from 'node:path'
import { pino } from 'pino'
import { registrationNotice } from '../../platform/open-access.ts'
import type { DataPlace, Platform, PlatformEffects } from '../../platform/platform.ts'
import { openServingPlatform, type ServingPlatform } from '../../platform/server/serving-platform.ts'
import { openTrackingPlatform, type TrackingPlatform } from '../../platform/server/tracking-platform.ts'
import type { LoadedProject } from '../../project/load-project.ts'
import { buildApp } from '../../http/build-app.ts'
import type { ServerServices, ServingServices } from '../../http/platform-services.ts'
import type { FoundApiKey } from '../../store/access/keys/api-key.ts'
import type { Settings } from '../../base/settings/settings.ts'
import type { CommandContext } from '../command.ts'
import { listenError } from './listen-error.ts'
import { webRoot } from '../web-root.ts'

/** What a server tells people and programs at its start. */
interface Start {
  /** For people. */
  readonly text: string
  /** For programs, and the result of the command. */
  readonly place: Readonly<Record<string, unknown>>
}

/**
 * Serves a project until the command is interrupted, then finishes open requests. The log goes to
 * standard error.
 */
export async function runServer(loaded: LoadedProject, context: CommandContext): Promise<Start['place']> {
  return await runPlatform(
    context,
    (settings, effects) => openServingPlatform(loaded, settings, effects),
    (platform) => ({ ...platform, uploadFolder: join(platform.dataDir, 'uploads') }),
    (url, platform) => {
      const { project, scorer } = platform
      return {
        text: startText(url, platform),
        place: { url, model: project.model, version: scorer.served?.version ?? null },
      }
    },
  )
}

/** Serves runs and models without a project, as `runServer` serves a project. */
export async function runTracking(place: DataPlace, context: CommandContext): Promise<Start['place']> {
  return await runPlatform(
    context,
    (settings, effects) => openTrackingPlatform(place, settings, effects),
    () => null,
    (url, platform) => ({
      text: trackingText(url, platform),
      place: { url, data_dir: platform.dataDir },
    }),
  )
}

type ServerPlatform = Omit<ServerServices, 'log' | 'webRoot' | 'serving'> & Pick<Platform, 'close'>

async function runPlatform<P extends ServerPlatform>(
  { settings, now, signal, print, announce }: CommandContext,
  open: (settings: Settings, effects: PlatformEffects) => Promise<P>,
  servingOf: (platform: P) => ServingServices | null,
  startOf: (url: string, platform: P) => Start,
): Promise<Start['place']> {
  const log = pino({ level: settings.LOG_LEVEL }, pino.destination(2))
  const platform = await open(settings, { now, logger: log })
  try {
    const app = await buildApp({ ...platform, log, webRoot: webRoot(), serving: servingOf(platform) })
    try {
      const url = await app
        .listen({ port: settings.PORT, host: settings.HOST })
        .catch((error: NodeJS.ErrnoException) => {
          throw listenError(error, settings.PORT, settings.HOST)
        })
      const { text, place } = startOf(url, platform)
      print(text)
      announce(place)
      await aborted(signal)
      return place
    } finally {
      await app.close()
    }
  } finally {
    await platform.close()
  }
}

function startText(
  url: string,
  { project, scorer, champion, apiKey, accounts, settings, folder }: ServingPlatform,
): string {
  const { served } = scorer
  const notice = registrationNotice(accounts.policy, settings.HOST)
  const open = (project.routes ?? []).flatMap(({ scope, method, path }) =>
    scope === 'open' ? [`${method} ${path}`] : [],
  )
  const { problem, absence } = champion
  const none =
    problem === null
      ? `No version of ${project.model} is the champion yet: lapidary train ${folder}`
      : absence.message
  const model =
    served === null
      ? none
      : `${served.model} version ${served.version}${served.synthetic ? ' (trained on SYNTHETIC data)' : ''}`
  const fallback =
    served === null || problem === null
      ? []
      : [
          `  Version ${problem.version}, the champion, CANNOT BE SERVED. Version ${served.version} is served instead. Reason: ${reasonOf(problem.error)}`,
        ]
  return [
    '',
    `  ${project.title.en}: ${model}`,
    ...fallback,
    `  Page       ${url}`,
    `  API        ${url}/docs`,
    `  Key        ${keyText(apiKey)}`,
    ...(notice === null ? [] : [`  ${notice}`]),
    ...(open.length === 0 ? [] : [`  Open to everyone, without a key: ${open.join(', ')}.`]),
    ...closingLines(settings),
  ].join('\n')
}

function trackingText(url: string, { apiKey, accounts, settings, dataDir }: TrackingPlatform): string {
  const notice = registrationNotice(accounts.policy, settings.HOST)
  return [
    '',
    `  Tracking in ${dataDir}`,
    `  Page       ${url}`,
    `  API        ${url}/docs`,
    `  Key        ${keyText(apiKey)}`,
    `  MLflow     export MLFLOW_TRACKING_URI=${url}`,
    '             export MLFLOW_TRACKING_TOKEN=<the key>',
    '             or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD of a user:',
    `             lapidary users ${dataDir} add NAME --role scientist`,
    ...(notice === null ? [] : [`  ${notice}`]),
    ...closingLines(settings),
  ].join('\n')
}

function keyText({ from, key, path }: FoundApiKey): string {
  if (from === 'environment') return 'API_KEY in the environment'
  return from === 'created' ? `${key} (stored in ${path})` : `in ${path}`
}

function closingLines({ RATE_LIMIT }: Pick<Settings, 'RATE_LIMIT'>): string[] {
  return [
    ...(RATE_LIMIT === 0 ? ['  The request rate is not limited: RATE_LIMIT is 0.'] : []),
    '  Stop with Ctrl-C.',
    '',
  ]
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
