import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { isLoopback } from '../../base/network/loopback.ts'
import type { Settings } from '../../base/settings/settings.ts'

/** A `Host` header without its port. */
export function hostName(host: string): string {
  return host.replace(/:\d*$/, '').toLowerCase()
}

/**
 * Accepts, on loopback, only loopback's names and ALLOWED_HOSTS: a page of another site whose name
 * was pointed at 127.0.0.1 (DNS rebinding) comes with that site's name. Elsewhere a proxy or the
 * network decides, and every host is taken.
 *
 * @returns a check that throws LapidaryError `wrong-host`.
 */
export function hostCheck(
  settings: Pick<Settings, 'HOST' | 'ALLOWED_HOSTS'>,
): (host: string | undefined) => void {
  if (!isLoopback(settings.HOST)) return () => undefined
  const allowed = new Set(settings.ALLOWED_HOSTS.split(',').map((name) => name.trim().toLowerCase()))
  let last: string | undefined
  return (host) => {
    if (host === last && host !== undefined) return
    const name = hostName(host ?? '')
    if (name === '' || !(isLoopback(name) || allowed.has(name)))
      throw new LapidaryError('wrong-host', { seen: name.slice(0, 100) })
    last = host
  }
}
