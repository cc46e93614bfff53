import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ROOT } from '../root.ts'

// The owner's page at /app/, as scripts/build-web.ts made it. It needs no key: all that it shows it asks the API for.

const BUILT = join(ROOT, 'dist/web')

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
}

/** Ways in which files are packed, the best first, and the ends of their names. */
const PACKINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

/** Folder of the files whose names change with their content. */
const HASHED = `assets${sep}`

const POLICY = [
  "default-src 'none'",
  // The reader of barcodes is WebAssembly.
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "media-src 'self' blob:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()',
  // A form without a referrer has no origin either, which must be ours.
  'referrer-policy': 'same-origin',
  vary: 'accept-encoding',
}

interface Body {
  readonly content: Buffer
  readonly etag: string
}

interface Served {
  readonly type: string
  readonly cacheControl: string
  readonly asItIs: Body
  readonly packed: ReadonlyMap<string, Body>
}

/** Serves the page. */
export function serveWebPage(app: FastifyInstance): void {
  // Kept in memory: a later build does not change what runs.
  const files = readBuilt(BUILT)
  const route = { config: { logAs: 'debug' as const }, schema: { hide: true } }
  app.get('/app', route, (_request, reply) => reply.redirect('/app/', 308))
  // Whoever types no more than the name of the shop. A found address may become another one later.
  app.get('/', route, (_request, reply) => reply.redirect('/app/', 302))
  app.get<{ Params: { '*': string } }>('/app/*', route, (request, reply) => {
    const file = files.get(request.params['*'] || 'index.html')
    if (file) return sendBuilt(file, request, reply)
    reply.callNotFound()
    return reply
  })
}

function sendBuilt(file: Served, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const packing = packingFor(file, headers['accept-encoding'])
  const body = file.packed.get(packing) ?? file.asItIs
  reply.headers({ ...HEADERS, 'cache-control': file.cacheControl, etag: body.etag })
  if (headers['if-none-match'] === body.etag) return reply.code(304).send()
  if (packing) reply.header('content-encoding', packing)
  return reply.type(file.type).send(body.content)
}

/** The best packing that there is and that the browser takes (RFC 9110, section 12.5.3); empty for none. */
function packingFor({ packed }: Served, accepted = ''): string {
  const taken = accepted
    .toLowerCase()
    .split(',')
    .filter((wish) => !/;\s*q=0(?:\.0*)?\s*$/.test(wish))
    .map((wish) => wish.split(';', 1)[0]?.trim())
  return [...packed.keys()].find((packing) => taken.includes(packing)) ?? ''
}

/** What was built, by its path; nothing where nothing was. */
function readBuilt(folder: string): ReadonlyMap<string, Served> {
  const files = new Map<string, Served>()
  if (!existsSync(folder)) return files
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const type = TYPES[extname(name)]
    if (type === undefined) continue
    const path = join(folder, name)
    const packed = PACKINGS.filter(([, end]) => existsSync(path + end))
    files.set(name.replaceAll(sep, '/'), {
      type,
      cacheControl: isHashed(name) ? 'public, max-age=31536000, immutable' : 'public, no-cache',
      asItIs: bodyOf(path),
      packed: new Map(packed.map(([packing, end]) => [packing, bodyOf(path + end)])),
    })
  }
  return files
}

const isHashed = (name: string): boolean => name.startsWith(HASHED)

function bodyOf(path: string): Body {
  const content = readFileSync(path)
  return { content, etag: `"${createHash('sha1').update(content).digest('base64url')}"` }
}
