import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
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

/** Removes from a folder what an earlier build left. */
export async function removeOthers(folder: string, files: readonly BuiltFile[]): Promise<void> {
  const wanted = new Set(files.map(({ name }) => name))
  const present = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of present) {
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(folder.length + 1)
    // Another build may be writing.
    if (!entry.isFile() || name.endsWith('.tmp') || wanted.has(name)) continue
    await rm(path, { force: true })
  }
}

async function write(path: string, content: Buffer): Promise<void> {
  const present = await readFile(path).catch(() => undefined)
  if (present?.equals(content)) return
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, content)
  await rename(temporary, path)
}
