import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([product('A', 'Amor', { 38: 1 })])

/** Asks as a browser does that is not signed in. */
const ask = (url: string, headers: Record<string, string> = {}) =>
  shop.app.inject({ method: 'GET', url, headers })

const scriptOf = (html: string): string => /src="(\/app\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? ''

test('the page comes without a key, under a policy that lets nothing else in', async () => {
  const page = await ask('/app/')
  expect(page.statusCode).toBe(200)
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'public, no-cache',
    'content-security-policy':
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=(self)'),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
  // What the policy would forbid.
  expect(page.body).not.toMatch(/<style| style=|<script(?![^>]* src=)|\son\w+=/)
})

test.each([
  ['/app', 308],
  ['/', 302],
])('%s leads to it', async (url, status) => {
  const { statusCode, headers } = await ask(url)
  expect([statusCode, headers.location]).toEqual([status, '/app/'])
})

test('a file whose name tells its content is kept for ever; the others are asked for again', async () => {
  const script = await ask(scriptOf((await ask('/app/')).body))
  expect(script.statusCode).toBe(200)
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable')

  const types = {
    'service-worker.js': 'text/javascript; charset=utf-8',
    'manifest.webmanifest': 'application/manifest+json',
    'icon.svg': 'image/svg+xml',
    'icon-512.png': 'image/png',
  }
  for (const [name, type] of Object.entries(types)) {
    const file = await ask(`/app/${name}`)
    expect([name, file.statusCode, file.headers['content-type']]).toEqual([name, 200, type])
    expect(file.headers['cache-control']).toBe('public, no-cache')
    const again = await ask(`/app/${name}`, { 'if-none-match': String(file.headers.etag) })
    expect([again.statusCode, again.body]).toEqual([304, ''])
    expect(again.headers['content-security-policy']).toBe(file.headers['content-security-policy'])
  }
})

const UNPACKED = { br: brotliDecompressSync, gzip: gunzipSync, none: (body: Buffer) => body }

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip;q=0.5, br;q=0', 'gzip'],
  ['zstd, identity', 'none'],
  ['', 'none'],
] as const)('to whoever takes "%s" it comes packed as %s', async (accepted, packing) => {
  const address = scriptOf((await ask('/app/')).body)
  const plain = await ask(address)
  const packed = await ask(address, { 'accept-encoding': accepted })
  expect(packed.headers['content-encoding'] ?? 'none').toBe(packing)
  expect(packed.headers.vary).toBe('accept-encoding')
  expect(UNPACKED[packing](packed.rawPayload).toString()).toBe(plain.body)
  expect(packed.headers.etag === plain.headers.etag).toBe(packing === 'none')
})

test.each([
  '/app/nothing.js',
  '/app/assets/',
  '/app/../package.json',
  '/app/..%2f..%2fpackage.json',
  '/app/index.html.br',
])('%s is not there', async (url) => {
  const { statusCode, headers } = await ask(url)
  expect(statusCode).toBe(404)
  expect(headers['content-type']).toContain('application/problem+json')
})

test('nothing is written to it, and no other page may ask for the page', async () => {
  const { statusCode, headers } = await shop.app.inject({ method: 'POST', url: '/app/' })
  expect([statusCode, headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS'])
})

const ASSETS = resolve(import.meta.dirname, '../../dist/web/assets')

/** Bytes of scripts, packed by gzip, that a phone on a slow network may have to wait for. */
const BUDGET = 30_000

const namesIn = (script: string, pattern: RegExp): string[] =>
  [...readFileSync(join(ASSETS, script), 'utf8').matchAll(pattern)].map(([, name = '']) => name)

/** A script with all that it needs before it runs. */
function withNeeded(script: string, known: ReadonlySet<string> = new Set()): Set<string> {
  if (known.has(script)) return new Set(known)
  return namesIn(script, /(?:from|import)["'`]\.\/([\w-]+\.js)["'`]/g).reduce(
    (all, next) => withNeeded(next, all),
    new Set([...known, script]),
  )
}

const bytesOf = (scripts: Iterable<string>): number =>
  [...scripts].reduce((sum, name) => sum + readFileSync(join(ASSETS, `${name}.gz`)).length, 0)

/** What the camera runs is loaded when somebody opens it. */
const isOfCamera = (script: string): boolean => script.startsWith('camera-view')

/** The screens and their parts that are loaded when they are opened, with the bytes that each waits for. */
function waitsOf(script: string, known: ReadonlySet<string>): (readonly [string, number])[] {
  const parts = namesIn(script, /import\(["'`]\.\/([\w-]+\.js)["'`]\)/g)
  return parts
    .filter((part) => !isOfCamera(part))
    .flatMap((part) => {
      const needed = withNeeded(part, known)
      return [[part, bytesOf(needed)], ...waitsOf(part, needed)]
    })
}

test('no screen waits for more than a few scripts, and the first one for one', async () => {
  const main = scriptOf((await ask('/app/')).body).replace('/app/assets/', '')
  const first = withNeeded(main)
  expect([...first]).toEqual([main])
  const waits = waitsOf(main, first)
  // Of the navigation, and of More.
  expect(waits.length).toBeGreaterThan(12)
  expect(waits.filter(([, bytes]) => bytes > BUDGET)).toEqual([])
})
