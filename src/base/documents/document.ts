/** Version of the documents that this program writes. */
export const documentVersion = 2

/** Serializes a document with its version: an object keeps its members, a list becomes `items`. */
export function encodeDocument(document: object): string {
  const members = Array.isArray(document) ? { items: document } : document
  return JSON.stringify({ version: documentVersion, ...members })
}

/** Differences of version 1 of a document from the current one, beside the case of its keys. */
export interface FirstVersion {
  /** Members whose own keys are data, such as names of columns or classes. */
  readonly dataKeys?: readonly string[]
  /** Current keys by those of version 1, where they differ by more than the case. */
  readonly renamed?: Readonly<Record<string, string>>
}

/**
 * Returns the content of a parsed document without its version, in the current form. Version 1 had
 * no member `version`, stored a list by itself, and had keys in camelCase.
 */
export function upgradeDocument(stored: unknown, first: FirstVersion = {}): unknown {
  if (getVersion(stored) === 1) return toSnakeCaseKeys(stored, first)
  const { version: _, ...members } = stored as Record<string, unknown>
  return Array.isArray(members['items']) && Object.keys(members).length === 1 ? members['items'] : members
}

/** Returns the version of a parsed document. */
export function getVersion(stored: unknown): number {
  const { version } = (stored ?? {}) as { readonly version?: unknown }
  return typeof version === 'number' ? version : 1
}

function toSnakeCaseKeys(value: unknown, first: FirstVersion): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => toSnakeCaseKeys(item, first))
  const { dataKeys = [], renamed = {} } = first
  const entries = Object.entries(value).map(([key, member]) => {
    return [
      renamed[key] ?? toSnakeCase(key),
      dataKeys.includes(key) ? member : toSnakeCaseKeys(member, first),
    ]
  })
  return Object.fromEntries(entries)
}

function toSnakeCase(key: string): string {
  return key.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
