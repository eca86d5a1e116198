/**
 * Keeps a small choice of the reader in this browser. A browser that forbids storage simply forgets
 * it.
 */
export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`lapidary.${name}`)
    else localStorage.setItem(`lapidary.${name}`, value)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error // only the browser's refusal is expected here
  }
}

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`lapidary.${name}`)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    return null
  }
}
