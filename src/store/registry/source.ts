import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { getOwn } from '../../base/own-property.ts'
import { checkLength } from '../../base/text/entity-key.ts'
import { isPrompt } from './prompt.ts'
import type { ModelVersion, RegisteredModel, Tags } from './store.ts'

const maxSourceLength = 2000

/** Sources of versions of prompts, which have no files. */
const promptSources = ['dummy-source', 'prompt-template']

/** Schemes whose addresses name a host that whoever reads them connects to. */
const hostSchemes = ['ftp', 'sftp', 'hdfs', 'viewfs', 'http', 'https', 'r2', 'b2', 'abfss']

/** Schemes of what this server stores. All others are text to it. */
const ownSchemes = ['runs', 'models', 'mlflow-artifacts']

/** What a client says about the origin of a version. */
export interface GivenSource {
  readonly source: string
  /** Undefined if it is not given: an empty text says that there is no run. */
  readonly runId?: string | undefined
  readonly modelId?: string | undefined
  readonly tags: Tags
}

/** The origin of a version as it is stored. */
export type ResolvedSource = Pick<ModelVersion, 'source' | 'runId' | 'modelId' | 'location'>

/** A run or a logged model. */
export interface ArtifactOwner {
  /** Root of its artifacts. */
  readonly artifactUri: string
  readonly runId: string | null
}

/** Finds what a source refers to. */
export interface SourceLookups {
  /** Resolves a run, or null if there is none of that id. */
  readonly findRun: (runId: string) => Promise<ArtifactOwner | null>
  /** Resolves a logged model, with the run that logged it. */
  readonly findLoggedModel: (modelId: string) => Promise<ArtifactOwner | null>
  /** @throws LapidaryError `model-not-found` */
  readonly getModel: (name: string) => Promise<RegisteredModel>
  /** Resolves a version from a number, an alias, a stage or `latest`. */
  readonly findVersion: (name: string, reference: VersionReference) => Promise<ModelVersion>
}

/**
 * What follows the name of a model in an address such as `models:/name/1` or `models:/name@alias`.
 */
export type VersionReference =
  | { readonly version: number }
  | { readonly alias: string }
  | { readonly stage: string }
  | 'latest'

/**
 * Checks the source of a version, and resolves what it refers to. Nothing of other schemes than
 * `runs`, `models` and `mlflow-artifacts` is ever read.
 * @throws LapidaryError `source-...`, `model-not-found`, `version-not-found`, `alias-not-found`
 */
export async function resolveSource(given: GivenSource, lookups: SourceLookups): Promise<ResolvedSource> {
  const { source, runId = '', modelId } = given
  checkLength('source', source, maxSourceLength)
  if (isPrompt(given.tags)) {
    if (!promptSources.includes(source)) throw new LapidaryError('source-of-prompt', { source })
    return { source, runId, modelId: modelId || null, location: null }
  }
  const address = parseAddress(source)
  if (hostSchemes.includes(address.scheme) || (address.scheme === 'mlflow-artifacts' && address.host !== ''))
    throw new LapidaryError('source-host', { scheme: address.scheme })
  if (address.scheme === 'models') return await resolveModelSource(given, address, lookups)
  checkPath(address)
  const owner = modelId ? await lookups.findLoggedModel(modelId) : runId ? await lookups.findRun(runId) : null
  const isElsewhere = {
    // The run may be another than `run_id`, as it may with MLflow before 3.17.
    runs: address.host !== '' || Boolean(modelId),
    'mlflow-artifacts': owner === null || !isWithin(address, owner.artifactUri),
  }
  const isUnknownModel = Boolean(modelId) && owner === null
  if (isUnknownModel || getOwn<boolean>(isElsewhere, address.scheme) === true)
    throw new LapidaryError('source-elsewhere', { source, parameter: modelId ? 'model_id' : 'run_id' })
  const producer = address.scheme === 'runs' ? address.parts[0] : owner?.runId
  return { source, runId: runId || (producer ?? ''), modelId: modelId || null, location: null }
}

/** Resolves `models:/m-<id>`, `models:/name/version` and `models:/name@alias`. */
async function resolveModelSource(
  { source, runId, modelId }: GivenSource,
  address: Address,
  lookups: SourceLookups,
): Promise<ResolvedSource> {
  if (address.host !== '') throw new LapidaryError('source-other-registry', { source })
  const parsed = parseModelPath(address)
  if (parsed === null) throw new LapidaryError('source-elsewhere', { source, parameter: 'model_id' })
  if ('modelId' in parsed) {
    const model = parsed.modelId === modelId ? await lookups.findLoggedModel(modelId) : null
    if (model === null) throw new LapidaryError('source-elsewhere', { source, parameter: 'model_id' })
    return {
      source,
      runId: runId || (model.runId ?? ''),
      modelId: parsed.modelId,
      location: model.artifactUri,
    }
  }
  if (isPrompt((await lookups.getModel(parsed.name)).tags))
    throw new LapidaryError('source-prompt', { source })
  const version = await lookups.findVersion(parsed.name, parsed.reference)
  const isOther = (given: string | undefined, its: string): boolean => given !== undefined && given !== its
  if (isOther(runId, version.runId) || isOther(modelId, version.modelId ?? ''))
    throw new LapidaryError('source-other-run', { source })
  return {
    source: `models:/${version.model}/${version.version}`,
    runId: version.runId,
    modelId: version.modelId,
    location: version.location ?? version.source,
  }
}

