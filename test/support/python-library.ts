import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const INSTALL_TIMEOUT_MS = 120_000

const run = promisify(execFile)

/**
 * A Python that has a library, kept in the cache.
 * @param library "standardwebhooks==1.1.0"
 * @returns its program, or why there is none
 */
export async function pythonWith(library: string): Promise<{ program: string } | { why: string }> {
  const folder = resolve(import.meta.dirname, `../../.cache/${library.replace('==', '-')}-python`)
  const program = join(folder, 'bin/python')
  const limit = { timeout: INSTALL_TIMEOUT_MS }
  if (existsSync(program)) return { program }
  try {
    await run('python3', ['-m', 'venv', '--clear', folder], limit)
    await run(program, ['-m', 'pip', 'install', '--quiet', library], limit)
    return { program }
  } catch {
    await rm(folder, { recursive: true, force: true })
    return { why: `${library} cannot be installed, which takes Python 3 with venv, and PyPI` }
  }
}

/** Runs a program in Python. @returns what it printed */
export const runPython = async (
  program: string,
  text: string,
  args: readonly string[],
): Promise<string> => (await run(program, ['-c', text, ...args])).stdout
