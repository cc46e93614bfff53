import { createHash } from 'node:crypto'

/** SHA-256 of the official release archives of PocketBase 0.39.11, by platform. */
export const RELEASE_CHECKSUMS: Record<string, string> = {
  linux_amd64: '08b9fcda0d5fd42cb315dc15a36dfa121c993855bd635f01d347c31b4328ec34',
  linux_arm64: '8c785618840df7ebba795fdf4eba33a5fed64ac5307ad8023b955b4ebb82048b',
  darwin_amd64: '888892fe5fe64cea4a1441937671e191b32ed8f322fa09d3d7b3ca2fc1d7be29',
  darwin_arm64: '9da6fbe11e82c5b1704e56f7457b24682e01c510206c29b798a458119fa2be20',
}

/** The address of a release archive; `base` is the folder that holds one folder a version. */
export function releaseUrl(base: string, version: string, platform: string): string {
  return `${base}/v${version}/pocketbase_${version}_${platform}.zip`
}

export interface DownloadOptions {
  /** Pinned SHA-256 of the archive, lower-case hex. */
  sha256: string
  /** Longest wait for a connection and the first byte of the answer, redirects included. */
  answerMs: number
  /** Longest wait between two pieces of the body. */
  stallMs: number
  maxBytes: number
  /** Least time between two progress lines. */
  progressMs: number
  report: (line: string) => void
}

/**
 * Downloads a release archive and returns the `pocketbase` file inside it.
 * Nothing touches the disk, and nothing is unpacked before the checksum is right.
 * Throws an Error whose message is one short phrase: `answered 404`, `checksum differs`, `cut off` …
 */
export async function downloadRelease(url: string, options: DownloadOptions): Promise<Uint8Array> {
  const archive = await fetchBytes(url, options)
  const sha256 = createHash('sha256').update(archive).digest('hex')
  if (sha256 !== options.sha256) throw new Error('checksum differs')
  const { unzipSync } = await import('fflate')
  const binary = unzipSync(archive, { filter: ({ name }) => name === 'pocketbase' }).pocketbase
  if (!binary) throw new Error('the archive holds no pocketbase')
  return binary
}

async function fetchBytes(url: string, options: DownloadOptions): Promise<Buffer> {
  const abort = new AbortController()
  const giveUpAfter = (ms: number, what: string) =>
    setTimeout(() => abort.abort(new Error(`${what} for ${ms / 1000} s`)), ms)
  let timer = giveUpAfter(options.answerMs, 'no answer')
  try {
    const response = await connect(url, abort.signal)
    clearTimeout(timer)
    timer = giveUpAfter(options.stallMs, 'stalled, no bytes')
    return await readBody(response, abort.signal, options, timer)
  } finally {
    clearTimeout(timer)
    // Closes the connection when the body is not read to its end: a 404 page, too many bytes.
    abort.abort()
  }
}

async function connect(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal }).catch((cause) => {
    if (signal.aborted) throw signal.reason
    throw new Error(withCode('no connection', cause), { cause })
  })
  if (!response.ok) throw new Error(`answered ${response.status}`)
  return response
}

async function readBody(
  response: Response,
  signal: AbortSignal,
  { maxBytes, progressMs, report }: DownloadOptions,
  timer: NodeJS.Timeout,
): Promise<Buffer> {
  const total = Number(response.headers.get('content-length') ?? 0)
  const chunks: Uint8Array[] = []
  let size = 0
  let nextLine = 0
  try {
    for await (const chunk of response.body ?? []) {
      timer.refresh()
      chunks.push(chunk)
      size += chunk.length
      if (size > maxBytes) break
      if (Date.now() < nextLine && size !== total) continue
      nextLine = Date.now() + progressMs
      report(`PocketBase download: ${progress(size, total)}`)
    }
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    throw new Error(`cut off at ${progress(size, total)}`, { cause })
  }
  if (size > maxBytes) throw new Error(`larger than ${megabytes(maxBytes)}`)
  return Buffer.concat(chunks)
}

function progress(size: number, total: number): string {
  return total ? `${Math.floor((size / total) * 100)}% of ${megabytes(total)}` : megabytes(size)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

/** fetch says only "fetch failed"; the code that helps (ENOTFOUND, ECONNREFUSED) is in its cause. */
function withCode(phrase: string, error: { cause?: { code?: unknown } }): string {
  const code = error.cause?.code
  return code ? `${phrase} (${code})` : phrase
}
