import type { Static } from 'typebox'
import { flag, integer, nullable, object, text, time } from '../../../project/json-schema.ts'
import { modelName, versionNumber } from '../models/schema.ts'
import { pathParams } from '../parameters.ts'

const change = {
  model: modelName,
  alias: text('The alias.', 'champion'),
  previous: nullable(integer('The version it pointed at before.', 2)),
  at: time('When it was moved.'),
  by: text('Id of the caller who moved it.', 'environment'),
  reason: text('Why.', 'Better on the new table'),
}

export const aliasInfo = object('Where an alias points now.', {
  ...change,
  version: integer('The version it points at.', 3),
})
export type AliasInfo = Static<typeof aliasInfo>

export const aliasChangeInfo = object('A change of an alias.', {
  ...change,
  version: nullable(integer('The version it pointed at from then on; null if it was removed.', 3)),
})
export type AliasChangeInfo = Static<typeof aliasChangeInfo>

export const promoteBody = object(
  'Which version takes the alias.',
  {
    version: versionNumber('The version.'),
    force: flag('Past the gate, which refuses a version that is worse than the current one.', false),
    reason: text('Why; kept in the history.', 'Better on the new table', { maxLength: 500 }),
  },
  ['force', 'reason'],
)
export type PromoteBody = Static<typeof promoteBody>

export const rollBackBody = nullable(
  object(
    'Why; may be left out.',
    { reason: text('Why; kept in the history.', 'Complaints since Monday', { maxLength: 500 }) },
    ['reason'],
  ),
)

export const aliasParams = pathParams({
  name: modelName,
  alias: text('The alias.', 'champion', { maxLength: 255 }),
})
