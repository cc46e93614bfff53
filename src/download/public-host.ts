import { ADDRCONFIG } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isPublicAddress } from './address.ts'

/** Every address of a host name; an IP address is its own. */
export type Resolve = (host: string) => Promise<readonly string[]>

export const addressesOf: Resolve = async (host) =>
  (await lookup(host, { all: true, order: 'ipv4first', hints: ADDRCONFIG })).map(
    ({ address }) => address,
  )

/** A host has an address that is private, loopback, link-local or reserved. */
export class PrivateHost extends Error {
  override readonly name = 'PrivateHost'
}

/**
 * An address of a host to connect to. Whoever connects to it and to no other one cannot be sent elsewhere by a name
 * that changes meanwhile (DNS rebinding).
 * @param host as a URL has it
 * @returns undefined where the host has none
 * @throws PrivateHost where any of its addresses is not public, or what `resolve` throws
 */
export async function publicAddressOf(
  host: string,
  resolve: Resolve = addressesOf,
): Promise<string | undefined> {
  const addresses = await resolve(host.replace(/^\[|\]$/g, ''))
  if (!addresses.every(isPublicAddress)) throw new PrivateHost(host)
  return addresses[0]
}
