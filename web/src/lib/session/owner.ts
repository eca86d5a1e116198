import type { SessionInfo } from 'lapidary/client'

/** Tells apart the people who sign in one after another in the same tab. */
export function ownerOf({ kind, name }: SessionInfo): string {
  return `${kind}:${name}`
}
