/** Version of the documents that this program writes. */
export const documentVersion = 2

/** Serializes a stored document with its version: an object with its own members beside it, a list as `items`. */
export function encodeDocument(document: object): string {
  const members = Array.isArray(document) ? { items: document } : document
  return JSON.stringify({ version: documentVersion, ...members })
}

/**
 * Returns what a parsed document holds, without its version and in the form of today. Version 1 had no member `version`, a list was
 * stored by itself, and keys were in camelCase.
 *
 * @param dataKeys members, as version 1 wrote them, whose own keys are data such as names of columns or classes
 */
export function upgradeDocument(stored: unknown, dataKeys: readonly string[] = []): unknown {
  if (versionOf(stored) === 1) return withSnakeCaseKeys(stored, new Set(dataKeys))
  const { version: _, ...members } = stored as Record<string, unknown>
  return Array.isArray(members['items']) && Object.keys(members).length === 1 ? members['items'] : members
}

/** Returns the version of a parsed document. */
export function versionOf(stored: unknown): number {
  const { version } = (stored ?? {}) as { readonly version?: unknown }
  return typeof version === 'number' ? version : 1
}

function withSnakeCaseKeys(value: unknown, dataKeys: ReadonlySet<string>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => withSnakeCaseKeys(item, dataKeys))
  const entries = Object.entries(value).map(([key, member]) => {
    return [snakeCase(key), dataKeys.has(key) ? member : withSnakeCaseKeys(member, dataKeys)]
  })
  return Object.fromEntries(entries)
}

function snakeCase(key: string): string {
  return key.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
