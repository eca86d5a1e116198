import type { GrantObject } from '../../../store/access/grants/grant.ts'
import type { Static } from 'typebox'
import { getOwn } from '../../../base/own-property.ts'
import { choice, list, object, text } from '../../../project/json-schema.ts'
import type { ModelVersion, RegisteredModel, Tags } from '../../../store/registry/store.ts'
import { int64, message, repeated } from '../fields.ts'

export const name = text('Name of the registered model or prompt.', 'credit')
export const description = text('Description.', 'Who pays back', { default: '' })
export const alias = text('The alias.', 'champion')
export const version = text('Number of the version, as text.', '3')

/** Parameters that page and sort a search. */
export const searchFields = {
  filter: text("A filter, such as `name = 'credit'`.", "name = 'credit'", { default: '' }),
  order_by: repeated('Fields to sort by, such as `name DESC`.', text('A field.', 'name DESC')),
  page_token: text('`next_page_token` of the page before.', '', { default: '' }),
}
export const nextPageToken = text(
  'Sent with the request of the next page; absent on the last one.',
  'WyJhIl0',
)

const tagKey = text('Key of the tag.', 'team')
const tagValue = text('Value of the tag.', 'risk', { default: '' })
/** Tags of a new model or version. The last value of a key counts. */
export const newTags = repeated(
  'Tags.',
  message('A tag.', { key: tagKey, value: tagValue }, ['key', 'value']),
)
/** Parameters that set a tag. */
export const givenTag = { key: tagKey, value: tagValue }

/** Returns the tags of a request as the stores have them. */
export function toTags(given: readonly { readonly key: string; readonly value: string }[]): Tags {
  return Object.fromEntries(given.map(({ key, value }) => [key, value]))
}

const tagList = list('Tags.', object('A tag.', { key: tagKey, value: text('Value of the tag.', 'risk') }))

const createdAt = int64('When it was created, in milliseconds since 1970.', 1_793_361_600_000)
const updatedAt = int64('When it last changed, in milliseconds since 1970.', 1_793_361_600_000)

export const versionMessage = object(
  'A version of a registered model.',
  {
    name,
    version: text('Number of the version.', '3'),
    creation_timestamp: createdAt,
    last_updated_timestamp: updatedAt,
    user_id: text('Who registered it.', 'user:ana'),
    current_stage: choice('Its stage.', 'None', ['None', 'Staging', 'Production', 'Archived']),
    description: text('Description.', 'Forest on the November table'),
    source: text('Address that it was registered from.', 'runs:/3f0c8a52d1f14a0a9c4b7a1f0c2d9e11/model'),
    run_id: text('Run that produced it, if any.', '3f0c8a52d1f14a0a9c4b7a1f0c2d9e11'),
    status: choice('Whether it can be used.', 'READY', [
      'PENDING_REGISTRATION',
      'FAILED_REGISTRATION',
      'READY',
    ]),
    tags: tagList,
    run_link: text('Address of the run on another server.', ''),
    aliases: list('Aliases of the version.', text('An alias.', 'champion')),
  },
  ['user_id', 'tags', 'aliases'],
)
export type VersionMessage = Static<typeof versionMessage>

export const modelMessage = object(
  'A registered model.',
  {
    name,
    creation_timestamp: createdAt,
    last_updated_timestamp: updatedAt,
    description: text('Description.', 'Who pays back'),
    latest_versions: list('The newest version of each stage.', versionMessage),
    tags: tagList,
    aliases: list(
      'Aliases.',
      object('An alias.', { alias: text('The alias.', 'champion'), version: text('Its version.', '3') }),
    ),
  },
  ['description', 'latest_versions', 'tags', 'aliases'],
)
export type ModelMessage = Static<typeof modelMessage>

export const emptyResponse = object('Empty.', {})
export const modelResponse = object('A registered model.', { registered_model: modelMessage })
export const versionResponse = object('A version.', { model_version: versionMessage })

const statuses = { pending: 'PENDING_REGISTRATION', failed: 'FAILED_REGISTRATION', ready: 'READY' } as const

/** @param model adds the aliases of the version; lists do not have them, as MLflow's do not. */
export function toVersionMessage(
  version: ModelVersion,
  model?: Pick<RegisteredModel, 'aliases'>,
): VersionMessage {
  const { createdBy, tags } = version
  const aliases = Object.keys(model?.aliases ?? {}).filter(
    (alias) => getOwn(model?.aliases ?? {}, alias) === version.version,
  )
  return {
    name: version.model,
    version: String(version.version),
    creation_timestamp: Date.parse(version.createdAt),
    last_updated_timestamp: Date.parse(version.updatedAt),
    ...(createdBy !== null && { user_id: createdBy }),
    current_stage: version.stage,
    description: version.description,
    source: version.source,
    run_id: version.runId,
    status: statuses[version.status],
    ...toTagMembers(tags),
    run_link: version.runLink,
    ...(aliases.length > 0 && { aliases }),
  }
}

/** @param latest the newest version of each stage of the model */
export function toModelMessage(model: RegisteredModel, latest: readonly ModelVersion[]): ModelMessage {
  const aliases = Object.entries(model.aliases).map(([alias, version]) => ({
    alias,
    version: String(version),
  }))
  return {
    name: model.name,
    creation_timestamp: Date.parse(model.createdAt),
    last_updated_timestamp: Date.parse(model.updatedAt),
    ...(model.description !== '' && { description: model.description }),
    ...(latest.length > 0 && { latest_versions: latest.map((version) => toVersionMessage(version)) }),
    ...toTagMembers(model.tags),
    ...(aliases.length > 0 && { aliases }),
  }
}

/** MLflow leaves empty lists out of responses. */
function toTagMembers(tags: Tags): Pick<VersionMessage, 'tags'> {
  const entries = Object.entries(tags)
  return entries.length === 0 ? {} : { tags: entries.map(([key, value]) => ({ key, value })) }
}

/** Returns the model of a request, on which grants decide. */
export function ofModel({ name: model }: { readonly name: string }): GrantObject {
  return { kind: 'model', name: model }
}

/** Returns the alias of a request, on which grants decide. */
export function ofAlias(of: { readonly name: string; readonly alias: string }): GrantObject {
  return { kind: 'alias', model: of.name, alias: of.alias }
}
