import type { FastifyRequest } from 'fastify'
import type { GrantObject } from '../../store/access/grants/grant.ts'
import type { RegisteredModel } from '../../store/registry/store.ts'
import { permit } from './guard.ts'

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
