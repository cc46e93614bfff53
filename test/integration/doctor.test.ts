import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { API_KEY, CREDENTIALS, product, useShop } from '../support/shop.ts'

const shop = useShop([product('A', 'Alpha', { 40: 10 })])

/** Stands in for the agent: what it says of its tunnel is set by each test. */
let agent: Server
let said = '{"endpoints":[]}'
let folder: string
let env: Record<string, string>

const portOf = (server: Server): string => String((server.address() as AddressInfo).port)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stock-doctor-'))
  agent = createServer((_request, response) => response.end(said)).listen(0, '127.0.0.1')
  await once(agent, 'listening')
  await shop.app.listen({ host: '127.0.0.1', port: 0 })
  env = {
    // No docker command is found there: what else runs on this machine does not matter.
    PATH: folder,
    DATA_DIR: join(folder, 'data'),
    API_KEY,
    POCKETBASE_URL: shop.pocketbase.url,
    POCKETBASE_EMAIL: CREDENTIALS.email,
    POCKETBASE_PASSWORD: CREDENTIALS.password,
    PORT: portOf(shop.app.server),
    NGROK_API: 'http://127.0.0.1:9',
    PUBLIC_URL: `http://127.0.0.1:${portOf(shop.app.server)}`,
  }
})
afterAll(() => {
  agent?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The command as a person runs it, with a line for each finding. */
async function doctor(changes: Record<string, string> = {}) {
  const script = resolve(import.meta.dirname, '../../scripts/doctor.ts')
  const options = { cwd: folder, env: { ...env, ...changes } }
  const { code, stdout } = await promisify(execFile)(process.execPath, [script], options).then(
    (done) => ({ code: 0, stdout: done.stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
  )
  const finding = (name: string) =>
    new RegExp(`^(ok|BAD|-) +${name} +(.*)(?:\\n +→ (.*))?`, 'm').exec(stdout)?.slice(1)
  return { code, stdout, finding }
}

test('while all is well it says so and exits 0', async () => {
  const { code, stdout, finding } = await doctor()
  expect(stdout).toContain('All is well.')
  expect(code).toBe(0)
  for (const name of [
    'PocketBase',
    'Hooks',
    'Schema',
    'Ledger',
    'Clock',
    'Disk',
    'API',
    'Description',
  ]) {
    expect(finding(name)?.[0], name).toBe('ok')
  }
  expect(finding('Tunnel')?.[0]).toBe('-')
  expect(finding('Broker')?.[0]).toBe('-')
  expect(stdout).not.toContain(API_KEY)
  expect(stdout).not.toContain(CREDENTIALS.password)
})

test.each([
  [
    'PocketBase',
    { POCKETBASE_URL: 'http://127.0.0.1:9' },
    /does not answer/,
    /Start it: npm start/,
  ],
  ['Hooks', { POCKETBASE_PASSWORD: 'wrong-password-0' }, /refuses the sign-in/, /npm start/],
  ['API', { PORT: '9' }, /does not answer/, /Start it: npm start/],
  [
    'API',
    { API_KEY: 'another-key-0123456789' },
    /answers 401 to API_KEY/,
    /the key that stands in/,
  ],
  [
    'Broker',
    { EVENTS_URL: 'nats://ines:hush@127.0.0.1:9' },
    /^nats cannot be used: connection refused/,
    /EVENTS_URL/,
  ],
  [
    'Broker',
    { EVENTS_URL: 'kafka://ines:hush@127.0.0.1:9' },
    /^kafka cannot be used: .*ECONNREFUSED/,
    /EVENTS_URL/,
  ],
  [
    'Description',
    { PUBLIC_URL: 'https://shop.example' },
    /public address is https:\/\/shop/,
    /PUBLIC_URL/,
  ],
])('%s with %j is found, with what to do', async (name, changes, text, todo) => {
  const { code, finding } = await doctor(changes)
  expect(code).toBe(1)
  const [state, found, step] = finding(name) ?? []
  expect(state).toBe('BAD')
  expect(found).toMatch(text)
  expect(step).toMatch(todo)
})

test('a tunnel that leads nowhere, or has no address, is found', async () => {
  const NGROK_API = `http://127.0.0.1:${portOf(agent)}`
  said = '{"endpoints":[{"name":"stock-assistant","url":"https://127.0.0.1:9"}]}'
  const nowhere = await doctor({ NGROK_API })
  expect(nowhere.finding('Tunnel')).toMatchObject([
    'BAD',
    'https://127.0.0.1:9 does not answer',
    expect.stringMatching(/logs/),
  ])
  said = '{"endpoints":[]}'
  expect((await doctor({ NGROK_API })).finding('Tunnel')?.[1]).toBe('runs without an address')
})

test('a shelf that its movements do not explain is found', async () => {
  const database = new DatabaseSync(`${shop.pocketbase.dataDir}/pb_data/data.db`, {
    timeout: 5_000,
  })
  database.exec('UPDATE inventory SET quantity = 3')
  database.close()
  const { code, finding } = await doctor()
  expect(code).toBe(1)
  expect(finding('Ledger')).toMatchObject([
    'BAD',
    expect.stringMatching(/^1 of 1 shelves/),
    expect.stringMatching(/npm run verify/),
  ])
})

test('a size in two spellings is found', async () => {
  await shop.store.importProducts({
    actor: 'test',
    reason: 'import',
    mode: 'set',
    products: [product('T', 'Togo', { '38 1/2': 1, '38,5': 1 })],
  })
  expect((await doctor()).finding('Sizes')).toMatchObject([
    'BAD',
    expect.stringMatching(/^are there in several spellings: T Togo, .* as 38\.5$/),
    'See what joining them would do: npm run join-sizes. It says how to do it.',
  ])
})

/** Stands in for Docker: what its containers are, and what it remembers of them. */
function pretendDocker(containers: object[], inspected: object, events = '') {
  const commands = mkdtempSync(join(folder, 'docker-'))
  const port = portOf(agent)
  const config = {
    services: {
      caddy: {
        environment: { SITE_ADDRESS: 'localhost' },
        ports: [
          { target: 80, published: '9', host_ip: '127.0.0.1' },
          { target: 443, published: port, host_ip: '127.0.0.1' },
        ],
      },
    },
  }
  const answers = {
    ps: containers.map((one) => JSON.stringify(one)).join('\n'),
    inspect: JSON.stringify([inspected]),
    config: JSON.stringify(config),
    events,
  }
  const cases = Object.entries(answers).map(([name, text]) => {
    writeFileSync(join(commands, name), text)
    return `*" ${name} "*) exec cat '${join(commands, name)}';;`
  })
  const script = `#!/bin/sh\ncase " $* " in\n${cases.join('\n')}\n*) exit 1;;\nesac\n`
  writeFileSync(join(commands, 'docker'), script, { mode: 0o755 })
  return doctor({ PATH: `${commands}:/usr/bin:/bin` })
}

const container = (Service: string, State = 'running', Health = 'healthy') => ({
  ...{ ID: `id-${Service}`, Service, State, Health, ExitCode: 0 },
})
const AN_AGE_AGO = '2020-01-01T00:00:00Z'
const inspected = (RestartCount: number, OOMKilled: boolean, StartedAt = AN_AGE_AGO) => ({
  ...{ RestartCount, State: { OOMKilled, StartedAt } },
})

test('containers that start, were started again or ran out of memory are found', async () => {
  const starting = await pretendDocker(
    [container('api', 'running', 'starting')],
    inspected(0, false),
  )
  expect(starting.code).toBe(1)
  expect(starting.finding('api')).toMatchObject(['BAD', 'is still starting', /in a minute/])

  const killed = await pretendDocker([container('api'), container('caddy')], inspected(1, true))
  expect(killed.finding('api')).toMatchObject([
    'BAD',
    expect.stringMatching(/^ran out of memory/),
    /API_MEMORY in \.env/,
  ])
  const within = await pretendDocker([container('pocketbase')], inspected(0, false), 'oom')
  expect(within.finding('pocketbase')).toMatchObject([
    'BAD',
    expect.stringMatching(/^ran out of/),
    /POCKETBASE_MEMORY/,
  ])

  const now = new Date().toISOString()
  const again = await pretendDocker([container('api')], inspected(3, false, now))
  expect(again.finding('api')).toMatchObject([
    'BAD',
    expect.stringMatching(/started again, 3 times/),
    /logs api says why/,
  ])
  const longAgo = await pretendDocker([container('api')], inspected(3, false))
  expect(longAgo.finding('api')?.slice(0, 2)).toEqual([
    'ok',
    'healthy; started again 3 times, not in the last hour',
  ])
})

test('a port that another program has is named with its setting', async () => {
  const taken = await pretendDocker([container('caddy', 'created', '')], inspected(0, false))
  const named = [
    `${portOf(agent)} taken by another program`,
    expect.stringMatching(/set HTTPS_PORT in \.env/),
  ]
  expect(taken.finding('Ports')).toMatchObject(['BAD', ...named])

  const { code, finding } = await doctor({ POCKETBASE_URL: '', PORT: portOf(agent) })
  expect(code).toBe(1)
  expect(finding('Ports')).toMatchObject([
    'BAD',
    expect.stringMatching(/taken by another/),
    /set PORT in \.env/,
  ])
})

test('where nothing runs, and Docker hangs, it says how to start', async () => {
  const commands = join(folder, 'commands')
  mkdirSync(commands)
  writeFileSync(join(commands, 'docker'), '#!/bin/sh\nexec sleep 100\n', { mode: 0o755 })
  const { code, stdout } = await doctor({ POCKETBASE_URL: '', PATH: `${commands}:/usr/bin:/bin` })
  expect(code).toBe(1)
  expect(stdout).toMatch(/nothing runs here[\s\S]*npm start, or docker compose up/)
})
