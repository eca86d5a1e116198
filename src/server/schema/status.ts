import { flag, integer, list, nullable, number, object, text } from './describe.ts'

const store = object('One store.', {
  name: text('What is kept in it.', 'predictions'),
  kind: text('What it is.', 'mongodb'),
  reachable: flag('Whether it answers.', true),
  detail: nullable(
    text('What is wrong, in the language of `Accept-Language`.', 'MongoDB at db:27017 cannot be reached (ECONNREFUSED).'),
  ),
})

const spool = object('Predictions that wait for MongoDB.', {
  waiting: integer('How many; when there are very many, an estimate.', 0),
  bytes: integer('Size of the file that holds them.', 40_960),
  oldest_seconds: nullable(number('Age of the oldest; null when none waits.', 0.2)),
})

const disk = object('The disk that predictions are written to.', {
  writable: flag('Whether a prediction can be written now.', true),
  free_bytes: integer('Bytes that are free.', 81_604_378_624),
  low: flag('Whether less than 5 % of the disk and less than 1 GB is free.', false),
  detail: nullable(text('Why it cannot be written, in the language of `Accept-Language`.', 'There is no space left.')),
})

export const statusInfo = object('The stores behind the server.', {
  stores: list('The stores.', store),
  spool: nullable(spool),
  disk,
})
