/** What of a terminal matters for a picture made of letters. */
export interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Light modules around a QR code (ISO/IEC 18004). */
const QUIET_ZONE = 4

/**
 * A QR code by which a phone opens an address; light on dark, as terminals mostly are. Cameras, offline use and
 * installing take https, so that another address would lead to half a page.
 * @returns empty where it is no https, or nobody sits before a terminal that is wide enough
 */
export async function phoneCode(
  address: string,
  { isTTY, columns = 0 }: Terminal,
): Promise<string> {
  if (!isTTY || !address.startsWith('https://')) return ''
  const { renderUnicodeCompact } = await import('uqr')
  const code = renderUnicodeCompact(address, { border: QUIET_ZONE })
  const [row = ''] = code.split('\n')
  return row.length <= columns ? code : ''
}
