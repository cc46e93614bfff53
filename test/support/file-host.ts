import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { type AddressInfo, connect as connectTcp } from 'node:net'
import { createDownload, type Download, type DownloadOptions } from '../../src/download/download.ts'

/** The address that every host name leads to, as far as the download knows. */
export const PUBLIC_ADDRESS = '93.184.215.14'

export interface FileHost {
  readonly download: Download
  readonly requests: readonly IncomingMessage[]
  /** Each connection that was made, as "host address". */
  readonly dialled: readonly string[]
  close(): void
}

/**
 * A host of files on this machine, and a download whose connections all end there, unencrypted.
 * Everything before the connection is as in earnest.
 */
export async function openFileHost(
  hosts: readonly string[],
  answer: RequestListener,
  options: Partial<DownloadOptions> = {},
): Promise<FileHost> {
  const requests: IncomingMessage[] = []
  const dialled: string[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const download = createDownload({
    hosts,
    resolve: async () => [PUBLIC_ADDRESS],
    connect(address, host) {
      dialled.push(`${host} ${address}`)
      return connectTcp(port, '127.0.0.1')
    },
    ...options,
  })
  function close() {
    server.closeAllConnections()
    server.close()
  }
  return { download, requests, dialled, close }
}
