import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'
import { SetupError } from '../domain/errors.ts'
import type { Config } from './config.ts'

/** A secret, and where a person finds it: a file, or null for the environment. */
interface Secret {
  readonly value: string
  readonly file: string | null
}

export interface Secrets {
  readonly apiKey: Secret
  readonly password: Secret
}

/**
 * The secrets of the settings; what they lack is made once and kept in files of the data folder
 * that only the owner of the folder can read.
 * @throws SetupError when a file cannot be read or written
 */
export function loadSecrets(config: Config): Secrets {
  const { DATA_DIR, API_KEY, POCKETBASE_EMAIL, POCKETBASE_PASSWORD } = config
  const keyFile = join(DATA_DIR, 'api-key')
  const loginFile = join(DATA_DIR, 'admin-login')
  const login = (password: string) =>
    `POCKETBASE_EMAIL=${POCKETBASE_EMAIL}\nPOCKETBASE_PASSWORD=${password}\n`
  return {
    apiKey: API_KEY
      ? { value: API_KEY, file: null }
      : { value: keep(keyFile, generate()).trim(), file: keyFile },
    password: POCKETBASE_PASSWORD
      ? { value: POCKETBASE_PASSWORD, file: null }
      : { value: passwordIn(keep(loginFile, login(generate())), loginFile), file: loginFile },
  }
}

/** 144 bits, in letters that survive a copy from a terminal. */
const generate = (): string => randomBytes(18).toString('base64url')

/** The content of the file, after making it where it is missing. */
function keep(file: string, content: string): string {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    if (!existsSync(file)) make(file, content)
    const kept = readFileSync(file, 'utf8')
    if (kept.trim() !== '') return kept
  } catch (cause) {
    throw new SetupError(
      `The file ${file} cannot be read or written: correct its permissions and those of its folder.`,
      { cause },
    )
  }
  throw new SetupError(`The file ${file} is empty: remove it, and a new one is made.`)
}

/** Makes the file whole or not at all, and never replaces what another start has made meanwhile. */
function make(file: string, content: string): void {
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    writeFileSync(temporary, content, { flag: 'wx', mode: 0o600, flush: true })
    linkOnce(temporary, file)
  } finally {
    rmSync(temporary, { force: true })
  }
}

function linkOnce(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function passwordIn(login: string, file: string): string {
  const password = parseEnv(login).POCKETBASE_PASSWORD
  if (password) return password
  throw new SetupError(`The file ${file} has no line POCKETBASE_PASSWORD=…: correct or remove it.`)
}
