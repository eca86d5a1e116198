/**
 * Lets a page object to being left by other ways than its address, such as signing out. The
 * router's own blocker knows only addresses.
 */
interface RefusedLeave {
  readonly stay: () => void
  readonly leave: () => void
}

let guards = 0
let refused: RefusedLeave | null = null
const listeners = new Set<() => void>()

function setRefused(next: RefusedLeave | null): void {
  refused = next
  for (const listener of listeners) listener()
}

/** Objects to leaving until the returned function is called. */
export function refuseLeaving(): () => void {
  guards++
  return () => {
    guards--
    setRefused(null)
  }
}

/** Runs `leave` at once, or when the person has confirmed it to the page that objects. */
export function leaveWith(leave: () => void): void {
  if (guards === 0) return leave()
  setRefused({
    stay: () => setRefused(null),
    leave: () => {
      setRefused(null)
      leave()
    },
  })
}

export function isLeavingRefused(): RefusedLeave | null {
  return refused
}

export function onLeaveRefused(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
