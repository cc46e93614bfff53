import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'

/** File in which a running service leaves its own address for the commands. */
const fileOf = ({ DATA_DIR }: Config): string => join(DATA_DIR, 'api-url')

/** Leaves the address of the service. @returns what takes it away again */
export function keepApiAddress(config: Config, address: string): () => void {
  mkdirSync(config.DATA_DIR, { recursive: true })
  writeFileSync(fileOf(config), address)
  return () => rmSync(fileOf(config), { force: true })
}

/** Where people reach the pages: the public address, that of the service that runs, or the usual one. */
export function apiAddress(config: Config): string {
  if (config.PUBLIC_URL !== undefined) return config.PUBLIC_URL
  try {
    return readFileSync(fileOf(config), 'utf8')
  } catch {
    return `http://127.0.0.1:${config.PORT}`
  }
}
