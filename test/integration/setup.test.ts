import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
const GUARD = 'node scripts/check-setup.mjs'
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stock-setup-'))
  for (const name of [
    'package.json',
    '.npmrc',
    '.env.example',
    'scripts',
    'src',
    'pocketbase/hooks',
  ]) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a script as a person does. @param node an older Node than ours that npm finds first */
async function npm(script: string, node = '') {
  // Ours is first on the PATH of a test, through the folders of npm.
  const path = (process.env.PATH ?? '')
    .split(':')
    .filter((one) => !one.includes('node_modules'))
    .join(':')
  const env = {
    HOME: folder,
    PATH: [node, dirname(process.execPath), path].filter(Boolean).join(':'),
  }
  const { code, stdout, stderr } = await promisify(execFile)('npm', ['run', script], {
    cwd: folder,
    env,
  }).then(
    (done) => ({ code: 0, ...done }),
    (failed: { code: number; stdout: string; stderr: string }) => failed,
  )
  /** What is not npm's own. */
  const said = `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line !== '' && !/^(npm |> )/.test(line))
  return { code, said }
}

/** Says that it is an old Node, and runs what it is given. */
function oldNode(): string {
  const bin = join(folder, 'old')
  mkdirSync(bin, { recursive: true })
  writeFileSync(
    join(bin, 'pretend.cjs'),
    "Object.defineProperty(process.versions, 'node', { value: '20.20.2' })\n",
  )
  const program = `#!/bin/sh\nexec '${process.execPath}' --require '${join(bin, 'pretend.cjs')}' "$@"\n`
  writeFileSync(join(bin, 'node'), program, { mode: 0o755 })
  return bin
}

const COMMANDS = [
  'start',
  'test',
  'test:unit',
  'doctor',
  'import',
  'key',
  'verify',
  'check',
  'openapi',
]

test.each(COMMANDS)('npm run %s without npm ci says so in one sentence', async (script) => {
  for (const node of ['', oldNode()]) {
    const { code, said } = await npm(script, node)
    expect(code).not.toBe(0)
    expect(said).toEqual([expect.stringMatching(/^The packages are not installed: run "npm ci"/)])
  }
})

test.each(COMMANDS)('npm run %s with an old Node says so in one sentence', async (script) => {
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  writeFileSync(join(folder, 'node_modules/.package-lock.json'), '{}')
  const { code, said } = await npm(script, oldNode())
  expect(code).not.toBe(0)
  expect(said).toEqual([
    expect.stringMatching(
      /^This needs Node 24\.16 or newer, and this is 20\.20\.2: .*nodejs\.org\.$/,
    ),
  ])
  rmSync(join(folder, 'node_modules'), { recursive: true })
})

test('npm run setup works before anything is installed, on an old Node too', async () => {
  const { code } = await npm('setup', oldNode())
  expect(code).toBe(0)
})

test('each command of scripts/README.md looks first whether it can run', () => {
  const table = readFileSync(join(ROOT, 'scripts/README.md'), 'utf8')
  const named = [...table.matchAll(/`npm (?:run )?([\w:-]+)/g)].map(([, name = '']) => name)
  const guards = (name: string): boolean =>
    name === 'setup' ||
    (scripts[name] ?? '').startsWith(GUARD) ||
    // Its exit code says what it found, a build that failed among it.
    (scripts[name] ?? '').startsWith('npm run -s build || exit') ||
    (scripts[`pre${name}`] ?? '').startsWith(GUARD) ||
    scripts[`pre${name}`] === 'npm run -s build'
  expect(named.length).toBeGreaterThan(15)
  expect(named.filter((name) => name in scripts && !guards(name))).toEqual([])
})
