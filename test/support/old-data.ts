import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { unzipSync } from 'fflate'

const FIXTURE = resolve(import.meta.dirname, '../fixtures/data-0.1/pb_data.zip')

/** Puts the data folder of a shop of version 0.1 there: see the README beside the fixture. */
export async function unpackOldData(dataDir: string): Promise<void> {
  for (const [name, bytes] of Object.entries(unzipSync(await readFile(FIXTURE)))) {
    const file = join(dataDir, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes)
  }
}
