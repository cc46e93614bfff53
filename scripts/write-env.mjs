// @ts-check
// Writes .env: the settings of .env.example, with secrets made for this shop and its time zone. Plain JavaScript without
// dependencies, because it runs before `npm ci` and on whichever Node npm itself runs.
import { randomBytes, randomUUID } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const SECRETS = ['API_KEY', 'POCKETBASE_PASSWORD']

/** 192 bits, in letters that no shell, file or header has to escape. */
const secret = () => randomBytes(24).toString('base64url')

/**
 * The text with every secret that it lacked. A line that sets one to something stays as it is.
 * @param {string} text
 * @returns {{ text: string, made: string[] }}
 */
function withSecrets(text) {
  const made = SECRETS.filter(
    (name) => !new RegExp(`^\\s*(export\\s+)?${name}\\s*=\\s*\\S`, 'm').test(text),
  )
  for (const name of made) {
    const line = new RegExp(`^#? ?${name}=[ \\t]*$`, 'm')
    const setting = `${name}=${secret()}`
    text = line.test(text) ? text.replace(line, setting) : `${text.trimEnd()}\n${setting}\n`
  }
  return { text, made }
}

/** The settings of a new shop: containers know no time but UTC, and its day is that of this machine. */
function example() {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const text = read('.env.example') ?? ''
  return timeZone ? text.replace(/^# TIME_ZONE=$/m, `TIME_ZONE=${timeZone}`) : text
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Puts the file there whole. A new one never takes the place of one that was made meanwhile.
 * @param {string} text
 * @param {boolean} isNew
 */
function put(text, isNew) {
  const temporary = `.env.${randomUUID()}.tmp`
  try {
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx', flush: true })
    if (isNew) linkSync(temporary, '.env')
    else renameSync(temporary, '.env')
  } finally {
    rmSync(temporary, { force: true })
  }
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const existing = read('.env')
const { text, made } = withSecrets(existing ?? example())
try {
  if (made.length > 0) put(text, existing === undefined)
  chmodSync('.env', 0o600)
  console.log(
    made.length === 0
      ? '.env is there and has its secrets: nothing was changed.'
      : `${existing === undefined ? 'Wrote' : 'Added to'} .env: ${made.join(' and ')}, made for this shop.`,
  )
  const zone = /^TIME_ZONE=(.+)$/m.exec(text)?.[1]
  if (zone) console.log(`The shop's day is that of ${zone}: TIME_ZONE in .env changes it.`)
  console.log('Next: docker compose up --build --wait')
} catch (error) {
  console.error(
    `.env could not be written (${/** @type {Error} */ (error).message}): run this again, or correct the permissions of this folder.`,
  )
  process.exitCode = 1
}
