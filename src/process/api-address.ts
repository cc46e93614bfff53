import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'

/** File in which a running service leaves its own address for the commands. */
const fileOf = (dataDir: string): string => join(dataDir, 'api-url')

/**
 * Leaves the address of the service. Where the folder cannot be written it serves all the same: with a
 * PocketBase and secrets from elsewhere it needs no folder.
 * @returns what takes it away again
 */
export function keepApiAddress({ DATA_DIR }: Config, address: string): () => void {
  try {
    mkdirSync(DATA_DIR, { recursive: true, mode: 0o700 })
    writeFileSync(fileOf(DATA_DIR), address)
  } catch {
    return () => {}
  }
  return () => forgetApiAddress(DATA_DIR)
}

/** Takes away the address of a service that has ended, or was killed. */
export const forgetApiAddress = (dataDir: string): void => rmSync(fileOf(dataDir), { force: true })

/** Where people reach the pages: the public address, that of the service that runs, or the usual one. */
export const apiAddress = (config: Config): string => config.PUBLIC_URL ?? localAddress(config)

/** Address of the service that runs on this machine, or the usual one where none does. */
export function localAddress({ DATA_DIR, PORT }: Config): string {
  try {
    return readFileSync(fileOf(DATA_DIR), 'utf8')
  } catch {
    return `http://127.0.0.1:${PORT}`
  }
}
