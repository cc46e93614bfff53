import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { CREDENTIALS, type Shop } from './shop.ts'

const MAIN = fileURLToPath(new URL('./api-process.ts', import.meta.url))

/** An API process of its own, with an event loop and a catalogue of its own. */
export interface Api {
  readonly url: string
  /** Ends it at once, as a power cut does; resolves when it has ended. */
  kill(): Promise<unknown>
}

/**
 * Starts API processes over the PocketBase of a shop. All end with the tests of the file.
 * @param apiKey the key of the owner
 */
export function apiProcesses(shop: Pick<Shop, 'pocketbase'>, apiKey: string): () => Promise<Api> {
  const children = new Set<ChildProcess>()
  afterAll(async () => {
    const left = [...children]
    const ended = left.map((child) => once(child, 'exit'))
    for (const child of left) child.kill('SIGKILL')
    await Promise.all(ended)
  })
  return async () => {
    const child = spawn(process.execPath, [MAIN, shop.pocketbase.url], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        PATH: '/usr/bin:/bin',
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        API_KEY: apiKey,
        POCKETBASE_EMAIL: CREDENTIALS.email,
        POCKETBASE_PASSWORD: CREDENTIALS.password,
      },
    })
    children.add(child)
    const ended = once(child, 'exit').then(() => children.delete(child))
    const signal = AbortSignal.timeout(30_000)
    const started = once(createInterface(child.stdout), 'line', { signal })
    const line = await Promise.race([started, ended.then(() => ['ended at once'])])
    const url = /^ready (\S+)$/.exec(String(line))?.[1]
    if (!url) throw new Error(`An API process did not start: ${line}`)
    return {
      url,
      kill() {
        child.kill('SIGKILL')
        return ended
      },
    }
  }
}
