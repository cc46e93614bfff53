import type { InjectOptions } from 'fastify'

/** A multipart request with the given files and fields, as a browser or curl sends it. */
export async function multipart(
  url: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array | string }[],
  fields: Readonly<Record<string, string>> = {},
): Promise<InjectOptions> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  for (const { name, bytes } of files) form.append('file', new File([Buffer.from(bytes)], name))
  const encoded = new Response(form)
  const type = encoded.headers.get('content-type') ?? ''
  const payload = Buffer.from(await encoded.arrayBuffer())
  return { method: 'POST', url, headers: { 'content-type': type }, payload }
}

/** The same request of somebody who reads French. */
export const inFrench = (request: InjectOptions): InjectOptions => ({
  ...request,
  headers: { ...request.headers, 'accept-language': 'fr' },
})
