import type { Signer } from '../../shared/signer.ts'

export const EXPORTS = ['inventory', 'movements'] as const
export type ExportName = (typeof EXPORTS)[number]

/** Long enough for a chat to fetch a file and for a person to click, short enough to be of no use later. */
const LIFETIME_MS = 5 * 60_000

export type ExportLinks = ReturnType<typeof createExportLinks>

/** Signed links to files, for clients that cannot send a key. */
export function createExportLinks({ signer }: { signer: Signer }) {
  return {
    /** The link of a file with these filters, and when it ends. */
    make(name: ExportName, filters: Readonly<Record<string, string>>, baseUrl: string) {
      const expiresAt = new Date(Date.now() + LIFETIME_MS)
      const params = new URLSearchParams({ ...filters, expires: String(expiresAt.getTime()) })
      params.set('signature', signer.sign('export', signedText(name, params)))
      return { url: `${baseUrl}/export/${name}.csv?${params}`, expiresAt: expiresAt.toISOString() }
    },

    /** Whether the query of a request is that of a link of ours that has not ended. */
    isValid(name: ExportName, query: URLSearchParams): boolean {
      const expires = Number(query.get('expires') ?? Number.NaN)
      const signature = query.get('signature') ?? ''
      if (!signer.verify('export', signedText(name, query), signature)) return false
      return Date.now() < expires
    },
  }
}

/** The file and every value but the signature, in one order and one spelling. */
function signedText(name: ExportName, query: URLSearchParams): string {
  const params = new URLSearchParams([...query].filter(([key]) => key !== 'signature'))
  params.sort()
  return `${name}?${params}`
}
