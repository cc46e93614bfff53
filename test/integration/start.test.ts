import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findPocketBase } from '../../src/process/pocketbase/binary.ts'
import { freePort } from '../../src/process/ports.ts'
import { alive, descendants, listenTo } from '../support/processes.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const README_COMMAND = /^npm ci && (npm start)\b/m
let folder: string

/** A fresh checkout, with what `npm ci` and the first download would bring. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stock-start-'))
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT })
  for (const file of files.toString().trim().split('\n')) {
    cpSync(join(ROOT, file), join(folder, file), { recursive: true })
  }
  for (const name of ['node_modules', '.cache']) symlinkSync(join(ROOT, name), join(folder, name))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the command of the README in the fresh folder. */
function start(env: Record<string, string> = {}) {
  const command = README_COMMAND.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1] ?? ''
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], {
    cwd: folder,
    env: { ...process.env, PORT: '0', ...env },
  })
  const { ended, output, log, wrote } = listenTo(child)
  return {
    ended,
    output,
    log,
    /** Waits for the welcome and takes the pieces out of it. */
    async ready() {
      await wrote(/Try it:\s+curl .*\n/)
      return {
        curl: /^\s*(curl .*)$/m.exec(output())?.[1] ?? '',
        pocketbase: /(http:\S+)\/_\//.exec(output())?.[1] ?? '',
        npm: Number(child.pid),
        pid: Number(serviceUnder(Number(child.pid))?.pid),
      }
    },
  }
}

/** The process that looks after all the others of a service. */
const serviceUnder = (npm: number) =>
  [...descendants(npm)].find(({ args }) => args.endsWith('dist/service/server.js'))

/** Waits until nothing answers at the address any more. */
async function gone(url: string): Promise<void> {
  const deadline = AbortSignal.timeout(20_000)
  for (;;) {
    deadline.throwIfAborted()
    const answer = await fetch(url).catch(() => undefined)
    if (!answer) return
    await sleep(20)
  }
}

const paste = (curl: string) =>
  JSON.parse(execFileSync('/bin/bash', ['-c', curl], { cwd: folder }).toString())

