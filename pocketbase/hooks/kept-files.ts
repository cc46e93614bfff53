// Files beside the database, for what must outlive its damage. They are in each backup.

/** Flag of os.OpenFile to read and write a file that is there. */
const READ_AND_WRITE = 2
const ONLY_OWNER = 0o600 as never

/** Opens a file that is there. Only through a root do the hooks get one that they can sync. */
export function openFile(app: CoreApp, name: string): os.File {
  const root = $os.openRoot(app.dataDir())
  const file = root.openFile(name, READ_AND_WRITE, ONLY_OWNER)
  root.close()
  return file
}

/** @returns '' where there is none */
export function readText(app: CoreApp, name: string): string {
  try {
    return toString($os.readFile(pathOf(app, name)))
  } catch {
    return ''
  }
}

/** Writes a file that is on disk, whole, when this returns. */
export function writeText(app: CoreApp, name: string, text: string): void {
  const temporary = `${name}.tmp`
  $os.writeFile(pathOf(app, temporary), toBytes(text), ONLY_OWNER)
  const file = openFile(app, temporary)
  file.sync()
  file.close()
  $os.rename(pathOf(app, temporary), pathOf(app, name))
}

export function removeFile(app: CoreApp, name: string): void {
  $os.remove(pathOf(app, name))
}

const pathOf = (app: CoreApp, name: string): string => `${app.dataDir()}/${name}`
