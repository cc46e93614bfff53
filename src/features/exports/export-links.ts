import type { Signer } from '../../shared/signer.ts'

export const EXPORTS = ['inventory', 'movements'] as const
export type ExportName = (typeof EXPORTS)[number]

/** Long enough for a chat or a person to open the link, short enough to limit its misuse. */
const LIFETIME_MS = 5 * 60_000

export type ExportLinks = ReturnType<typeof createExportLinks>

/** Signed links to files, for clients that cannot send a key. */
export function createExportLinks({ signer }: { signer: Signer }) {
  return {
    /** The link to a file with these filters, and its expiry time. */
    make(name: ExportName, filters: Readonly<Record<string, string>>, baseUrl: string) {
      const expiresAt = new Date(Date.now() + LIFETIME_MS)
      const params = new URLSearchParams({ ...filters, expires: String(expiresAt.getTime()) })
      params.set('signature', signer.sign('export', signedText(name, params)))
      return { url: `${baseUrl}/export/${name}.csv?${params}`, expiresAt: expiresAt.toISOString() }
    },

    /** Whether the query has a valid signature of ours that has not expired. */
    isValid(name: ExportName, query: URLSearchParams): boolean {
      const expires = Number(query.get('expires') ?? Number.NaN)
      const signature = query.get('signature') ?? ''
      if (!signer.verify('export', signedText(name, query), signature)) return false
      return Date.now() < expires
    },
  }
}

/** The text to sign: the file and all values except the signature, in a canonical form. */
function signedText(name: ExportName, query: URLSearchParams): string {
  const params = new URLSearchParams([...query].filter(([key]) => key !== 'signature'))
  params.sort()
  return `${name}?${params}`
}