test('the README command, its curl line, a second start, and a clean end', async () => {
  const first = start()
  const { curl, pocketbase, pid } = await first.ready()
  expect(paste(curl).total).toBeGreaterThan(0)
  const everything = curl.replace(/\?.*"/, '?limit=1"')
  expect(paste(everything).total).toBe(757)
  for (const file of ['api-key', 'admin-login']) {
    expect(statSync(join(folder, 'data', file)).mode & 0o777).toBe(0o600)
    const secret =
      readFileSync(join(folder, 'data', file), 'utf8')
        .trim()
        .split('=')
        .at(-1) ?? ''
    expect(first.output() + first.log()).not.toContain(secret)
  }

  expect(first.output()).toMatch(/^Wrote \d{4} invented past sales of the demo shop/m)

  const beside = start()
  expect(await beside.ended).toBe(1)
  expect(beside.log()).toMatch(/data folder .* is in use .* DATA_DIR/)

  process.kill(pid, 'SIGINT')
  expect(await first.ended).toBe(0)
  await gone(pocketbase)
  expect(readFileSync(join(folder, 'data/pocketbase.log'), 'utf8')).not.toContain('kill:')

  const second = start()
  const again = await second.ready()
  expect(second.output()).not.toMatch(/Imported|invented/)
  expect(paste(again.curl.replace(/\?.*"/, '?limit=1"')).total).toBe(757)
  process.kill(again.pid, 'SIGKILL')
  await second.ended
  await gone(again.pocketbase)
})

test('npm that is told to end ends all, and a service that was killed starts at its ports again', async () => {
  const first = start({ DATA_DIR: 'data-ended' })
  const { pocketbase, pid, npm } = await first.ready()
  process.kill(npm, 'SIGTERM')
  await first.ended
  await gone(pocketbase)
  expect(alive([pid])).toEqual([])

  const second = start({ DATA_DIR: 'data-ended' })
  const killed = await second.ready()
  process.kill(killed.pid, 'SIGKILL')
  await second.ended
  // Its PocketBase is still ending.
  const third = start({ DATA_DIR: 'data-ended' })
  const again = await third.ready()
  expect(again.pocketbase).toBe(killed.pocketbase)
  process.kill(again.pid, 'SIGTERM')
  expect(await third.ended).toBe(0)
})

test('a PocketBase that hangs ends too when the service is killed', async () => {
  const service = start({ DATA_DIR: 'data-hung' })
  const { pocketbase, pid } = await service.ready()
  const hung = descendants(pid).find(({ program }) => program.endsWith('/pocketbase'))
  process.kill(Number(hung?.pid), 'SIGSTOP')
  process.kill(pid, 'SIGKILL')
  await service.ended
  await gone(pocketbase)
})

test('Ctrl-C ends a start at once, and nobody finds the address of a service before', async () => {
  const data = join(folder, 'data-slow')
  mkdirSync(data)
  const left = ['pocketbase-url', 'api-url'].map((name) => join(data, name))
  for (const file of left) writeFileSync(file, `http://127.0.0.1:${await freePort()}`)
  const slow = join(folder, 'slow-pocketbase')
  const script = `#!/bin/sh\necho "$PPID" > '${data}/parent'\nexec sleep 60\n`
  writeFileSync(slow, script, { mode: 0o755 })
  const service = start({ DATA_DIR: data, POCKETBASE_BIN: slow })
  const written = () =>
    existsSync(join(data, 'parent')) && readFileSync(join(data, 'parent'), 'utf8')
  await expect.poll(written, { timeout: 10_000 }).toMatch(/\d\n/)
  expect(left.filter((file) => existsSync(file))).toEqual([])
  const leash = Number(written())
  const parent = execFileSync('ps', ['-o', 'ppid=', '-p', String(leash)])
  process.kill(Number(parent), 'SIGINT')
  const state = await Promise.race([service.ended, sleep(5_000, 'still starting')])
  expect(state).toBe(0)
  const alive = () => {
    try {
      return process.kill(leash, 0)
    } catch {
      return false
    }
  }
  await expect.poll(alive, { timeout: 10_000 }).toBe(false)
})

test('a key that stands in .env is found by the curl line', async () => {
  writeFileSync(join(folder, '.env'), 'LOG_LEVEL=info\nAPI_KEY="a-key-of-my-own-0123"\n')
  const service = start({ DATA_DIR: 'data-env' })
  const { curl, pid } = await service.ready()
  expect(paste(curl).total).toBeGreaterThan(0)
  expect(service.output()).not.toContain('a-key-of-my-own-0123')
  process.kill(pid, 'SIGTERM')
  expect(await service.ended).toBe(0)
  rmSync(join(folder, '.env'))
})

test.each([
  [
    'an unreadable CSV',
    { STOCK_CSV: 'nowhere.csv' },
    /nowhere\.csv cannot be read: correct STOCK_CSV/,
  ],
  ['a bad row', { STOCK_CSV: 'bad.csv' }, /not imported\. Line 2: .*--skip-bad-rows/],
  [
    'a PocketBase that does not come up',
    { POCKETBASE_BIN: '/bin/false' },
    /PocketBase ended at once/,
  ],
  ['a PocketBase that is not there', { POCKETBASE_BIN: 'nope' }, /POCKETBASE_BIN is nope/],
  ['settings that are wrong', { PORT: 'x', LOG_LEVEL: 'loud' }, /PORT: .*LOG_LEVEL: /],
])('%s: one sentence, exit code 1, and the next start works', async (_name, env, sentence) => {
  writeFileSync(join(folder, 'bad.csv'), 'ID,Model,Color,Size,Quantity\n1,Togo,Noir,43,-5\n')
  const DATA_DIR = mkdtempSync(join(folder, 'data-'))
  const failed = start({ ...env, DATA_DIR })
  expect(await Promise.race([failed.ended, sleep(15_000, 'still starting')])).toBe(1)
  expect(failed.log().trim()).toMatch(sentence)
  expect(
    failed
      .log()
      .trim()
      .split('\n')
      .filter((line) => !/^npm /.test(line)),
  ).toHaveLength(1)

  const next = start({ DATA_DIR })
  const { curl, pid } = await next.ready()
  expect(paste(curl.replace(/\?.*"/, '?limit=1"')).total).toBe(757)
  process.kill(pid, 'SIGTERM')
  expect(await next.ended).toBe(0)
})

test('a port that is taken just before PocketBase listens: another one is used', async () => {
  const data = join(folder, 'data-raced')
  mkdirSync(data)
  const { path } = await findPocketBase({ override: process.env.POCKETBASE_BIN })
  const late = join(folder, 'late-pocketbase')
  // The first time it waits until the port that it was given is taken.
  const script = `#!/bin/sh
if mkdir '${data}/waited' 2>/dev/null; then
  echo "$@" > '${data}/arguments'
  until [ -e '${data}/taken' ]; do sleep 0.02; done
fi
exec '${path}' "$@"
`
  writeFileSync(late, script, { mode: 0o755 })
  const service = start({ DATA_DIR: data, POCKETBASE_BIN: late })
  const given = () =>
    existsSync(join(data, 'arguments')) && readFileSync(join(data, 'arguments'), 'utf8')
  await expect.poll(given, { timeout: 10_000 }).toMatch(/--http 127\.0\.0\.1:\d+/)
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(String(given()))?.[1])
  const other = createServer().listen(port, '127.0.0.1')
  await once(other, 'listening')
  writeFileSync(join(data, 'taken'), '')

  const { curl, pocketbase, pid } = await service.ready()
  expect(new URL(pocketbase).port).not.toBe(String(port))
  expect(paste(curl).total).toBeGreaterThan(0)
  process.kill(pid, 'SIGTERM')
  expect(await service.ended).toBe(0)
  other.close()
})

test('a port that is taken: one sentence, and nothing is made', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const DATA_DIR = join(folder, 'data-untouched')
  const failed = start({ PORT: String(port), DATA_DIR })
  expect(await failed.ended).toBe(1)
  expect(failed.log()).toMatch(/cannot listen on 127\.0\.0\.1:\d+.* PORT/)
  expect(() => statSync(DATA_DIR)).toThrow('ENOENT')
  other.close()
})
