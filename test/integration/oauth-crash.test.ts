import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import { createInterface } from 'node:readline'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBasePeopleStore } from '../../src/store/pocketbase/people-store.ts'
import { CALLBACK, createProgram, newVerifier, openBrowser } from '../support/oauth.ts'
import { type Member, peopleOf } from '../support/people-of.ts'
import { startService } from '../support/service.ts'
import { API_KEY, CREDENTIALS, freePort, product, useShop } from '../support/shop.ts'

const shop = useShop([product('A', 'Amor', { 38: 100 })])
const MAIN = fileURLToPath(new URL('../support/api-process.ts', import.meta.url))

let staff: Member
let port: number
beforeAll(async () => {
  staff = await peopleOf(shop.people).enter('sam@shop.test', 'staff')
  port = await freePort()
})

/** An API process, always at the same address. */
async function startApi(pocketbase: string) {
  const child = spawn(process.execPath, [MAIN, pocketbase, String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: '/usr/bin:/bin',
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      API_KEY,
      POCKETBASE_EMAIL: CREDENTIALS.email,
      POCKETBASE_PASSWORD: CREDENTIALS.password,
    },
  })
  const ended = once(child, 'exit')
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [line] = await once(createInterface(child.stdout), 'line', {
    signal: AbortSignal.timeout(60_000),
  })
  expect(line).toContain('ready')
  return {
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/**
 * Stands before PocketBase. Once it is armed, it has something used up and calls back instead of handing
 * on the answer.
 */
async function openProxy(onConsumed: () => Promise<void>) {
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming)
    const { method, url = '', headers } = incoming
    const sent = request(new URL(url, shop.pocketbase.url), { method, headers })
    sent.end(body)
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    const content = await buffer(answer)
    if (method === 'PATCH' && url.startsWith('/api/stock/oauth/records')) {
      await onConsumed()
      return
    }
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(content)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address() as { port: number }
  return `http://127.0.0.1:${address.port}`
}

const countOf = async (kind: string): Promise<number> => {
  const query = { filter: `kind = '${kind}'`, perPage: 1 }
  const path = '/api/collections/oauth_records/records'
  return ((await shop.client.request(path, { query })) as { totalItems: number }).totalItems
}

/** What a program and a person do until there is a code. */
async function newCode(address: string, cookie: string) {
  const program = createProgram(address)
  const { client_id } = (await program.register()).body
  const { verifier, challenge } = newVerifier()
  const { url } = await openBrowser(address, { stock: cookie }).authorize(
    program.authorizeUrl({
      response_type: 'code',
      client_id,
      redirect_uri: CALLBACK,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    }),
  )
  return {
    grant_type: 'authorization_code',
    code: url.searchParams.get('code') ?? '',
    client_id,
    redirect_uri: CALLBACK,
    code_verifier: verifier,
  }
}

test('a process that is killed between using up and giving out doubles nothing and loses no connection', async () => {
  const address = `http://127.0.0.1:${port}`
  const program = createProgram(address)
  const kill = { now: async () => {} }
  const proxy = await openProxy(() => kill.now())

  const first = await startApi(proxy)
  kill.now = first.kill
  const lost = await newCode(address, staff.cookie)
  await expect(program.token(lost)).rejects.toThrow()
  expect(await countOf('AccessToken')).toBe(0)

  const second = await startApi(shop.pocketbase.url)
  expect(await program.token(lost)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  expect(await countOf('AccessToken')).toBe(0)
  const code = await newCode(address, staff.cookie)
  const { body } = await program.token(code)
  expect((await program.tool(body.access_token)).status).toBe(200)
  await second.kill()

  const third = await startApi(proxy)
  kill.now = third.kill
  const refresh = {
    grant_type: 'refresh_token',
    refresh_token: body.refresh_token,
    client_id: code.client_id,
  }
  await expect(program.token(refresh)).rejects.toThrow()
  expect(await countOf('RefreshToken')).toBe(1)

  await startApi(shop.pocketbase.url)
  const renewed = await program.token(refresh)
  expect(renewed.status).toBe(200)
  expect(await countOf('RefreshToken')).toBe(2)
  expect((await program.tool(renewed.body.access_token)).status).toBe(200)
}, 180_000)

test('whichever worker answers, a sign-in goes on and a token works', async () => {
  const service = await startService({ WORKERS: '2', POCKETBASE_PASSWORD: CREDENTIALS.password })
  const url = new URL(service.adminUi).origin
  const people = createPocketBasePeopleStore(createPocketBaseClient({ url, ...CREDENTIALS }))
  const { cookie } = await peopleOf(people).enter('sam@shop.test', 'staff')
  const program = createProgram(service.address)
  for (let n = 0; n < 4; n++) {
    const { body } = await program.token(await newCode(service.address, cookie))
    for (let m = 0; m < 4; m++) expect((await program.tool(body.access_token)).status).toBe(200)
  }
  const pids = service
    .log()
    .split('\n')
    .filter((line) => line.includes('/oauth/'))
    .map((line) => JSON.parse(line).pid)
  expect(new Set(pids).size).toBe(2)
})
