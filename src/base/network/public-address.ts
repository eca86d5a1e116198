import { BlockList, isIPv4 } from 'node:net'
import { normalizeAddress } from './address.ts'

/** Special-purpose ranges (IANA registries, RFC 6890), and the metadata service of Azure. */
const blockedIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
] as const

/**
 * Only 2000::/3 is public. Of it: protocol assignments with Teredo, 6to4, which carries IPv4
 * addresses, and documentation.
 */
const blockedIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'] as const

const blocked = createList(blockedIpv4, 'ipv4')
const global = createList(['2000::/3'], 'ipv6')
const special = createList(blockedIpv6, 'ipv6')

function createList(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/')
    list.addSubnet(network, Number(prefix), family)
  }
  return list
}

/**
 * Returns whether an IP address belongs to the public internet: no private, loopback, link-local,
 * multicast or reserved one, and no IPv6 form of such an IPv4 address.
 */
export function isPublicAddress(text: string): boolean {
  const address = normalizeAddress(text)
  if (address === null) return false
  if (isIPv4(address)) return !blocked.check(address, 'ipv4')
  return global.check(address, 'ipv6') && !special.check(address, 'ipv6')
}
