import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { checkKey, checkLength, checkPathName } from '../../base/text/entity-key.ts'
import { promptTextTag } from './prompt.ts'
import { type Stage, stages, type Tags } from './store.ts'

const maxNameLength = 256
const maxAliasLength = 255
export const maxTagKeyLength = 250
const maxTagValueLength = 100_000

/**
 * Checks a name for a registered model.
 * @param field its name in messages
 * @throws LapidaryError `value-empty`, `bad-model-name`, `name-path`, `value-too-long`
 */
export function checkModelName(name: string, field = 'name'): void {
  if (name.trim() === '') throw new LapidaryError('value-empty', { field })
  if (/[/:\p{Cc}]/u.test(name)) throw new LapidaryError('bad-model-name', { seen: name.slice(0, 300) })
  checkPathName(field, name)
  checkLength(field, name, maxNameLength)
}

/**
 * Checks the name of an alias that is to be set.
 * @throws LapidaryError `bad-alias`, `reserved-alias`, `value-too-long`
 */
export function checkNewAlias(alias: string): void {
  checkAlias(alias)
  if (/^(latest|v\d+)$/i.test(alias)) throw new LapidaryError('reserved-alias', { alias })
}

/** Checks the name of an alias. @throws LapidaryError `bad-alias`, `value-too-long` */
export function checkAlias(alias: string): void {
  checkLength('alias', alias, maxAliasLength)
  if (!/^[\p{L}\p{N}_-]+$/u.test(alias)) throw new LapidaryError('bad-alias', { seen: alias.slice(0, 300) })
}

/**
 * Checks tags of a model or a version that are to be set.
 * @throws LapidaryError `value-empty`, `name-characters`, `name-path`, `value-too-long`
 */
export function checkTags(tags: Tags): void {
  for (const [key, value] of Object.entries(tags)) {
    checkKey('key', key, maxTagKeyLength)
    checkLength(key === promptTextTag ? key : 'value', value, maxTagValueLength)
  }
}

/** Returns a stage from its name in any case. @throws LapidaryError `bad-stage` */
export function parseStage(name: string): Stage {
  const stage = stages.find((each) => each.toLowerCase() === name.toLowerCase())
  if (stage !== undefined) return stage
  throw new LapidaryError('bad-stage', { seen: name.slice(0, 100), allowed: stages.join(', ') })
}
