import type { Operation } from './operation.ts'

/** The operation, which waits until the catalogue knows the movement that the caller names. */
export const withAfterSeq = (
  operation: Operation,
  catchUp: (seq: number) => Promise<void>,
): Operation => ({
  ...operation,
  async run(input, context) {
    const { after_seq: seq } = input as { after_seq?: number }
    if (seq !== undefined) await catchUp(seq)
    return operation.run(input, context)
  },
})
