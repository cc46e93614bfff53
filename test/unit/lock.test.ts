import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { SetupError } from '../../src/domain/errors.ts'
import { lockDataFolder } from '../../src/process/pocketbase/lock.ts'

const LOCK = new URL('../../src/process/pocketbase/lock.ts', import.meta.url).href

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lock-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Another process that holds the folder until it is killed. */
async function holdElsewhere(folder: string) {
  const program = `
    import { lockDataFolder } from ${JSON.stringify(LOCK)}
    const unlock = lockDataFolder(${JSON.stringify(folder)})
    process.stdout.write('held')
    process.stdin.on('data', unlock)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await once(child.stdout, 'data')
  return {
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

test('a folder belongs to one at a time, and is free again afterwards', () => {
  const folder = tempFolder()
  const unlock = lockDataFolder(folder)
  expect(unlock).not.toBeNull()
  expect(lockDataFolder(folder)).toBeNull()
  unlock?.()
  expect(lockDataFolder(folder)).not.toBeNull()
})

test('other folders are not concerned', () => {
  expect(lockDataFolder(tempFolder())).not.toBeNull()
  expect(lockDataFolder(tempFolder())).not.toBeNull()
})

test('a folder that is missing is made, for its owner alone', () => {
  const folder = join(tempFolder(), 'some', 'data')
  expect(lockDataFolder(folder)).not.toBeNull()
  expect(statSync(folder).mode & 0o077).toBe(0)
})

test('a folder that cannot be is refused, with its name', () => {
  const file = join(tempFolder(), 'file')
  writeFileSync(file, '')
  expect(() => lockDataFolder(file)).toThrow(SetupError)
  expect(() => lockDataFolder(file)).toThrow(file)
})

test('a process that is killed lets go', async () => {
  const folder = tempFolder()
  const other = await holdElsewhere(folder)
  expect(lockDataFolder(folder)).toBeNull()
  await other.kill()
  expect(lockDataFolder(folder)).not.toBeNull()
})
