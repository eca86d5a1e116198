/** A caller as people know it: users by their name, keys by their id. */
export function callerName(id: string): string {
  return id.replace(/^user:/, '')
}
