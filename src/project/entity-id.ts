/**
 * Largest number of characters (code points) of an entity's id. It applies to requests, files,
 * pushes, outcomes, filters and erasing, so that every id that can be stored can be found and
 * erased.
 */
export const maxEntityIdLength = 512

/**
 * Returns true if a text can be the id of an entity: 1 to `maxEntityIdLength` characters, none of
 * them half of a surrogate pair.
 */
export function isEntityId(text: string): boolean {
  if (text === '' || !text.isWellFormed()) return false
  // A code point has at most two UTF-16 units: the exact count is only needed between the two
  // bounds.
  return (
    text.length <= maxEntityIdLength || (text.length <= 2 * maxEntityIdLength && Array.from(text).length <= maxEntityIdLength)
  )
}
