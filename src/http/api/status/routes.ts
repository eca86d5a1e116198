import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { PollerStatus } from '../../../base/poller.ts'
import type { Language } from '../../../base/text/localized-text.ts'
import type { DiskStatus, LogStatus } from '../../../store/predictions/store.ts'
import type { PlatformServices, ServingServices } from '../../platform-services.ts'
import type { StoreCheck } from '../../../platform/platform.ts'
import { languageOf, withoutPaths } from '../../problems.ts'
import type { Routes } from '../../route-context.ts'
import { pingInTime } from './ping-in-time.ts'
import { type StatusInfo, statusInfo } from './schema.ts'

type StatusServices = 'serving' | 'storeChecks' | 'pollers' | 'now'
type Services = Pick<PlatformServices, StatusServices>

/** Shows people the state of the served model and of the stores; `/health/ready` is for probes. */
export const statusRoutes: Routes<StatusServices> = (app, { services, metrics }) => {
  const { serving, now } = services
  if (serving !== null) {
    metrics.watchLog(async () => await serving.predictionLog.status(), now)
    metrics.watchDisk(() => serving.predictionLog.diskStatus())
  }
  const pollerStatuses = () => services.pollers.map((poller) => poller.status())
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
    async (request) => {
      const language = languageOf(request)
      const pollers = pollerStatuses().map((poller) => pollerInfo(poller, language))
      const stores = await checkStores(services, language)
      if (serving === null) return { champion: null, stores, spool: null, disk: null, pollers }
      const log = await serving.predictionLog.status()
      return {
        champion: championStatus(serving, language),
        stores: [...stores, logStore(log, language)],
        spool: spoolStatus(log, now()),
        disk: diskStatus(serving.predictionLog.diskStatus(), language),
        pollers,
      }
    },
  )
}

function checkStores({ storeChecks }: Services, language: Language): Promise<StatusInfo['stores']> {
  return Promise.all(
    storeChecks.map(async (check) => {
      const { name, kind } = check
      const problem = await pingProblem(check)
      return { name, kind, reachable: problem === null, detail: detailOf(problem, language) }
    }),
  )
}

function logStore({ kind, problem }: LogStatus, language: Language): StatusInfo['stores'][number] {
  return { name: 'predictions', kind, reachable: problem === null, detail: detailOf(problem, language) }
}

function spoolStatus({ spool }: LogStatus, now: Date): StatusInfo['spool'] {
  if (spool === null) return null
  const { waiting, bytes, oldestAt } = spool
  const seconds = oldestAt === null ? null : Math.max(0, (now.getTime() - Date.parse(oldestAt)) / 1000)
  return { waiting, bytes, oldest_seconds: seconds }
}

function championStatus(
  { scorer, champion: { problem } }: ServingServices,
  language: Language,
): StatusInfo['champion'] {
  const served_version = scorer.served?.version ?? null
  const version = problem === null ? served_version : problem.version
  const no_better_than_guessing = scorer.served?.noBetterThanGuessing ?? false
  return {
    version,
    served_version,
    detail: detailOf(problem?.error ?? null, language),
    no_better_than_guessing,
  }
}

function pollerInfo(
  { name, lastSuccessAt, lastError, isStale }: PollerStatus,
  language: Language,
): StatusInfo['pollers'][number] {
  const last_success_at = lastSuccessAt?.toISOString() ?? null
  return { name, last_success_at, last_error: detailOf(lastError, language), stale: isStale }
}

function diskStatus({ freeBytes, isLow, problem }: DiskStatus, language: Language): StatusInfo['disk'] {
  return {
    writable: problem === null,
    free_bytes: freeBytes,
    low: isLow,
    detail: detailOf(problem, language),
  }
}

/** Returns the message of an error without paths of the server, or `null` without one. */
function detailOf(error: unknown, language: Language): string | null {
  if (error === null) return null
  return withoutPaths(error instanceof LapidaryError ? error.messageIn(language) : String(error))
}

async function pingProblem(check: StoreCheck): Promise<LapidaryError | null> {
  try {
    await pingInTime(check)
    return null
  } catch (error) {
    return error instanceof LapidaryError
      ? error
      : new LapidaryError('store-silent', { seconds: 0 }, { cause: error })
  }
}
