/**
 * Returns the keys in a JSON value that are not in snake_case, except languages and keys for which
 * `isData` returns true.
 */
export function findStrayKeys(value: unknown, isData: (key: string) => boolean = () => false): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item) => findStrayKeys(item, isData))
  return Object.entries(value).flatMap(([key, member]) => {
    const isStray = !/^[a-z0-9_]+$/.test(key) && key !== 'pt-BR' && !isData(key)
    return [...(isStray ? [key] : []), ...findStrayKeys(member, isData)]
  })
}
