import { readFile } from 'node:fs/promises'
import type { BrokerAddress } from './broker-address.ts'

interface TlsFiles {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/** The certificates that an address names, as text. @throws Error that names what cannot be read */
export async function readTlsFiles({ ca, cert, key }: BrokerAddress): Promise<TlsFiles> {
  return {
    ...(ca && { ca: await readNamed('ca', ca) }),
    ...(cert && { cert: await readNamed('cert', cert) }),
    ...(key && { key: await readNamed('key', key) }),
  }
}

/** @throws Error that says which parameter of the address names no file to read */
export async function readNamed(parameter: string, file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The file that ${parameter} of EVENTS_URL names cannot be read: ${error.code}.`)
  })
}
