import type { Server } from 'node:http'
import type { Settings } from '../../base/settings/settings.ts'
import { getAddressBucket } from '../../base/token-buckets.ts'

/**
 * Closes new connections beyond MAX_CONNECTIONS_PER_ADDRESS, so that one machine cannot
 * take all of MAX_CONNECTIONS. An IPv6 network of 64 bits counts as one address. With
 * TRUST_PROXY=true there is no cap, because all connections come from the proxy.
 *
 * @param onRefused called for each connection that is closed.
 */
export function capConnections(
  server: Server,
  {
    MAX_CONNECTIONS_PER_ADDRESS: max,
    TRUST_PROXY,
  }: Pick<Settings, 'MAX_CONNECTIONS_PER_ADDRESS' | 'TRUST_PROXY'>,
  onRefused: () => void,
): void {
  if (max === 0 || TRUST_PROXY) return
  const counts = new Map<string, number>()
  server.on('connection', (socket) => {
    const { remoteAddress } = socket
    if (remoteAddress === undefined) return // it is closed already
    const address = getAddressBucket(remoteAddress)
    const count = counts.get(address) ?? 0
    if (count >= max) {
      onRefused()
      socket.destroy()
      return
    }
    counts.set(address, count + 1)
    socket.once('close', () => {
      const left = (counts.get(address) ?? 1) - 1
      if (left > 0) counts.set(address, left)
      else counts.delete(address)
    })
  })
}
