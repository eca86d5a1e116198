import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { Language } from '../../../base/text/localized-text.ts'
import type { DiskStatus, LogStatus } from '../../../store/predictions/store.ts'
import type { PlatformServices } from '../../platform-services.ts'
import { languageOf, withoutPaths } from '../../problems.ts'
import type { StatusInfo } from '../types.ts'
import { statusInfo } from './schema.ts'
import type { Routes } from '../../route-context.ts'

/** Milliseconds after which a store that does not respond counts as unreachable. */
const pingTimeoutMs = 2000

/** The state of the server, for people; `/health/ready` is for machines. */
export const statusRoutes: Routes = (app, { services, metrics }) => {
  const { predictionLog, storeChecks, now } = services
  metrics.watchLog(async () => await predictionLog.status(), now)
  const pollerStatuses = () => services.pollers.map((poller) => poller.status())
  metrics.watchDisk(() => predictionLog.diskStatus())
  metrics.watchPollers(pollerStatuses)
  app.get(
    '/v1/status',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['Health'],
        operationId: 'status',
        summary: 'The stores behind the server, and what waits for them',
        response: { 200: statusInfo },
      },
    },
    async (request): Promise<StatusInfo> => {
      const language = languageOf(request)
      const log = await predictionLog.status()
      const others = await Promise.all(
        storeChecks.map(async ({ name, kind, ping }) => {
          const problem = await problemOf(ping)
          return { name, kind, reachable: problem === null, detail: detailOf(problem, language) }
        }),
      )
      const reachable = log.problem === null
      const predictions = { name: 'predictions', kind: log.kind, reachable, detail: detailOf(log.problem, language) }
      return {
        champion: championStatus(services, language),
        stores: [...others, predictions],
        spool: spoolInfo(log, now),
        disk: diskInfo(predictionLog.diskStatus(), language),
        pollers: pollerStatuses().map(({ name, lastSuccessAt, lastError, isStale: stale }) => {
          const last_success_at = lastSuccessAt?.toISOString() ?? null
          return { name, last_success_at, last_error: detailOf(lastError, language), stale }
        }),
      }
    },
  )
}

function championStatus({ scorer, champion: { problem } }: PlatformServices, language: Language): StatusInfo['champion'] {
  const served_version = scorer.served?.version ?? null
  const version = problem === null ? served_version : problem.version
  const no_better_than_guessing = scorer.served?.noBetterThanGuessing ?? false
  return { version, served_version, detail: detailOf(problem?.error ?? null, language), no_better_than_guessing }
}

function spoolInfo({ spool }: LogStatus, now: () => Date): StatusInfo['spool'] {
  if (spool === null) return null
  const { waiting, bytes, oldestAt } = spool
  const age = oldestAt === null ? null : Math.max(0, (now().getTime() - Date.parse(oldestAt)) / 1000)
  return { waiting, bytes, oldest_seconds: age }
}

function diskInfo({ freeBytes, isLow, problem }: DiskStatus, language: Language): StatusInfo['disk'] {
  return { writable: problem === null, free_bytes: freeBytes, low: isLow, detail: detailOf(problem, language) }
}

/** Returns what an error says, without paths of the server; null for none. */
function detailOf(error: unknown, language: Language): string | null {
  if (error === null) return null
  return withoutPaths(error instanceof LapidaryError ? error.messageIn(language) : String(error))
}

async function problemOf(ping: () => Promise<unknown>): Promise<LapidaryError | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LapidaryError('store-silent', { seconds: pingTimeoutMs / 1000 })), pingTimeoutMs)
  })
  try {
    await Promise.race([ping(), late])
    return null
  } catch (error) {
    return error instanceof LapidaryError ? error : new LapidaryError('store-silent', { seconds: 0 }, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}
