/** Characters of an entity's id at most, as the server's schema has it. */
export const maxEntityLength = 512

/** Returns at most as much of a text as an id has characters. */
export function cutEntity(text: string): string {
  return text.length <= maxEntityLength ? text : Array.from(text).slice(0, maxEntityLength).join('')
}
