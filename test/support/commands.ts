import { execFile, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { API_KEY, CREDENTIALS } from './shop.ts'

interface Place {
  /** Where the command finds PocketBase. */
  readonly url: string
  /** Folder for the secrets that it would make. */
  readonly folder: string
  readonly login?: { readonly email: string; readonly password: string }
  readonly key?: string
  /** It can write no file larger than this many bytes, as where the disk is nearly full. */
  readonly room?: number
}

/** sh counts in units of this many bytes. */
const BLOCK = 512

const fileOf = (name: string): string => resolve(import.meta.dirname, '../../scripts', name)

const environmentOf = ({ url, folder, login = CREDENTIALS, key = API_KEY }: Place) => ({
  ...process.env,
  DATA_DIR: join(folder, 'data'),
  POCKETBASE_URL: url,
  POCKETBASE_EMAIL: login.email,
  POCKETBASE_PASSWORD: login.password,
  API_KEY: key,
})

/** Runs a command of scripts/ as a person does, beside a PocketBase. */
export async function command(name: string, at: Place, ...args: string[]) {
  const { folder, room } = at
  const limit = room === undefined ? 'unlimited' : String(Math.floor(room / BLOCK))
  const line = ['-c', 'ulimit -f "$0" && exec "$@"', limit, process.execPath, fileOf(name), ...args]
  return promisify(execFile)('sh', line, { env: environmentOf(at), cwd: folder }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  )
}

/** Starts a command that does not end by itself. It ends with the test. */
export function startCommand(name: string, at: Place, ...args: string[]) {
  const child = spawn(process.execPath, [fileOf(name), ...args], {
    env: environmentOf(at),
    cwd: at.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}
