/**
 * Most characters (code points) of an entity's id. One rule for requests, files, pushes, outcomes,
 * filters and erasing: what can be stored under an id can be found and erased by it.
 *
 * @example
 * ```ts
 * import { maxEntityIdLength } from 'lapidary'
 *
 * maxEntityIdLength // 512
 * ```
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
    text.length <= maxEntityIdLength ||
    (text.length <= 2 * maxEntityIdLength && Array.from(text).length <= maxEntityIdLength)
  )
}
