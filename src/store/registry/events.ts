import type { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { StoreEvent } from '../sql/emit-event.ts'
import type { NewModel, TagChanges } from './catalog-store.ts'
import { isPrompt, ownTagsOfPrompt, promptTextTag } from './prompt.ts'
import type { AliasChange, NewVersion } from './store.ts'

// Names and data are those of MLflow's webhooks, which has events of its own for prompts.

export function modelCreated({ name, tags, description }: NewModel): StoreEvent {
  return isPrompt(tags)
    ? { name: 'prompt.created', data: { name, tags: ownTagsOfPrompt(tags), description } }
    : { name: 'registered_model.created', data: { name, tags, description } }
}

export function versionCreated(version: NewVersion, number: number): StoreEvent {
  const { model, source, runId, tags } = version
  const base = { name: model, version: String(number) }
  const description = version.description === '' ? null : version.description
  if (isPrompt(tags)) {
    const template = tags[promptTextTag] ?? null
    return {
      name: 'prompt_version.created',
      data: { ...base, template, tags: ownTagsOfPrompt(tags), description },
    }
  }
  const run_id = runId === '' ? null : runId
  return { name: 'model_version.created', data: { ...base, source, run_id, tags, description } }
}

/** Changed tags of a model. MLflow has events of those of prompts only. */
export function modelTagsChanged(model: string, ofPrompt: boolean, tags: TagChanges): readonly StoreEvent[] {
  return ofPrompt ? tagsChanged('prompt_tag', { name: model }, tags) : []
}

export function versionTagsChanged(
  model: string,
  version: number,
  ofPrompt: boolean,
  tags: TagChanges,
): readonly StoreEvent[] {
  const entity = ofPrompt ? 'prompt_version_tag' : 'model_version_tag'
  return tagsChanged(entity, { name: model, version: String(version) }, tags)
}

function tagsChanged(
  entity: string,
  of: Readonly<Record<string, string>>,
  tags: TagChanges,
): readonly StoreEvent[] {
  return Object.entries(tags).map(([key, value]) =>
    value === null
      ? { name: `${entity}.deleted`, data: { ...of, key } }
      : { name: `${entity}.set`, data: { ...of, key, value } },
  )
}

/** @param version null if the alias was removed */
export function aliasChanged(
  model: string,
  alias: string,
  version: number | null,
  ofPrompt: boolean,
): StoreEvent {
  const entity = ofPrompt ? 'prompt_alias' : 'model_version_alias'
  return version === null
    ? { name: `${entity}.deleted`, data: { name: model, alias } }
    : { name: `${entity}.created`, data: { name: model, alias, version: String(version) } }
}

/** MLflow has no such event, nor the next one. */
export function modelRenamed(name: string, newName: string): StoreEvent {
  return { name: 'registered_model.renamed', data: { name, new_name: newName } }
}

export function modelDeleted(name: string): StoreEvent {
  return { name: 'registered_model.deleted', data: { name } }
}

/** Who moved or removed an alias of a model, from where and why. MLflow has no such event. */
export function aliasMoved({ model, version, previous, at: _at, ...change }: AliasChange): StoreEvent {
  const data = {
    name: model,
    ...change,
    version: version === null ? null : String(version),
    previous_version: previous === null ? null : String(previous),
  }
  return { name: 'model_version_alias.moved', data }
}

/**
 * An alias that did not move: the gate rejected the version, it does not load, or another caller
 * was faster.
 */
export function promotionRefused(
  {
    model,
    ...refused
  }: { readonly model: string; readonly alias: string; readonly version: number; readonly by: string },
  { code, message }: LapidaryError,
): StoreEvent {
  return {
    name: 'gate.refused',
    data: { name: model, ...refused, version: String(refused.version), code, message },
  }
}
