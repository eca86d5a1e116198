import type { Static } from 'typebox'
import { levelNames } from '../../../store/access/grants/grant.ts'
import { choice, object, query, type Schema, text, time, typed } from '../../../project/json-schema.ts'
import { pageParameters } from '../parameters.ts'
import { pageProperties } from '../responses.ts'

const subject = typed<`${'user' | 'role' | 'key'}:${string}`>(
  text(
    'Who has the grant: `user:` and a username, `role:` and a role, or `key:` and the id of a key.',
    'user:ana',
    {
      pattern: '^(user|role|key):.+$',
      maxLength: 300,
    },
  ),
)

const name = (description: string, example: string): Schema<string> =>
  text(description, example, { minLength: 1, maxLength: 256 })

/** A grant is on an experiment, a model, or an alias of a model. */
const objectProperties = {
  experiment_id: name('The experiment that the grant is on.', '7'),
  model: name('The model that the grant is on.', 'churn'),
  alias: name('With `model`: the alias that the grant is on; `*` is every alias.', 'champion'),
}
const objectNames = ['experiment_id', 'model', 'alias'] as const
export type ObjectFields = Partial<Record<(typeof objectNames)[number], string>>

const level = choice(
  'What it allows: nothing, reading, recording or moving, or everything with grants to others.',
  'edit',
  levelNames,
)

export const grantInfo = object(
  'A grant.',
  {
    subject,
    ...objectProperties,
    level,
    at: time('When it was given.'),
    by: text('Id of the caller who gave it.', 'user:chefe'),
  },
  objectNames,
)
export type GrantInfo = Static<typeof grantInfo>

export const grantsPage = object('A page of grants, by object.', pageProperties('grants', grantInfo))

export const grantBody = object('A grant.', { subject, ...objectProperties, level }, objectNames)
export type GrantBody = Static<typeof grantBody>

export const grantsQuery = query({ subject, ...objectProperties, ...pageParameters }, ['limit'])

export const grantQuery = query({ subject, ...objectProperties }, ['subject'])
export type GrantKey = Static<typeof grantQuery>
