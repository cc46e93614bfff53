import { readFileSync, writeFileSync } from 'node:fs'

// The format: https://sqlite.org/fileformat2.html#the_write_ahead_log
const HEADER_SIZE = 32
const FRAME_HEADER_SIZE = 24

/** Flips a byte in a write-ahead log, so that SQLite drops the last so many transactions. */
export function damageWal(file: string, transactions: number): void {
  const wal = readFileSync(file)
  const pageSize = wal.readUInt32BE(8)
  const salts = wal.subarray(16, 24)
  const ends: number[] = []
  for (let at = HEADER_SIZE; at < wal.length; at += FRAME_HEADER_SIZE + pageSize) {
    // What is left of an earlier log has other salts.
    if (!wal.subarray(at + 8, at + 16).equals(salts)) break
    const isLast = wal.readUInt32BE(at + 4) !== 0
    if (isLast) ends.push(at + FRAME_HEADER_SIZE + pageSize)
  }
  const at = (ends.at(-1 - transactions) ?? Number.NaN) + FRAME_HEADER_SIZE
  wal.writeUInt8(wal.readUInt8(at) ^ 0xff, at)
  writeFileSync(file, wal)
}
