import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { json, text } from 'node:stream/consumers'
import { expect, onTestFinished } from 'vitest'
import { alive, descendants, listenTo } from './processes.ts'

export const KEY = 'sk-test-0123456789abcdef'

/** What `npm start` gives to Node. */
export const SERVER = resolve(import.meta.dirname, '../../dist/service/server.js')
const STOCK = 'ID,Model,Color,Size,Quantity\n1,Togo,Noir,43,500\n'

/**
 * The service as `npm start` runs it, from its first moment on, with a PocketBase of its own and one
 * shoe: Togo, Noir, 43. It is the leader of its process group, as in a terminal. Ends with the test.
 * @param openFiles how many descriptors each of its processes may have; as many as the test where missing
 */
export function spawnService(settings: Record<string, string>, openFiles?: number) {
  const folder = mkdtempSync(join(tmpdir(), 'stock-service-'))
  writeFileSync(join(folder, 'stock.csv'), STOCK)
  const limit = openFiles ? `ulimit -n ${openFiles}; ` : ''
  const child = spawn('/bin/sh', ['-c', `${limit}exec "$@"`, 'sh', process.execPath, SERVER], {
    cwd: folder,
    detached: true,
    env: {
      ...process.env,
      STOCK_CSV: 'stock.csv',
      PORT: '0',
      API_KEY: KEY,
      CHECK_STOCK_AT: 'never',
      DIGEST_AT: 'never',
      ...settings,
    },
  })
  const listening = listenTo(child)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await listening.ended
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  })
  return { ...listening, folder, pid: Number(child.pid) }
}

/** The service once it is ready. */
export async function startService(settings: Record<string, string>, openFiles?: number) {
  const { pid, ended, output, log, wrote } = spawnService(settings, openFiles)
  await wrote(/Try it:/)
  const started = descendants(pid)
  return {
    pid,
    ended,
    address: /API +(http:\S+)/.exec(output())?.[1] ?? '',
    adminUi: /Admin UI +(http:\S+)/.exec(output())?.[1] ?? '',
    pocketbase: Number(started.find(({ program }) => program.endsWith('/pocketbase'))?.pid),
    output,
    log,
    /** The processes that answer. */
    workers: () => workersOf(pid),
    /** Those of the processes that were there after the start, and run still. */
    left: () => alive([pid, ...started.map((one) => one.pid)]),
    /** The process that wrote the line of a request. */
    async answeredBy(requestId: string): Promise<number> {
      const line = () =>
        log()
          .split('\n')
          .find((one) => one.includes(`"reqId":"${requestId}"`))
      await expect.poll(line).toBeDefined()
      return JSON.parse(line() ?? '').pid
    },
  }
}

/** The processes that answer, of the one that looks after them. */
export const workersOf = (primary: number): number[] =>
  descendants(primary)
    .filter(({ parent, args }) => parent === primary && args.endsWith(SERVER))
    .map((worker) => worker.pid)

export type Service = Awaited<ReturnType<typeof startService>>

/** One connection that stays open, so that one worker answers all that is sent over it. */
export function connect({ address }: Pick<Service, 'address'>) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const open = (path: string, headers: object = {}, method = 'GET') =>
    request(new URL(path, address), {
      agent,
      method,
      headers: { 'x-api-key': KEY, ...headers },
    })
  return {
    /** Sends one request. @returns its status and what JSON or text it brought */
    async get(path: string, headers: object = {}) {
      return answerTo(open(path, headers).end())
    },
    /** @returns once the service has taken the request in, with its answer to come */
    async begin(path: string, body: object) {
      const content = JSON.stringify(body)
      const size = { 'content-type': 'application/json', 'content-length': content.length }
      const sent = open(path, { ...size, expect: '100-continue' }, 'POST')
      const answer = answerTo(sent)
      sent.flushHeaders()
      await once(sent, 'continue')
      sent.end(content)
      return { answer }
    },
  }
}

export type Connection = ReturnType<typeof connect>

async function answerTo(sent: ReturnType<typeof request>) {
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const isJson = /json/.test(response.headers['content-type'] ?? '')
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the answer has
  const body: any = await (isJson ? json(response) : text(response))
  return { status: Number(response.statusCode), body, headers: response.headers }
}
