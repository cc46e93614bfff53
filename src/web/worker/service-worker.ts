// Keeps the page on the phone, so that it opens without a connection. The answers are kept by the page itself.

/** Of this build, as text that the build puts in. */
declare const VERSION: string
/** Addresses of all files of the page. */
declare const FILES: readonly string[]

const worker = self as unknown as ServiceWorkerGlobalScope

const PREFIX = 'page '
const NAME = PREFIX + VERSION

worker.addEventListener('install', (event) => {
  event.waitUntil(keepAll())
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(removeOlder())
})

worker.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method !== 'GET' || origin !== location.origin || !pathname.startsWith('/app')) return
  const kept = mode === 'navigate' ? '/app/' : pathname
  event.respondWith(answer(kept, event.request))
})

async function keepAll(): Promise<void> {
  const cache = await caches.open(NAME)
  // Past the browser's own store, which may have files of another build under these names.
  await cache.addAll(FILES.map((file) => new Request(file, { cache: 'no-cache' })))
  await worker.skipWaiting()
}

async function removeOlder(): Promise<void> {
  const names = await caches.keys()
  const older = names.filter((name) => name.startsWith(PREFIX) && name !== NAME)
  await Promise.all(older.map((name) => caches.delete(name)))
  await worker.clients.claim()
}

const answer = async (kept: string, request: Request): Promise<Response> =>
  (await caches.match(kept)) ?? fetch(request)