/** What the source of a version names: its runs, logged models and registered models. */
export interface SourceReferences {
  readonly runIds: readonly string[]
  readonly modelIds: readonly string[]
  readonly models: readonly string[]
}

/**
 * Returns what a source names, whether it exists or not. An address that cannot be read names
 * nothing: `resolveSource` rejects it.
 */
export function referencesOf({ source, runId, modelId }: Omit<GivenSource, 'tags'>): SourceReferences {
  const given = { runIds: runId ? [runId] : [], modelIds: modelId ? [modelId] : [], models: [] }
  const address = tryParseAddress(source)
  if (address?.scheme === 'runs') return { ...given, runIds: [...given.runIds, address.parts[0] ?? ''] }
  const parsed = address?.scheme === 'models' ? parseModelPath(address) : null
  if (parsed === null) return given
  return 'modelId' in parsed
    ? { ...given, modelIds: [...given.modelIds, parsed.modelId] }
    : { ...given, models: [parsed.name] }
}

function tryParseAddress(text: string): Address | null {
  try {
    return parseAddress(text)
  } catch (error) {
    if (error instanceof LapidaryError) return null
    throw error
  }
}

interface Address {
  readonly text: string
  readonly scheme: string
  readonly host: string
  /** Everything after scheme and host. */
  readonly path: string
  /** The names between its slashes, decoded until nothing is encoded. */
  readonly parts: readonly string[]
}

/** @throws LapidaryError `source-local` for a path of a file, `source-path` */
function parseAddress(text: string): Address {
  const [, scheme, host = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?(.*)$/is.exec(text) ?? []
  if (scheme === undefined || scheme.toLowerCase() === 'file')
    throw new LapidaryError('source-local', { source: text })
  const parts = rest.split('/').filter((part) => part !== '')
  return {
    text,
    scheme: scheme.toLowerCase(),
    host,
    path: rest,
    parts: parts.map((part) => decode(part, text)),
  }
}

/** Decodes `%2e` and its like until nothing changes, so that no encoding hides a character. */
function decode(part: string, source: string): string {
  for (let encoded = part; ; ) {
    const decoded = encoded.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => decodeBytes(bytes))
    if (decoded === encoded) return decoded
    if (decoded.includes('\uFFFD')) throw new LapidaryError('source-path', { source })
    encoded = decoded
  }
}

function decodeBytes(bytes: string): string {
  return Buffer.from(bytes.replaceAll('%', ''), 'hex').toString()
}

/**
 * Rejects addresses that lead to another place than they seem to.
 * @throws LapidaryError `source-path`
 */
function checkPath({ text, scheme, path, parts }: Address): void {
  const unsafe = ownSchemes.includes(scheme) ? /[\p{Cc}\\/#?;]/u : /\p{Cc}/u
  const isRelative = (part: string): boolean => part.split('/').some((name) => name === '.' || name === '..')
  const isUnsafe = (part: string): boolean => isRelative(part) || unsafe.test(part)
  if (!path.startsWith('/') || parts.length === 0 || parts.some(isUnsafe) || /[\p{Cc}\\]/u.test(text))
    throw new LapidaryError('source-path', { source: text })
}

function parseModelPath({
  path,
}: Address):
  | { readonly modelId: string }
  | { readonly name: string; readonly reference: VersionReference }
  | null {
  const parts = path.replace(/^\/+/, '').split('/')
  const [name = '', suffix, ...more] = parts
  if (!path.startsWith('/') || more.length > 0 || name.trim() === '') return null
  if (suffix !== undefined) {
    if (suffix.trim() === '') return null
    if (/^\d{1,15}$/.test(suffix)) return { name, reference: { version: Number(suffix) } }
    return { name, reference: suffix.toLowerCase() === 'latest' ? 'latest' : { stage: suffix } }
  }
  const at = name.lastIndexOf('@')
  if (at === -1) return { modelId: name }
  const alias = name.slice(at + 1)
  return alias.trim() === '' ? null : { name: name.slice(0, at), reference: { alias } }
}

/** Returns whether an address is an artifact root, or inside it. */
function isWithin({ scheme, host, parts }: Address, root: string): boolean {
  const other = parseAddress(root)
  return (
    scheme === other.scheme &&
    host.toLowerCase() === other.host.toLowerCase() &&
    other.parts.length > 0 &&
    other.parts.every((part, i) => part === parts[i])
  )
}
