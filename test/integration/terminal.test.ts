import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { CREDENTIALS, product, useShop } from '../support/shop.ts'

const STEERS = '\u001b]0;x\u0007\u009b31mTogo'
const shop = useShop([product('A', STEERS, { '38 1/2': 1, '38,5': 1 })])

async function command(name: string, ...args: string[]): Promise<string> {
  const { dataDir, url } = shop.pocketbase
  const script = resolve(import.meta.dirname, '../../scripts', `${name}.ts`)
  const env = {
    PATH: '/nowhere',
    DATA_DIR: join(dataDir, 'command'),
    POCKETBASE_URL: url,
    POCKETBASE_EMAIL: CREDENTIALS.email,
    POCKETBASE_PASSWORD: CREDENTIALS.password,
  }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, ...args], {
    cwd: dataDir,
    env,
  }).catch((failed: { stdout: string; stderr: string }) => failed)
  return stdout + stderr
}

const STEERING = /[^\P{Cc}\n\t]/u

test('an import prints what is wrong with a name, and nothing that steers the terminal', async () => {
  const file = join(shop.pocketbase.dataDir, 'stock.csv')
  await writeFile(file, `ID,Model,Color,Size,Quantity\n1,"${STEERS}",Noir,43,1\n`)
  const printed = await command('import', file)
  expect(printed).toMatch(/Line 2: The model .*Togo" holds unreadable characters/)
  expect(printed).not.toMatch(STEERING)
})

test('keys and sizes are listed without what steers the terminal', async () => {
  await shop.client.request('/api/collections/api_keys/records', {
    method: 'POST',
    body: { name: STEERS, hash: 'f'.repeat(64), scope: 'read', revoked: false },
  })
  const keys = await command('key', 'list')
  expect(keys).toContain('31mTogo')
  expect(keys).not.toMatch(STEERING)
  const sizes = await command('join-sizes')
  expect(sizes).toMatch(/Togo.*38 1\/2/)
  expect(sizes).not.toMatch(STEERING)
  const doctor = await command('doctor')
  expect(doctor).toMatch(/several spellings: .*Togo/)
  expect(doctor).not.toMatch(STEERING)
})
