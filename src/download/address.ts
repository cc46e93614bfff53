import { BlockList, isIP } from 'node:net'

type Subnet = readonly [address: string, prefix: number]

/** Non-public IPv4 ranges, from the IANA special-purpose registry (RFC 6890). */
const PRIVATE_V4: readonly Subnet[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]

/** The only public IPv6 range. Mapped, translated, local and multicast addresses are outside it. */
const GLOBAL_V6: Subnet = ['2000::', 3]

/** Non-public ranges inside GLOBAL_V6: protocols, Teredo, documentation, 6to4. */
const SPECIAL_V6: readonly Subnet[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const blockList = (family: 'ipv4' | 'ipv6', subnets: readonly Subnet[]): BlockList => {
  const list = new BlockList()
  for (const [address, prefix] of subnets) list.addSubnet(address, prefix, family)
  return list
}

const privateV4 = blockList('ipv4', PRIVATE_V4)
const globalV6 = blockList('ipv6', [GLOBAL_V6])
const specialV6 = blockList('ipv6', SPECIAL_V6)

/** Whether an IP address is public: not private, loopback, link-local or reserved. */
export function isPublicAddress(address: string): boolean {
  // Only addresses of the local network have a zone ("fe80::1%eth0").
  if (address.includes('%')) return false
  const family = isIP(address)
  if (family === 4) return !privateV4.check(address, 'ipv4')
  return family === 6 && globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6')
}
