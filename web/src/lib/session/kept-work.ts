/**
 * Keeps unfinished work of one person in this tab, across reload and sign-in, and nowhere else: it
 * may hold personal data, so it is in `sessionStorage`, which ends with the tab, and is forgotten
 * at sign-out. A browser that forbids storage simply forgets it.
 */
export function keepWork(name: string, owner: string, work: unknown): void {
  withStorage((storage) => storage.setItem(prefix + name, JSON.stringify({ owner, work })))
}

/**
 * What `keepWork` has of this owner; null when there is nothing, or it is somebody else's, which is
 * then forgotten.
 */
export function recallWork(name: string, owner: string): unknown {
  const kept = withStorage((storage) => storage.getItem(prefix + name)) ?? null
  if (kept === null) return null
  const { owner: whose, work } = JSON.parse(kept) as { owner: string; work: unknown }
  if (whose === owner) return work
  forgetWork()
  return null
}

/** Forgets all work kept in this tab. */
export function forgetWork(): void {
  withStorage((storage) => {
    for (const key of Object.keys(storage)) if (key.startsWith(prefix)) storage.removeItem(key)
  })
}

const prefix = 'lapidary.work.'

function withStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(sessionStorage)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error // only the browser's refusal is expected here
    return undefined
  }
}
