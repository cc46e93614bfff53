import type { Movement } from '../answers.ts'

/** What was asked for at once, with all that it did. */
export interface Request {
  readonly id: string
  /** The first is the newest. */
  readonly lines: readonly Movement[]
  /** The words, as they came; empty for none. */
  readonly said: string
  /** null where nobody said any. */
  readonly understood: Movement['understood']
  /** Lines that an undo would take back. */
  readonly undoable: readonly Movement[]
}

/** Movements that were asked for at once, together. @param movements in the order of the ledger */
export const requestsOf = (movements: readonly Movement[]): Request[] =>
  [...Map.groupBy(movements, ({ id }) => id)].map(([id, lines]) => {
    const said = lines.filter(({ understood }) => understood !== null)
    return {
      ...{ id, lines },
      said: [...new Set(said.map((line) => line.said).filter(Boolean))].toReversed().join(', '),
      understood: said.length === 0 ? null : said.some(isClose) ? 'close' : 'exact',
      undoable: lines.filter(
        (line, at) => mayUndo(line) && !isSecondHalf(line, lines.slice(0, at)),
      ),
    }
  })

const isClose = ({ understood }: Movement): boolean => understood === 'close'

/** Both halves of a transfer are undone at once. */
const isSecondHalf = ({ linked }: Movement, before: readonly Movement[]): boolean =>
  before.some(({ id }) => id === linked)

/** An import is undone by another import, and an undo by doing the thing again. */
export const mayUndo = ({ channel, is_undo, undone }: Movement): boolean =>
  channel !== 'import' && !is_undo && !undone
