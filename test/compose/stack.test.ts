import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whyNoEngine } from '../support/docker-probe.ts'
import { largeJpeg } from '../support/pictures.ts'
import { type Ask, createStack, type Reply, type Stack } from '../support/stack.ts'

const obstacle = await whyNoEngine()
if (obstacle) process.stderr.write(`SKIPPED: docker compose, because ${obstacle}.\n`)

const SERVICES = ['pocketbase', 'api', 'caddy', 'backup', 'ngrok']
const SHELF = { sku: '1-BLA', size: '38' }

/** Ways to spell addresses of PocketBase that nobody outside may reach. */
const TRICKS: readonly Ask[] = [
  '/_/',
  '/_',
  '/%5f/',
  '/_%2f',
  '//_/',
  '/inventory/../_/',
  '/api',
  '/api/health',
  '/api/collections',
  '/API/collections',
  '/api/collections/products/records',
  '//api/collections',
  '/api//collections',
  '/api%2fcollections',
  '/%61pi/collections',
  '/./api/collections',
  '/x/../api/collections',
  '/x/..%2fapi/collections',
  '/api/files/../collections',
  '/api/files/..%2fcollections',
  '/api/files/a/b/..%2f..%2f..%2fcollections',
  '/api/files/a/b/c/../../../../collections',
  '/api/collections?x=/api/files/a/b/c',
  '/api/backups',
  '/api/stock/version',
  '/api/realtime',
  '/api/files/_superusers/abcdefghijklmno/b.png',
  '/api/files/users/abcdefghijklmno/b.png',
  '/api/files/products/abcdefghijklmno/..',
  '/api/files/products/abcdefghijklmno/%2e%2e',
  '/api/files/products/abcdefghijklmno/b.png%2f..%2f..%2f..%2f..%2fcollections',
  '/api/stock/..',
  '/api/stock/../collections',
  '/api/stock/%2e%2e/collections',
  '/api/.%2fcollections',
  '/api;/collections',
  '/api/;/collections',
  '/API/',
  '/Api/Collections',
  '/%5F%2f',
  '///_/',
  '/./_/',
  '/.//_/',
  '/x/../_/',
  '/x/..%2f_/',
  '/x%2f..%2f_/',
  '/x/..%5c_/',
  '/%2e/_/',
  '/%2E%2F_/',
  '/%2e%2e/_/',
  '/x/%2e%2e/_/',
  '/../_/',
  '/..;/_/',
  '/;/_/',
  '/_;/',
  '/_./',
  '/_/../_/',
  '/%255f/',
  '/%25%35%66/',
  '/_%00/',
  '/%00/_/',
  '/_%20/',
  '/_%0a/',
  '/\\_\\',
  '/%5c_%5c',
  '/_%3fx',
  '/%c0%af_/',
  '/%e0%80%af_/',
  '/metrics',
  '/METRICS',
  '//metrics',
  '/x/../metrics',
  '/metrics;',
  '/metrics%00',
  '/%6detrics',
].map((path) => ({ path }))

/** The same by other methods, and with headers that lie about the address. */
const LIES: readonly Ask[] = [
  { method: 'POST', path: '/api/files/token' },
  { method: 'POST', path: '/api/collections/_superusers/auth-with-password' },
  { method: 'DELETE', path: '/api/files/products/abc/def.png' },
  ...[
    'x-forwarded-for',
    'x-real-ip',
    'forwarded',
    'true-client-ip',
    'cf-connecting-ip',
    'x-client-ip',
  ].map((name) => ({
    path: '/api/collections',
    headers: { [name]: name === 'forwarded' ? 'for=127.0.0.1' : '127.0.0.1' },
  })),
  { path: '/inventory', headers: { 'x-original-url': '/api/collections' } },
  { path: '/api/collections', headers: { 'x-http-method-override': 'OPTIONS' } },
  { path: '/api/collections', headers: { connection: 'x-forwarded-for', host: 'localhost' } },
]

