import type { FastifyRequest } from 'fastify'
import type { OwnedPath } from '../../store/artifacts/owner.ts'
import { requireScope } from '../../store/access/caller.ts'
import type { GrantObject } from '../../store/access/grants/grant.ts'
import type { PartOfExperiment } from '../../store/access/grants/grants.ts'
import type { SourceReferences } from '../../store/registry/source.ts'
import type { RegisteredModel } from '../../store/registry/store.ts'
import type { ServerServices } from '../platform-services.ts'
import { callerOf, permit } from './guard.ts'

/** Returns the model that a request names in its path. */
export function modelOf({ params }: FastifyRequest): GrantObject {
  const { name } = params as { readonly name: string }
  return { kind: 'model', name }
}

/** Returns the alias that a request names in its path. */
export function aliasOf({ params }: FastifyRequest): GrantObject {
  const { name: model, alias } = params as { readonly name: string; readonly alias: string }
  return { kind: 'alias', model, alias }
}

/**
 * Checks that the caller may move the aliases that a request removes: all of a model, or those of a
 * version.
 *
 * @throws LapidaryError `missing-scope`, `not-permitted`
 */
export async function permitAliases(
  request: FastifyRequest,
  { name: model, aliases }: RegisteredModel,
  version?: number,
): Promise<void> {
  for (const [alias, of] of Object.entries(aliases))
    if (version === undefined || version === of) await permit(request, { kind: 'alias', model, alias })
}

/** Returns the experiments of runs, on which grants decide. */
export function ofRuns(
  runs: Pick<ServerServices['runs'], 'experimentsOf'>,
  ids: readonly string[],
): PartOfExperiment {
  return { kind: 'part', experimentIds: () => runs.experimentsOf(ids) }
}

/** Returns the experiments of logged models, on which grants decide. */
export function ofLoggedModels(
  loggedModels: Pick<ServerServices['loggedModels'], 'experimentsOf'>,
  ids: readonly string[],
): PartOfExperiment {
  return { kind: 'part', experimentIds: () => loggedModels.experimentsOf(ids) }
}

/** Returns the experiments of traces, on which grants decide. */
export function ofTraces(
  traces: Pick<ServerServices['traces'], 'experimentsOf'>,
  ids: readonly string[],
): PartOfExperiment {
  return { kind: 'part', experimentIds: () => traces.experimentsOf(ids) }
}

/**
 * Checks that the caller may read everything that the source of a version names.
 *
 * @throws LapidaryError `missing-scope`, `not-permitted`
 */
export async function permitSource(
  request: FastifyRequest,
  { runIds, modelIds, models }: SourceReferences,
  { runs, loggedModels }: Pick<ServerServices, 'runs' | 'loggedModels'>,
): Promise<void> {
  const objects = [
    ...(runIds.length > 0 ? [ofRuns(runs, runIds)] : []),
    ...(modelIds.length > 0 ? [ofLoggedModels(loggedModels, modelIds)] : []),
    ...models.map((name) => ({ kind: 'model', name }) as const),
  ]
  // A key with the scope `track` alone registers what it recorded.
  if (!request.server.grants.hasAny(callerOf(request))) return
  for (const object of objects) await permit(request, object, 'read')
}

/**
 * Checks that the caller may do with a file or folder what the scope of the route allows. A place
 * of no experiment is changed only by callers who may change every experiment.
 *
 * @throws LapidaryError `missing-scope`, `not-permitted`
 */
export async function permitOwner(request: FastifyRequest, { owner }: OwnedPath): Promise<void> {
  if (owner.kind !== 'none') return await permit(request, { kind: 'experiment', id: owner.experimentId })
  const { scope } = request.routeOptions.config
  if (scope === 'read') requireScope(callerOf(request), scope)
  else request.server.grants.requireEverywhere(callerOf(request), 'track')
}
