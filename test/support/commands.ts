import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { API_KEY, CREDENTIALS } from './shop.ts'

interface Place {
  /** Where the command finds PocketBase. */
  readonly url: string
  /** Folder for the secrets that it would make. */
  readonly folder: string
  readonly login?: { readonly email: string; readonly password: string }
  readonly key?: string
}

/** Runs a command of scripts/ as a person does, beside a PocketBase. */
export async function command(name: string, at: Place, ...args: string[]) {
  const script = resolve(import.meta.dirname, '../../scripts', name)
  const { url, folder, login = CREDENTIALS, key = API_KEY } = at
  const env = {
    ...process.env,
    DATA_DIR: join(folder, 'data'),
    POCKETBASE_URL: url,
    POCKETBASE_EMAIL: login.email,
    POCKETBASE_PASSWORD: login.password,
    API_KEY: key,
  }
  return promisify(execFile)(process.execPath, [script, ...args], { env, cwd: folder }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  )
}
