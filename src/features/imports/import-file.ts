import { SetupError, StockError } from '../../domain/errors.ts'
import { oneAtATime } from '../../shared/one-at-a-time.ts'
import { inTurns, type Steps } from '../../shared/turns.ts'

/** The largest file that is taken in a request. */
export const MAX_BYTES = 10 * 1024 * 1024

/** Reads one file after the other: one that is read takes several times its own memory. */
export const inTurn = oneAtATime()

/**
 * Reads a file in turns with other requests.
 * @throws StockError 'file-unreadable' with what to correct
 */
export async function readable<Read>(steps: Steps<Read>): Promise<Read> {
  try {
    return await inTurns(steps)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    throw new StockError(
      'file-unreadable',
      `${error.message} Nothing was changed: correct the file and send it again.`,
      {},
      { cause: error },
    )
  }
}

/**
 * Refuses a file that has too many rows whatever it holds, before it is read: a cell may hold a line
 * break, but not each.
 * @throws StockError 'file-too-large'
 */
export function requireFewLines(bytes: Uint8Array, maxRows: number): void {
  if (hasMoreLines(bytes, 2 * maxRows)) throw tooLong(maxRows)
}

/** Whether there are more line ends of a kind, in the raw bytes: decoding them takes far longer. */
function hasMoreLines(bytes: Uint8Array, most: number): boolean {
  return ['\n', '\r'].some((end) => {
    const code = end.charCodeAt(0)
    let at = -1
    for (let lines = 0; lines <= most; lines++) {
      at = bytes.indexOf(code, at + 1)
      if (at === -1) return false
    }
    return true
  })
}

export const tooLong = (maxRows: number): StockError =>
  new StockError(
    'file-too-large',
    `The file has more than the ${maxRows} rows that are taken at once. Nothing was changed: split it, or import it on the server with npm run import.`,
  )

export const outdated = (why: string): StockError =>
  new StockError(
    'import-outdated',
    `${why}. Nothing was changed: send the file without a token for a new report, show it to the owner, and confirm that one.`,
  )
