import { execFileSync } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SIZE_MB = 64
const CHUNK = Buffer.alloc(64 * 1024)

/** A disk of its own for a database, small enough to be filled. */
export interface SmallDisk {
  /** Lets the database of a data folder that is empty lie on it. */
  hold(dataDir: string): void
  fill(): void
  free(): void
  remove(): void
}

/** @throws where this system lets nobody, or not us, make one */
export function makeSmallDisk(): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'stock-faults-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tmpfs', folder], {
      stdio: 'pipe',
    })
  } catch (error) {
    rmSync(folder, { recursive: true })
    throw error
  }
  const ballast = join(folder, 'ballast')
  return {
    hold(dataDir) {
      const database = join(folder, 'pb_data')
      mkdirSync(database)
      symlinkSync(database, join(dataDir, 'pb_data'))
    },
    fill() {
      const file = openSync(ballast, 'w')
      try {
        for (;;) writeSync(file, CHUNK)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true })
    },
  }
}
