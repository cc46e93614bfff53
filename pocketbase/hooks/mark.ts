import type { LedgerLoss } from '../../src/domain/safety.ts'
import { openFile, readText, removeFile, writeText } from './kept-files.ts'
import { lastSeq } from './movements.ts'

// SQLite drops the end of a damaged write-ahead log without a word. Therefore the number of the last
// committed movement is kept in a file of its own, beside the database. It is in each backup, and a
// restore brings it back together with the ledger.

/** Has one line: the number twice, so that half a write is no number. */
const MARK = 'ledger-mark'
/** The losses that nobody has confirmed yet. */
const LOSSES = 'ledger-losses.json'

/** Keys of the open file, of the number in it, and of when it was last forced to disk. */
const FILE = 'stock.mark.file'
const NUMBER = 'stock.mark.number'
const SYNCED = 'stock.mark.synced'

/** At most one write in this time waits for the disk a second time. */
const SYNC_EVERY_MS = 1_000

const textOf = (seq: number): string => {
  const digits = String(seq).padStart(16, '0')
  return `${digits} ${digits}\n`
}

/** @returns null where there is no mark that can be read */
function readMark(app: CoreApp): number | null {
  const [, first, second] = /^(\d{16}) (\d{16})\n$/.exec(readText(app, MARK)) || []
  return first !== undefined && first === second ? Number(first) : null
}

/**
 * Compares the ledger with the mark when the database starts, and notes what is gone. Then the mark
 * follows the ledger as it is. A data folder without a mark gets one.
 */
export function checkMark(e: core.BootstrapEvent): void {
  e.next()
  const { app } = e
  try {
    const found = app.hasTable('movements') ? lastSeq(app) : 0
    const mark = readMark(app)
    if (mark !== null && mark > found) {
      noteLoss(app, { expected: mark, found, at: new Date().toISOString() })
    }
    if (mark !== found) writeText(app, MARK, textOf(found))
    app.store().set(FILE, openFile(app, MARK))
    app.store().set(NUMBER, found)
    app.store().set(SYNCED, Date.now())
  } catch (error) {
    app.logger().error('The mark of the ledger cannot be kept.', 'error', String(error))
  }
}

function noteLoss(app: CoreApp, loss: LedgerLoss): void {
  const gone = loss.expected - loss.found
  const text = `${gone} movements are gone: number ${loss.expected} was acknowledged, and the ledger ends at ${loss.found}.`
  // biome-ignore lint/suspicious/noConsole: the log of the container, where there is one
  console.error(text)
  app.logger().error(text)
  writeText(app, LOSSES, JSON.stringify([...readLosses(app), loss]))
}

/** The losses that nobody has confirmed. */
export const readLosses = (app: CoreApp): LedgerLoss[] => JSON.parse(readText(app, LOSSES) || '[]')

/** Ends the warning. @returns the losses that it was about */
export function confirmLosses(app: CoreApp): LedgerLoss[] {
  const losses = readLosses(app)
  if (losses.length === 0) return []
  app.logger().warn('A loss of movements was confirmed.', 'losses', JSON.stringify(losses))
  removeFile(app, LOSSES)
  return losses
}

/**
 * Writes the number of the last movement after a commit, before anybody is told of it. The disk is
 * waited for once a second, so that the mark costs a sale next to nothing. What was committed is
 * answered, whatever becomes of the mark.
 */
export function raiseMark(app: CoreApp): void {
  try {
    const file: os.File | undefined = app.store().get(FILE)
    if (!file) return
    const seq = lastSeq(app)
    let isRaised = false
    app.store().setFunc(NUMBER, (number: number) => {
      if (number >= seq) return number
      file.writeAt(textOf(seq), 0)
      isRaised = true
      return seq
    })
    if (isRaised && Date.now() - app.store().get(SYNCED) >= SYNC_EVERY_MS) syncMark(app)
  } catch (error) {
    app.logger().error('The mark of the ledger cannot be raised.', 'error', String(error))
  }
}

/** Forces the mark to disk. Runs each minute too, for the last movement of a busy second. */
export function syncMark(app: CoreApp): void {
  app.store().set(SYNCED, Date.now())
  const file: os.File | undefined = app.store().get(FILE)
  file?.sync()
}
