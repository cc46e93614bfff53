import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface BuiltFile {
  /** With the folders that it lies in. */
  readonly name: string
  readonly content: string | Uint8Array
}

/** Writes what was built, each file atomically and only if it is new: another build, or a service that starts, may be reading it. */
export async function writeFiles(folder: string, files: readonly BuiltFile[]): Promise<void> {
  for (const { name, content } of files) await write(join(folder, name), Buffer.from(content))
}

async function write(path: string, content: Buffer): Promise<void> {
  const present = await readFile(path).catch(() => undefined)
  if (present?.equals(content)) return
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, content)
  await rename(temporary, path)
}
