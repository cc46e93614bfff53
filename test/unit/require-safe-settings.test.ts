import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../src/process/config.ts'
import { requireSafeSettings } from '../../src/process/require-safe-settings.ts'

const SAFE = {
  API_KEY: 'zq8Vv1yTn3KpLr5WbXcD',
  POCKETBASE_PASSWORD: 'hT4mJw9QeRs2UaYf7GkB',
}
const NO_FILE = '/nowhere/.env'

test('settings that npm run setup makes are taken', () => {
  expect(() => requireSafeSettings(loadConfig(SAFE), NO_FILE)).not.toThrow()
  const behindCaddy = { ...SAFE, HOST: '0.0.0.0', TRUST_PROXY: '1' }
  expect(() => requireSafeSettings(loadConfig(behindCaddy), NO_FILE)).not.toThrow()
})

test.each([
  ['no key', { API_KEY: '' }, 'API_KEY is not set: npm run setup'],
  ['no password', { POCKETBASE_PASSWORD: '' }, 'POCKETBASE_PASSWORD is not set: npm run setup'],
  ['a short key', { API_KEY: 'zq8Vv1yTn3KpLr5W' }, 'API_KEY can be guessed'],
  ['a key of few letters', { API_KEY: 'abcabcabcabcabcabcabcabc' }, 'API_KEY can be guessed'],
  ['a default', { POCKETBASE_PASSWORD: 'ChangeMe-zq8Vv1yTn3KpL' }, 'PASSWORD can be guessed'],
  ['an open address', { HOST: '0.0.0.0' }, 'no proxy stands before the API'],
  ['an open address of IPv6', { HOST: '::' }, 'no proxy stands before the API'],
])('%s is refused with what to do, and no value', (_case, change, message) => {
  const start = () => requireSafeSettings(loadConfig({ ...SAFE, ...change }), NO_FILE)
  expect(start).toThrow(message)
  for (const value of Object.values({ ...SAFE, ...change })) {
    if (value.length > 10) expect(start).not.toThrow(value)
  }
})

test('every problem is told at once', () => {
  const start = () => requireSafeSettings(loadConfig({ HOST: '0.0.0.0' }), NO_FILE)
  expect(start).toThrow(/API_KEY.*POCKETBASE_PASSWORD.*HOST/)
})

test('a file of settings that others can read is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stock-env-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, '.env')
  writeFileSync(file, '', { mode: 0o600 })
  expect(() => requireSafeSettings(loadConfig(SAFE), file)).not.toThrow()
  chmodSync(file, 0o644)
  expect(() => requireSafeSettings(loadConfig(SAFE), file)).toThrow(`chmod 600 ${file}`)
})
