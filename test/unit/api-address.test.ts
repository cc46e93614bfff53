import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { apiAddress, keepApiAddress } from '../../src/process/api-address.ts'
import { loadConfig } from '../../src/process/config.ts'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'stock-address-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

test('is that of the service while it runs, and the usual one afterwards', () => {
  const config = loadConfig({ DATA_DIR: join(folder(), 'data'), PORT: '8001' })
  const forget = keepApiAddress(config, 'http://127.0.0.1:40123')
  expect(apiAddress(config)).toBe('http://127.0.0.1:40123')
  forget()
  expect(apiAddress(config)).toBe('http://127.0.0.1:8001')
})

test('is the public one where that is set', () => {
  const config = loadConfig({ DATA_DIR: folder(), PUBLIC_URL: 'https://shop.example' })
  keepApiAddress(config, 'http://127.0.0.1:40123')
  expect(apiAddress(config)).toBe('https://shop.example')
})

test('a service whose folder cannot be written serves without leaving its address', () => {
  const file = join(folder(), 'file')
  writeFileSync(file, '')
  const config = loadConfig({ DATA_DIR: join(file, 'data') })
  keepApiAddress(config, 'http://127.0.0.1:40123')()
  expect(apiAddress(config)).toBe('http://127.0.0.1:8000')
})
