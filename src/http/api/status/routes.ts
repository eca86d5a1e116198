import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { Language } from '../../../base/text/localized-text.ts'
import type { DiskStatus } from '../../../store/predictions/store.ts'
import type { PlatformServices } from '../../platform-services.ts'
import { languageOf, withoutPaths } from '../../problems.ts'
import type { StatusInfo } from '../types.ts'
import { statusInfo } from './schema.ts'
import type { Routes } from '../../route-context.ts'

/** Milliseconds after which a store that does not answer counts as away. */
const patience = 2000

/** The stores behind the server, for people; `/health/ready` is for machines. */
export const statusRoutes: Routes = (app, { services, metrics }) => {
  const { predictionLog, storeChecks, now } = services
  metrics.watchLog(async () => await predictionLog.status(), now)
  metrics.watchDisk(() => predictionLog.diskStatus())
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
      const disk = diskInfo(predictionLog.diskStatus(), language)
      const others = await Promise.all(
        storeChecks.map(async ({ name, kind, ping }) => {
          const problem = await problemOf(ping)
          const detail = problem === null ? null : withoutPaths(problem.messageIn(language))
          return { name, kind, reachable: problem === null, detail }
        }),
      )
      const mine = {
        name: 'predictions',
        kind: log.kind,
        reachable: log.problem === null,
        detail: log.problem === null ? null : withoutPaths(log.problem.messageIn(language)),
      }
      const champion = championStatus(services, language)
      if (log.spool === null) return { champion, stores: [...others, mine], spool: null, disk }
      const { waiting, bytes, oldestAt } = log.spool
      const age = oldestAt === null ? null : Math.max(0, (now().getTime() - Date.parse(oldestAt)) / 1000)
      return { champion, stores: [...others, mine], spool: { waiting, bytes, oldest_seconds: age }, disk }
    },
  )
}

function championStatus({ scorer, champion: { problem } }: PlatformServices, language: Language): StatusInfo['champion'] {
  const served = scorer.served?.version ?? null
  const guesses = scorer.served?.noBetterThanGuessing ?? false
  if (problem === null) return { version: served, served_version: served, detail: null, no_better_than_guessing: guesses }
  const { version, error } = problem
  const detail = error instanceof LapidaryError ? error.messageIn(language) : String(error)
  return { version, served_version: served, detail: withoutPaths(detail), no_better_than_guessing: guesses }
}

function diskInfo({ freeBytes, isLow, problem }: DiskStatus, language: Language): StatusInfo['disk'] {
  const detail = problem === null ? null : withoutPaths(problem.messageIn(language))
  return { writable: problem === null, free_bytes: freeBytes, low: isLow, detail }
}

async function problemOf(ping: () => Promise<unknown>): Promise<LapidaryError | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LapidaryError('store-silent', { seconds: patience / 1000 })), patience)
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
