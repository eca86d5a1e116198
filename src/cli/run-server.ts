import { join } from 'node:path'
import { pino } from 'pino'
import { registrationNotice } from '../platform/open-access.ts'
import { openServingPlatform, type ServingPlatform } from '../platform/serving-platform.ts'
import type { LoadedProject } from '../project/load-project.ts'
import { buildApp } from '../http/build-app.ts'
import type { CommandContext } from './command.ts'
import { listenError } from './listen-error.ts'
import { webRoot } from './web-root.ts'

/**
 * Serves until the command is interrupted, then finishes open requests. The log goes to standard
 * error.
 */
export async function runServer(
  loaded: LoadedProject,
  context: CommandContext,
): Promise<Readonly<Record<string, unknown>>> {
  const { settings, now, signal } = context
  const log = pino({ level: settings.LOG_LEVEL }, pino.destination(2))
  const platform = await openServingPlatform(loaded, settings, { now, logger: log })
  try {
    const app = await buildApp({
      ...platform,
      log,
      webRoot: webRoot(),
      serving: { ...platform, uploadFolder: join(platform.dataDir, 'uploads') },
    })
    try {
      const url = await app
        .listen({ port: settings.PORT, host: settings.HOST })
        .catch((error: NodeJS.ErrnoException) => {
          throw listenError(error, settings.PORT, settings.HOST)
        })
      const place = { url, model: platform.project.model, version: platform.scorer.served?.version ?? null }
      context.print(startText(url, platform))
      context.announce(place)
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
    `  Key        ${apiKey.from === 'environment' ? 'API_KEY in the environment' : apiKey.from === 'created' ? `${apiKey.key} (stored in ${apiKey.path})` : `in ${apiKey.path}`}`,
    ...(notice === null ? [] : [`  ${notice}`]),
    ...(open.length === 0 ? [] : [`  Open to everyone, without a key: ${open.join(', ')}.`]),
    ...(settings.RATE_LIMIT === 0 ? ['  The request rate is not limited: RATE_LIMIT is 0.'] : []),
    '  Stop with Ctrl-C.',
    '',
  ].join('\n')
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
