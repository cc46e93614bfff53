import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseEnv, promisify } from 'node:util'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../src/process/config.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const SECRETS = ['API_KEY', 'POCKETBASE_PASSWORD'] as const
let folder: string
let file: string

/** A checkout on a machine where nothing was installed. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup with space-'))
  file = join(folder, '.env')
  for (const name of ['.env.example', 'scripts/write-env.mjs']) {
    cpSync(join(ROOT, name), join(folder, name))
  }
  onTestFinished(() => rmSync(folder, { recursive: true }))
})

const setup = async () =>
  (
    await promisify(execFile)(process.execPath, [join(folder, 'scripts/write-env.mjs')], {
      cwd: '/',
      env: { ...process.env, TZ: 'America/Lima' },
    })
  ).stdout

test('writes the example with secrets that the service takes, for its owner only', async () => {
  const output = await setup()
  const config = loadConfig(parseEnv(readFileSync(file, 'utf8')))
  for (const name of SECRETS) {
    expect(config[name]).toMatch(/^[\w-]{32}$/)
    expect(output).not.toContain(config[name])
  }
  expect(config.API_KEY).not.toBe(config.POCKETBASE_PASSWORD)
  expect(config.TIME_ZONE).toBe('America/Lima')
  expect(output).toContain('America/Lima')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder).toSorted()).toEqual(['.env', '.env.example', 'scripts'])
  const added = readFileSync(file, 'utf8').split('\n')
  const example = readFileSync(join(folder, '.env.example'), 'utf8').split('\n')
  expect(added.filter((line) => !example.includes(line))).toHaveLength(SECRETS.length + 1)
})

test('changes nothing that is set, and adds what is missing', async () => {
  writeFileSync(file, 'API_KEY=my-own-key-0123456789\nSITE_ADDRESS=shop.example', { mode: 0o644 })
  await setup()
  const text = readFileSync(file, 'utf8')
  expect(text).toMatch(
    /^API_KEY=my-own-key-0123456789\nSITE_ADDRESS=shop.example\nPOCKETBASE_PASSWORD=\S{32}\n$/,
  )
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await setup()).toContain('nothing was changed')
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('two at once leave one whole file', async () => {
  const ends = await Promise.allSettled(Array.from({ length: 6 }, setup))
  expect(ends.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
  expect(existsSync(file)).toBe(true)
  const text = readFileSync(file, 'utf8')
  for (const name of SECRETS) expect(text.match(new RegExp(`^${name}=`, 'gm'))).toHaveLength(1)
  expect(readdirSync(folder)).toHaveLength(3)
})
