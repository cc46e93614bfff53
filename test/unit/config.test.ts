import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { parse } from 'yaml'
import { SetupError } from '../../src/domain/errors.ts'
import { ConfigSchema, loadConfig } from '../../src/process/config.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const SETTINGS = ConfigSchema.in.shape
const NAMES = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[]
const DEFAULTS = loadConfig({})

function messageFor(env: NodeJS.ProcessEnv): string {
  try {
    loadConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(SetupError)
    return (error as SetupError).message
  }
  throw new Error('These settings were accepted.')
}

describe('settings', () => {
  test('have defaults that run on this machine alone', () => {
    expect(DEFAULTS).toMatchObject({ HOST: '127.0.0.1', PORT: 8000, DATA_DIR: './data' })
    expect(DEFAULTS).toMatchObject({ LOG_LEVEL: 'info', POCKETBASE_EMAIL: 'admin@stock.example' })
    expect(DEFAULTS).not.toHaveProperty('API_KEY')
    expect(DEFAULTS).not.toHaveProperty('POCKETBASE_URL')
    expect([DEFAULTS.STOCK_CSV, DEFAULTS.COST_CSV ?? ''].filter(existsSync)).toHaveLength(2)
  })

  test('count an empty value as missing', () => {
    expect(loadConfig(Object.fromEntries(NAMES.map((name) => [name, ''])))).toEqual(DEFAULTS)
  })

  test('take what is given, and nothing that is none of ours', () => {
    const given = { HOST: '0.0.0.0', API_KEY: 'k'.repeat(16), PUBLIC_URL: 'https://shop.example' }
    expect(loadConfig({ ...given, PORT: '0', PATH: '/bin' })).toEqual({
      ...DEFAULTS,
      ...given,
      PORT: 0,
    })
  })

  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', 'http'],
    ['API_KEY', 'fifteen-letters'],
    ['API_KEY', 'sixteen letters and a space'],
    ['API_KEY', 'a-key-with-an-accént'],
    ['POCKETBASE_URL', 'localhost:8090'],
    ['POCKETBASE_URL', 'ftp://files.example'],
    ['POCKETBASE_EMAIL', 'somebody'],
    ['POCKETBASE_PASSWORD', 'nine-char'],
    ['POCKETBASE_PASSWORD', 'p'.repeat(73)],
    ['PUBLIC_URL', 'shop.example'],
    ['ALLOWED_HOSTS', 'shop.example, some_thing?'],
    ['TIME_ZONE', 'Mars/Olympus'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '-1'],
    ['WORKERS', '0'],
    ['WORKERS', '65'],
    ['WORKERS', '1.5'],
    ['LOG_LEVEL', 'loud'],
  ])('refuse %s=%s by name, without the value', (name, value) => {
    const message = messageFor({ [name]: value })
    expect(message).toContain(`${name}:`)
    expect(message).not.toContain(value)
  })

  test('take names of hosts as they are, and out of addresses', () => {
    const hosts = 'a.example, https://b.example:8443/ c.example:80'
    const { ALLOWED_HOSTS } = loadConfig({ ALLOWED_HOSTS: hosts })
    expect(ALLOWED_HOSTS).toEqual(['a.example', 'b.example', 'c.example'])
  })

  test('tell every problem at once', () => {
    const env = { PORT: 'x1', API_KEY: 'tiny-sécret', LOG_LEVEL: 'loudest', PUBLIC_URL: 'u//u' }
    const message = messageFor(env)
    for (const [name, value] of Object.entries(env)) {
      expect(message).toContain(`${name}:`)
      expect(message).not.toContain(value)
    }
  })

  test.each([
    [{}, DEFAULTS.COST_CSV],
    [{ STOCK_CSV: 'mine.csv' }, undefined],
    [{ STOCK_CSV: relative('', DEFAULTS.STOCK_CSV) }, DEFAULTS.COST_CSV],
    [{ STOCK_CSV: 'mine.csv', COST_CSV: 'costs.csv' }, 'costs.csv'],
    [{ COST_CSV: 'costs.csv' }, 'costs.csv'],
  ])('take the shipped costs for the shipped stock only: %j', (env, costs) => {
    expect(loadConfig(env).COST_CSV).toBe(costs)
  })

  test('come from the environment, then from .env of the current folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-test-'))
    writeFileSync(join(folder, '.env'), 'HOST=from-file\nPOCKETBASE_BIN=from-file\n')
    vi.stubEnv('HOST', 'from-environment')
    vi.stubEnv('POCKETBASE_BIN', undefined)
    const before = process.cwd()
    process.chdir(folder)
    onTestFinished(() => {
      process.chdir(before)
      vi.unstubAllEnvs()
      rmSync(folder, { recursive: true })
    })
    const expected = { HOST: 'from-environment', POCKETBASE_BIN: 'from-file' }
    expect(loadConfig()).toMatchObject(expected)
  })
})

describe('the documentation of the settings', () => {
  const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

  /** A default as it is written down: paths from the root of the project. */
  const shownDefault = (name: keyof typeof SETTINGS): string => {
    const value = String(SETTINGS[name].parse(undefined) ?? '')
    return isAbsolute(value) ? relative(ROOT, value) : value
  }

  test.each(NAMES)('%s stands in the table of DEPLOYMENT.md', (name) => {
    const row = read('DEPLOYMENT.md')
      .split('\n')
      .find((line) => line.startsWith(`| \`${name}\` |`))
    const cells = row?.split('|').map((cell) => cell.trim().replaceAll('`', ''))
    expect(cells).toEqual(['', name, shownDefault(name), SETTINGS[name].description, ''])
  })

  test.each(NAMES)('%s stands in .env.example', (name) => {
    expect(read('.env.example').split('\n')).toContain(`# ${name}=${shownDefault(name)}`)
  })

  /** What docker-compose.yml takes from .env, with its default. */
  const composed = new Map(
    [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+)(?::-((?:\$\{.*?\}|[^}])*))?/g)]
      .filter(([, name]) => name !== 'COMPOSE_PROJECT_NAME')
      .map(([, name = '', value = '']) => [name, value] as const),
  )
  const onlyComposed = [...composed.keys()].filter((name) => !(NAMES as string[]).includes(name))

  test.each(onlyComposed)(
    '%s of docker-compose.yml stands in .env.example and DEPLOYMENT.md',
    (name) => {
      expect(read('.env.example').split('\n')).toContain(`# ${name}=${composed.get(name)}`)
      const row = read('DEPLOYMENT.md')
        .split('\n')
        .find((line) => line.startsWith(`| \`${name}\` |`))
      expect(row?.split('|')[2]?.trim().replaceAll('`', '')).toBe(composed.get(name))
    },
  )

  test.each(NAMES)('%s is set by docker-compose.yml, or is none of its concern', (name) => {
    const unused = ['POCKETBASE_BIN']
    expect(read('docker-compose.yml').includes(`${name}: `)).toBe(!unused.includes(name))
  })

  test('commands in the container init print links with the public address', () => {
    const { services } = parse(read('docker-compose.yml'), { merge: true })
    expect(services.init.environment.PUBLIC_URL).toContain('{PUBLIC_URL')
  })

  test('.env.example sets nothing, and names nothing that is not there', () => {
    const lines = read('.env.example').split('\n')
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
    const named = lines.flatMap((line) => /^# ?([A-Z_]+)=/.exec(line)?.[1] ?? [])
    expect(onlyComposed).toContain('SITE_ADDRESS')
    expect(named.toSorted()).toEqual([...NAMES, ...onlyComposed].toSorted())
  })
})