describe.skipIf(obstacle)('docker compose', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await createStack()
  })
  afterAll(async () => {
    await stack?.remove()
  })

  const key = () => ({ authorization: `Bearer ${stack.secrets().API_KEY}` })
  const json = (reply: Reply) => JSON.parse(reply.body)

  async function read(path: string) {
    const reply = await stack.ask({ path, headers: key() })
    expect(reply.status, reply.body).toBe(200)
    return json(reply)
  }

  const post = (path: string, body: object) =>
    stack.ask({
      method: 'POST',
      path,
      body: JSON.stringify(body),
      headers: { ...key(), 'content-type': 'application/json' },
    })

  const quantity = async (): Promise<number> =>
    (await read(`/inventory?sku=${SHELF.sku}&size=${SHELF.size}`)).items[0].quantity

  /** Nobody but our own two may have answered. */
  function expectClosed(asks: readonly Ask[], replies: readonly (Reply | string)[]): void {
    expect(replies).toHaveLength(asks.length)
    for (const [index, reply] of replies.entries()) {
      const ask = JSON.stringify(asks[index])
      const { status, headers, body } = reply as Reply
      expect([400, 401, 403, 404], `${ask}: ${JSON.stringify(reply)}`).toContain(status)
      expect(headers['content-type'], ask).toContain('application/problem+json')
      expect(JSON.parse(body).status, ask).toBe(status)
    }
  }

  test('without secrets it refuses and names the command that makes them', async () => {
    await expect(stack.compose('up', '--wait')).rejects.toThrow(/npm run setup/)
  })

  test('two commands bring it up from a clean checkout', async () => {
    expect(await stack.npm('run', 'setup')).toContain('Wrote .env')
    const started = performance.now()
    await stack.compose('up', '--build', '--wait')
    process.stderr.write(`compose: up after ${seconds(started)}, the builds among it\n`)
    expect(json(await stack.ask({ path: '/health/ready' }))).toMatchObject({ status: 'ok' })
    expect((await read('/inventory?limit=1')).total).toBe(757)
    const plain = await fetch(`http://127.0.0.1:${stack.ports.http}/health`, {
      redirect: 'manual',
      headers: { host: 'localhost' },
    })
    expect(plain.status).toBe(308)
    expect(plain.headers.get('location')).toMatch(/^https:/)
  }, 900_000)

  test.each(SERVICES)('%s has no rights that it does not need', async (service) => {
    const { Config, HostConfig } = await stack.inspect(service)
    expect(HostConfig).toMatchObject({ ReadonlyRootfs: true, CapDrop: ['ALL'], Privileged: false })
    expect(HostConfig.SecurityOpt).toContain('no-new-privileges:true')
    expect(HostConfig.LogConfig.Config).toMatchObject({ 'max-size': '10m', 'max-file': '3' })
    expect(HostConfig.RestartPolicy.Name).toBe('unless-stopped')
    expect(HostConfig.CapAdd ?? []).toEqual(
      service === 'caddy' ? [expect.stringContaining('NET_BIND_SERVICE')] : [],
    )
    // ngrok's image brings its own user.
    if (service !== 'ngrok') expect(Config.User).toMatch(/^(node|10001:10001)$/)
    const published = Object.values(HostConfig.PortBindings ?? {}).flat()
    const addresses = published.map((port) => (port as { HostIp: string }).HostIp)
    expect(addresses).toEqual(service === 'caddy' ? ['127.0.0.1', '127.0.0.1'] : [])
  })

  test('the limits let the whole shop take half a gigabyte', async () => {
    const limits = await Promise.all(
      SERVICES.map(async (service) => [service, (await stack.inspect(service)).HostConfig.Memory]),
    )
    const { ngrok, ...shop } = Object.fromEntries(limits)
    expect(ngrok).toBeGreaterThan(0)
    expect(Object.values<number>(shop).reduce((sum, bytes) => sum + bytes)).toBe(512 * 2 ** 20)
  })

  test('it sells through HTTPS, and the ledger says so', async () => {
    const before = await quantity()
    const reply = await post('/inventory/sale', { ...SHELF, quantity: 1 })
    expect(reply.status).toBe(201)
    expect(await quantity()).toBe(before - 1)
    for (const [name, value] of Object.entries({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    })) {
      expect(reply.headers[name]).toBe(value)
    }
    expect(reply.headers).not.toHaveProperty('server')
    expect((await stack.ask({ path: '/inventory' })).status).toBe(401)
  })

  test("the owner's page comes packed, and its policy through Caddy as it is", async () => {
    const headers = { 'accept-encoding': 'br, gzip, zstd' }
    const page = await stack.ask({ path: '/app/', headers })
    expect(page.status).toBe(200)
    expect(page.headers['content-encoding']).toBe('br')
    expect(page.headers['content-security-policy']).toContain(
      "script-src 'self' 'wasm-unsafe-eval'",
    )
    expect(page.headers['permissions-policy']).toContain('camera=(self)')
    expect(page.headers['referrer-policy']).toBe('same-origin')
    const { body } = await stack.ask({ path: '/app/' })
    const [, script = ''] = /src="([^"]+\.js)"/.exec(body) ?? []
    const loaded = await stack.ask({ path: script, headers })
    expect(loaded.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
    })
  })

  test('a form of the sign-in page says where it comes from', async () => {
    const page = await stack.ask({ path: '/sign-in' })
    expect(page.headers['referrer-policy']).toBe('same-origin')
    const post = (origin: string) =>
      stack.ask({
        method: 'POST',
        path: '/sign-in',
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
        body: 'email=nobody%40shop.test&password=wrong',
      })
    expect((await post('https://localhost')).status).toBe(422)
    expect((await post('https://evil.example')).status).toBe(403)
  })

  test('a picture opens at the address that the API names, on both sides', async () => {
    const { POCKETBASE_PASSWORD: password } = stack.secrets()
    const login = await stack.ask({
      method: 'POST',
      path: '/api/collections/_superusers/auth-with-password',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ identity: 'admin@stock.example', password }),
    })
    const headers = { authorization: json(login).token }
    const path = `/api/collections/products/records?filter=${encodeURIComponent(`sku='${SHELF.sku}'`)}`
    const [product] = json(await stack.ask({ path, headers })).items
    const form = new FormData()
    // Made smaller within the memory that the API has.
    form.set('photo', new Blob([await largeJpeg()], { type: 'image/jpeg' }), 'shoe.jpg')
    const encoded = new Response(form)
    const upload = await stack.ask({
      method: 'PATCH',
      path: `/api/collections/products/records/${product.id}`,
      headers: { ...headers, 'content-type': encoded.headers.get('content-type') ?? '' },
      body: Buffer.from(await encoded.arrayBuffer()),
    })
    expect(upload.status, upload.body).toBe(200)

    const image = () =>
      read(`/inventory?sku=${SHELF.sku}&limit=1`).then(({ items }) => items[0].image)
    await expect.poll(image, { timeout: 10_000 }).toMatch(/^https:\/\/localhost\/api\/files\//)
    const { pathname } = new URL(await image())
    for (const address of [pathname, `${pathname}?thumb=100x100`]) {
      const [inside] = await stack.askFromTunnel([{ path: address }])
      for (const reply of [await stack.ask({ path: address }), inside as Reply]) {
        expect(reply.status).toBe(200)
        expect(reply.headers['content-type']).toBe('image/jpeg')
        expect(reply.headers['cross-origin-resource-policy']).toBe('cross-origin')
      }
    }
  })

  test('from the tunnel neither the admin UI nor records are reached, however spelled', async () => {
    const whole = ['/_/', '/api/collections'].map((path) => ({
      path: `http://pocketbase:8090${path}`,
    }))
    const asks = [...TRICKS, ...LIES, ...whole]
    expectClosed(asks, await stack.askFromTunnel(asks))
    const open = [{ path: '/health' }, { path: '/api/collections/..%2ffiles/products/a/b.png' }]
    const [health, file] = (await stack.askFromTunnel(open)) as Reply[]
    expect(health?.status).toBe(200)
    // That one means a file, and PocketBase was asked for no other: there is none of that name.
    expect(file).toMatchObject({ status: 404, headers: { 'content-type': 'application/json' } })
  })

  test('who is not in ADMIN_ALLOW does not reach them either, whatever headers say', async () => {
    expect((await stack.ask({ path: '/_/' })).status).toBe(200)
    expect((await stack.ask({ path: '/_' })).headers.location).toBe('/_/')
    stack.set('ADMIN_ALLOW', '127.0.0.1 192.0.2.0/24')
    await stack.compose('up', '--wait', 'caddy')
    const asks = [...TRICKS, ...LIES]
    const replies: Reply[] = []
    for (const ask of asks) replies.push(await stack.ask(ask))
    expectClosed(asks, replies)
    expect((await read('/inventory?limit=1')).total).toBe(757)
    stack.set('ADMIN_ALLOW', '')
    await stack.compose('up', '--wait', 'caddy')
    expect((await stack.ask({ path: '/_/' })).status).toBe(200)
  })

  test('the tunnel reaches Caddy alone, and its inspector nobody', async () => {
    const health = [{ path: '/api/health' }, { path: '/health' }]
    for (const base of ['http://api:8000', 'http://pocketbase:8090']) {
      for (const reply of await stack.askFromTunnel(health, base)) {
        expect(reply).toMatch(/ENOTFOUND|EAI_AGAIN/)
      }
    }
    const status = await stack.compose(
      'exec',
      '-T',
      'caddy',
      'wget',
      '-q',
      '-O',
      '-',
      'http://ngrok:4040/api/tunnels',
    )
    expect(JSON.parse(status).tunnels).toMatchObject([
      { name: 'stock-assistant', upstream_reachable: true, config: { addr: 'http://caddy:8080' } },
    ])
    const asked = ['ngrok:4040/api/tunnels', 'caddy:4040/api/tunnels', 'caddy:4040/'].map((path) =>
      stack.compose(
        'exec',
        '-T',
        'api',
        'node',
        '-e',
        `fetch('http://${path}').then((a) => console.log(a.status), () => console.log('none'))`,
      ),
    )
    expect((await Promise.all(asked)).map((line) => line.trim())).toEqual(['none', '404', '404'])
  })

  /** The line that the API logged for a request. */
  async function logged(id: string) {
    const lines = (await stack.compose('logs', '--no-log-prefix', 'api')).split('\n')
    const line = lines.find((one) => one.includes(`"${id}"`) && one.includes('"path"'))
    return line && JSON.parse(line)
  }

  test('the API sees who really asks, and one request id goes all the way', async () => {
    const gateway = (await stack.inspect('caddy')).NetworkSettings.Networks
    const own = Object.values(gateway).map((network) => (network as { Gateway: string }).Gateway)
    const forged = {
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-host': 'evil.example',
      forwarded: 'for=203.0.113.9',
    }
    const direct = await stack.ask({
      path: '/version?secret=in-the-query',
      headers: { ...forged, connection: 'x-forwarded-for', 'x-request-id': 'direct-12345' },
    })
    expect(direct.headers['x-request-id']).toBe('direct-12345')
    await stack.ask({ path: '/join/in-the-path' })
    await stack.askFromTunnel([
      {
        path: '/inventory',
        headers: { 'x-forwarded-for': '203.0.113.7', 'x-request-id': 'tunnel-12345' },
      },
      {
        path: '/inventory',
        headers: { 'x-forwarded-for': '127.0.0.1, 203.0.113.8', 'x-request-id': 'forged-12345' },
      },
    ])
    await stack.ask({ path: '/inventory', headers: { ...forged, 'x-request-id': 'site-123456' } })
    await expect.poll(() => logged('tunnel-12345')).toMatchObject({ ip: '203.0.113.7' })
    await expect.poll(() => logged('forged-12345')).toMatchObject({ ip: '203.0.113.8' })
    const line = await expect
      .poll(() => logged('site-123456'))
      .toBeDefined()
      .then(() => logged('site-123456'))
    expect(own).toContain(line.ip)
    const bad = await stack.ask({ path: '/version', headers: { 'x-request-id': 'a b"c' } })
    expect(bad.headers['x-request-id']).toMatch(/^[\w-]{36}$/)
    expect(await stack.compose('logs', 'caddy')).not.toMatch(/in-the-(query|path)/)
  })

  test('the description names the host that was asked for, not one that a header claims', async () => {
    const headers = { host: 'shop.ngrok.example', 'x-forwarded-host': 'evil.example' }
    const [reply] = await stack.askFromTunnel([{ path: '/openapi.yaml', headers }])
    expect((reply as Reply).body).toContain('url: https://shop.ngrok.example')
    expect((reply as Reply).body).not.toContain('evil.example')
    const foreign = { host: 'evil.example', 'x-forwarded-host': 'shop.ngrok.example' }
    const [refused] = await stack.askFromTunnel([{ path: '/openapi.yaml', headers: foreign }])
    expect(json(refused as Reply)).toMatchObject({ status: 421, type: '/problems/unknown-host' })
  })

  test('a body that is too large is refused as a problem', async () => {
    const large = await stack
      .ask({
        method: 'POST',
        path: '/inventory/sale',
        body: Buffer.alloc(17 * 1024 * 1024, ' '),
        headers: { ...key(), 'content-type': 'application/json' },
      })
      .catch((error: NodeJS.ErrnoException) => error.code)
    // The connection may be closed while the rest of it is still being sent.
    if (typeof large === 'object') expect(large.status).toBe(413)
    else expect(['EPIPE', 'ECONNRESET']).toContain(large)
    expect((await stack.ask({ path: '/health' })).status).toBe(200)
  })

  /** Adds a unit again and again, each until it is acknowledged, while the stack is disturbed. */
  async function writeWhile(name: string, disturb: (failed: () => Promise<void>) => Promise<void>) {
    const acknowledged: string[] = []
    const deadline = AbortSignal.timeout(240_000)
    const failures = { count: 0 }
    let writing = true
    async function writer(number: number): Promise<void> {
      for (let index = 0; writing; index++) {
        const request_id = `${name}-${number}-${index}`
        for (;;) {
          deadline.throwIfAborted()
          const reply = await post('/inventory/add_stock', {
            ...SHELF,
            quantity: 1,
            request_id,
          }).catch(() => undefined)
          if (reply && reply.status < 300) break
          failures.count++
          await sleep(50)
        }
        acknowledged.push(request_id)
      }
    }
    const writers = Promise.all([1, 2, 3, 4].map(writer))
    try {
      await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(20)
      await disturb(() =>
        expect
          .poll(() => failures.count, { timeout: 60_000, interval: 100 })
          .toBeGreaterThan(0)
          .then(() => {}),
      )
      const since = acknowledged.length
      await expect.poll(() => acknowledged.length, { timeout: 120_000 }).toBeGreaterThan(since + 20)
    } finally {
      writing = false
      await writers
    }
    return acknowledged
  }

  async function expectAll(before: number, written: readonly string[]): Promise<void> {
    expect(await quantity()).toBe(before + written.length)
    const first = { ...SHELF, quantity: 1, request_id: written[0] }
    const again = await post('/inventory/add_stock', first)
    expect(json(again).replayed).toBe(true)
    expect(await read('/admin/drift')).toMatchObject({ items: [], missing: 0 })
  }

  test('a PocketBase that is killed and started again loses nothing', async () => {
    const before = await quantity()
    const written = await writeWhile('kill-db', async (failed) => {
      await stack.compose('kill', 'pocketbase')
      await failed()
      await stack.compose('start', 'pocketbase')
    })
    await expectAll(before, written)
  })

  test('an API that is killed comes back by itself', async () => {
    const before = await quantity()
    const written = await writeWhile('kill-api', async () => {
      // Every process there but the first one, and this shell with them.
      await stack.compose('exec', '-T', 'api', 'sh', '-c', 'kill -9 -1').catch(() => {})
      await expect
        .poll(async () => (await stack.inspect('api')).RestartCount, { timeout: 30_000 })
        .toBe(1)
    })
    await expectAll(before, written)
  })

  test('a PocketBase that hangs is answered for, and goes on', async () => {
    const before = await quantity()
    const written = await writeWhile('pause-db', async (failed) => {
      await stack.compose('pause', 'pocketbase')
      try {
        await failed()
        const reply = await stack.ask({ path: '/health/ready' })
        expect(reply.status).toBe(503)
        expect(reply.headers['retry-after']).toBe('2')
      } finally {
        await stack.compose('unpause', 'pocketbase')
      }
    })
    await expectAll(before, written)
  })

  test('the doctor finds everything in its place but the tunnel, which is a stub', async () => {
    let found = ''
    // A container that hung is called unhealthy until its next check.
    await expect
      .poll(
        async () => {
          found = await stack.doctor()
          return (found.match(/^BAD +(.*)$/gm) ?? []).join('\n')
        },
        { timeout: 90_000, interval: 2_000 },
      )
      .toMatch(/^BAD +Tunnel +https:\/\/stub\.invalid does not answer\nBAD +Description.*$/)
    expect(found).toMatch(/^- +Sign-in +cannot be asked/m)
    for (const name of ['pocketbase', 'init', 'backup', 'Admin UI', 'Hooks', 'Ledger', 'API']) {
      expect(found).toMatch(new RegExp(`^ok +${name} `, 'm'))
    }
  })

  test('an API that is not there is a problem, not a page of Caddy', async () => {
    await stack.compose('stop', 'api')
    expect(await stack.doctor()).toMatch(/^BAD +api +is exited\n +→ docker compose logs api/m)
    const reply = await stack.ask({ path: '/inventory' })
    expect(reply.status).toBe(502)
    expect(reply.headers['content-type']).toBe('application/problem+json')
    expect(reply.headers['retry-after']).toBe('2')
    expect(json(reply).type).toBe('/problems/store-unavailable')
    await stack.compose('start', 'api')
    await expect
      .poll(async () => (await stack.ask({ path: '/health/ready' })).status, { timeout: 30_000 })
      .toBe(200)
  })

  test('load stays within the memory limits', async () => {
    const until = performance.now() + 8_000
    let answered = 0
    async function caller(number: number): Promise<void> {
      while (performance.now() < until) {
        const reply = await (number % 4 === 0
          ? post('/inventory/add_stock', { ...SHELF, quantity: 1 })
          : stack.ask({ path: '/inventory?limit=200', headers: key() }))
        expect(reply.status).toBeLessThan(300)
        answered++
      }
    }
    await Promise.all(Array.from({ length: 24 }, (_, number) => caller(number)))
    const names = SERVICES.map(stack.container)
    const stats = await stack.docker(
      'stats',
      '--no-stream',
      '--format',
      '{{.Name}} {{.MemUsage}}',
      ...names,
    )
    process.stderr.write(`compose: ${answered} requests in 8 s, then\n${stats}`)
    for (const service of SERVICES) {
      expect((await stack.inspect(service)).State).toMatchObject({
        OOMKilled: false,
        Running: true,
      })
    }
  })

  test('every acknowledged write survives down and up, and every container ends when it is told', async () => {
    const before = await quantity()
    const written = await writeWhile('down', async (failed) => {
      const started = performance.now()
      await stack.compose('stop')
      process.stderr.write(`compose: stop took ${seconds(started)}\n`)
      for (const service of SERVICES) {
        expect((await stack.inspect(service)).State, service).toMatchObject({
          ExitCode: 0,
          OOMKilled: false,
        })
      }
      await failed()
      await stack.compose('down')
      const again = performance.now()
      await stack.compose('up', '--wait')
      process.stderr.write(`compose: up again after ${seconds(again)}\n`)
    })
    await expectAll(before, written)
  }, 300_000)

  test('a daily backup is there and brings the shop back', async () => {
    const backups = async () =>
      (await stack.compose('exec', '-T', 'backup', 'ls', '/backups')).trim().split('\n')
    await expect
      .poll(backups, { timeout: 30_000 })
      .toEqual([expect.stringMatching(/^stock-.*\.zip$/)])
    await stack.compose('exec', '-T', 'backup', 'node', 'scripts/backup.ts', '/backups/now.zip')
    const before = await quantity()
    expect((await post('/inventory/add_stock', { ...SHELF, quantity: 7 })).status).toBe(201)
    const restored = await stack.compose(
      'run',
      '--rm',
      '-T',
      'backup',
      'node',
      'scripts/restore.ts',
      '--replace',
      '/backups/now.zip',
    )
    expect(restored).toContain('the ledger explains every unit')
    await expect.poll(quantity, { timeout: 10_000 }).toBe(before)
    expect(await backups()).toContainEqual(expect.stringMatching(/^before-restore-/))
  })

  test('whoever guesses the password of the superuser is braked, and nobody else', async () => {
    const guess: Ask = {
      method: 'POST',
      path: '/api/collections/_superusers/auth-with-password',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ identity: 'admin@stock.example', password: '' }),
    }
    const statuses: number[] = []
    // A minute may end while they are sent.
    while (statuses.length <= 200 && statuses.at(-1) !== 429) {
      statuses.push((await stack.ask(guess)).status)
    }
    expect(statuses.at(-1)).toBe(429)
    const verify = ['run', '--rm', '-T', 'init', 'node', 'scripts/verify.ts']
    expect(await stack.compose(...verify)).toContain('every')
  })

  test('no log and no image holds a secret', async () => {
    const { API_KEY = '', POCKETBASE_PASSWORD = '' } = stack.secrets()
    expect(API_KEY.length * POCKETBASE_PASSWORD.length).toBeGreaterThan(0)
    const images = SERVICES.slice(0, 3).map((name) => `${stack.project}-${name}`)
    const texts = [await stack.compose('logs'), await stack.docker('image', 'inspect', ...images)]
    for (const image of images)
      texts.push(await stack.docker('image', 'history', '--no-trunc', image))
    for (const text of texts) {
      expect(text.includes(API_KEY), 'the API key').toBe(false)
      expect(text.includes(POCKETBASE_PASSWORD), 'the password').toBe(false)
    }
  })
})

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`
