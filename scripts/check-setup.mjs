// @ts-check
// Says in one sentence what the other commands would fail for: packages that are not installed, or a Node
// that is too old. Plain JavaScript without dependencies, because it runs on whichever Node there is.
import { existsSync, readFileSync } from 'node:fs'

const ROOT = new URL('..', import.meta.url)
/** Written by npm at the end of an installation. */
const INSTALLED = new URL('node_modules/.package-lock.json', ROOT)

/** @param {string} version */
const numbersOf = (version) => version.split('.').map((part) => parseInt(part, 10) || 0)

/**
 * Whether a version is at least another one.
 * @param {string} version
 * @param {string} least
 */
function isAtLeast(version, least) {
  const [major = 0, minor = 0] = numbersOf(version)
  const [leastMajor = 0, leastMinor = 0] = numbersOf(least)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}

const { engines } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'))
const least = engines.node.replace(/[^\d.]/g, '')
const found = process.versions.node
const isNewEnough = isAtLeast(found, least)
const bringsNode = process.platform === 'linux'

if (!existsSync(INSTALLED)) {
  const node =
    isNewEnough || bringsNode ? '' : ` It also needs Node ${least} or newer, and this is ${found}.`
  console.error(
    `The packages are not installed: run "npm ci" in this folder, then this again.${node}`,
  )
  process.exitCode = 1
} else if (!isNewEnough) {
  const where = bringsNode ? 'run "npm ci", which brings one, or install it' : 'install it'
  console.error(
    `This needs Node ${least} or newer, and this is ${found}: ${where} from https://nodejs.org.`,
  )
  process.exitCode = 1
}
