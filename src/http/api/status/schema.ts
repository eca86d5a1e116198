import type { Static } from 'typebox'
import { flag, integer, list, nullable, number, object, text, time } from '../../../project/json-schema.ts'

const store = object('One store.', {
  name: text('What the store holds.', 'predictions'),
  kind: text('The kind of database.', 'mongodb'),
  reachable: flag('Whether the store responds.', true),
  detail: nullable(
    text(
      'What is wrong, in the language of `Accept-Language`.',
      'MongoDB at db:27017 cannot be reached (ECONNREFUSED).',
    ),
  ),
})

const spool = object('Predictions that wait for MongoDB.', {
  waiting: integer('How many; when there are very many, an estimate.', 0),
  bytes: integer('Size of the file that holds them.', 40_960),
  oldest_seconds: nullable(number('Age of the oldest; null when none waits.', 0.2)),
})

const champion = object('Which version is served; null on a server without a project.', {
  version: nullable(integer('The version behind the alias `champion`; null when there is none.', 3)),
  served_version: nullable(
    integer('The version that is served: an earlier one while the champion cannot be served.', 3),
  ),
  no_better_than_guessing: flag(
    'Whether the served version was no better than guessing on held-out rows.',
    false,
  ),
  detail: nullable(
    text('Why the champion cannot be served, in the language of `Accept-Language`.', 'A kept file is gone.'),
  ),
})

const disk = object('The disk that predictions are written to; null on a server without a project.', {
  writable: flag('Whether a prediction can be written now.', true),
  free_bytes: integer('Bytes that are free.', 81_604_378_624),
  low: flag('Whether less than 5 % of the disk and less than 1 GB is free.', false),
  detail: nullable(
    text('Why it cannot be written, in the language of `Accept-Language`.', 'There is no space left.'),
  ),
})

const poller = object('A poller: it reads the changes that other processes make in a store.', {
  name: text('What the poller reads.', 'champion'),
  last_success_at: nullable(time('When the store was last read; null for never.')),
  last_error: nullable(
    text(
      'Why the last read failed, in the language of `Accept-Language`; null when it succeeded.',
      'PostgreSQL cannot be used now.',
    ),
  ),
  stale: flag(
    'Whether the last success is more than 15 seconds ago, so that a change may be missing here.',
    false,
  ),
})

export const statusInfo = object('The model that is served and the stores behind the server.', {
  champion: nullable(champion),
  stores: list('The stores.', store),
  spool: nullable(spool),
  disk: nullable(disk),
  pollers: list('The pollers of the stores.', poller),
})
export type StatusInfo = Static<typeof statusInfo>
