import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { SetupError } from '../../src/domain/errors.ts'
import { loadConfig } from '../../src/process/config.ts'
import { loadSecrets } from '../../src/process/secrets.ts'

const API_KEY = 'key-of-the-environment'
const POCKETBASE_PASSWORD = 'password-of-the-environment'

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return {
    folder,
    write: (file: string, content: string) => writeFileSync(join(folder, file), content),
    load: (env: NodeJS.ProcessEnv = {}) => loadSecrets(loadConfig({ DATA_DIR: folder, ...env })),
  }
}

test('secrets that are missing are made, for the owner of the folder alone', () => {
  const { folder, load } = setUp()
  const { apiKey, password } = load()
  expect(apiKey).toEqual({
    value: expect.stringMatching(/^[\w-]{24}$/),
    file: join(folder, 'api-key'),
  })
  expect(password).toEqual({
    value: expect.stringMatching(/^[\w-]{24}$/),
    file: join(folder, 'admin-login'),
  })
  expect(apiKey.value).not.toBe(password.value)
  const modes = readdirSync(folder).map((file) => statSync(join(folder, file)).mode & 0o777)
  expect(modes).toEqual([0o600, 0o600])
})

test('they are made once', () => {
  const { load } = setUp()
  expect(load()).toEqual(load())
})

test('no two folders share them', () => {
  const [one, other] = [setUp().load(), setUp().load()]
  expect(one.apiKey.value).not.toBe(other.apiKey.value)
  expect(one.password.value).not.toBe(other.password.value)
})

test('the login file says the whole login', () => {
  const { folder, load } = setUp()
  const { password } = load({ POCKETBASE_EMAIL: 'owner@shop.example' })
  expect(readFileSync(join(folder, 'admin-login'), 'utf8')).toBe(
    `POCKETBASE_EMAIL=owner@shop.example\nPOCKETBASE_PASSWORD=${password.value}\n`,
  )
})

test('files that a person wrote are taken', () => {
  const { load, write } = setUp()
  write('api-key', '  key-of-a-person \r\n')
  write('admin-login', '# mine\nPOCKETBASE_PASSWORD="pass word"\n')
  const { apiKey, password } = load()
  expect([apiKey.value, password.value]).toEqual(['key-of-a-person', 'pass word'])
})

test('the environment wins, and no file is made then', () => {
  const { folder, load } = setUp()
  expect(load({ API_KEY, POCKETBASE_PASSWORD })).toEqual({
    apiKey: { value: API_KEY, file: null },
    password: { value: POCKETBASE_PASSWORD, file: null },
  })
  expect(readdirSync(folder)).toEqual([])
})

test('the environment wins over files, each secret by itself', () => {
  const { load } = setUp()
  const made = load()
  expect(load({ API_KEY })).toEqual({ ...made, apiKey: { value: API_KEY, file: null } })
  expect(load()).toEqual(made)
})

test.each([
  ['admin-login', 'POCKETBASE_EMAIL=admin@stock.example\n'],
  ['admin-login', 'POCKETBASE_PASSWORD=\n'],
  ['admin-login', ''],
  // A full disk leaves an empty file; an empty key would let everybody in.
  ['api-key', ''],
  ['api-key', ' \n'],
])('a file %s that holds %j is refused, with its name', (file, content) => {
  const { folder, load, write } = setUp()
  write(file, content)
  expect(() => load()).toThrow(SetupError)
  expect(() => load()).toThrow(join(folder, file))
})

test('the folder is made where it is missing, for its owner alone', () => {
  const { folder, load } = setUp()
  const missing = join(folder, 'some', 'data')
  load({ DATA_DIR: missing })
  expect(statSync(missing).mode & 0o077).toBe(0)
})

test('a file that cannot be read is a sentence for the person at the terminal', () => {
  const { folder, load } = setUp()
  mkdirSync(join(folder, 'api-key'))
  expect(() => load()).toThrow(SetupError)
  expect(() => load()).toThrow(join(folder, 'api-key'))
})

test('so is a folder that is a file', () => {
  const { folder, load, write } = setUp()
  write('data', '')
  const loadThere = () => load({ DATA_DIR: join(folder, 'data') })
  expect(loadThere).toThrow(SetupError)
})
