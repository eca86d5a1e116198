import { isIPv4, isIPv6 } from 'node:net'

/**
 * Returns the canonical form of an IP address: IPv6 in lower case and compressed (RFC 5952),
 * without a zone, and an IPv4 address mapped into IPv6 as IPv4. Ports, brackets and quotes, which
 * proxies write around addresses, are dropped. Returns `null` if the text is no address.
 */
export function normalizeAddress(text: string): string | null {
  const written = text.trim().replace(/^"(.*)"$/, '$1')
  const host =
    /^\[([^\]]*)\](?::\d{1,5})?$/.exec(written)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(written)?.[1] ?? written
  if (isIPv4(host)) return host
  if (!isIPv6(host)) return null
  const address = new URL(`http://[${host.replace(/%.*/, '')}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(address)
  if (mapped === null) return address
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
