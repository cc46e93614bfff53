import { setImmediate as nextTurn } from 'node:timers/promises'
import { StockError } from '../../domain/errors.ts'
import { NO_ANSWER, unavailable } from './client.ts'

interface Options<Request, Answer> {
  /**
   * Sends requests in one transaction.
   * @param deadlineMs milliseconds until they are given up
   * @returns an answer or a refusal for each, in their order
   */
  send(requests: readonly Request[], deadlineMs: number): Promise<readonly (Answer | StockError)[]>
  /** Whether one of a group may be why all of it failed. */
  isFault(error: unknown): boolean
  /** Whether another attempt in the next moments can only fail in the same way. */
  isFinal(error: unknown): boolean
  /** How much of a group a request takes. */
  sizeOf(request: Request): number
  /** Milliseconds until a request is given up, its waiting included. */
  readonly deadlineMs: number
}

interface Waiting<Request, Answer> {
  readonly request: Request
  /** Of `performance.now()`. */
  readonly endsAt: number
  /** Whether a group that it was in may have been written. */
  readonly mayBeWritten: boolean
  /** A group that it was in failed, so it goes without company. */
  readonly alone: boolean
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/** Lines that go in one transaction: tens of milliseconds of work. */
const MAX_LINES = 200

/** Who has less of its time left, in parts of it, would only take the others' from them. */
const MIN_SHARE_LEFT = 0.05

/**
 * Group commit: requests that arrive while a transaction is under way go together in the next one,
 * so that many share the cost of one. One that comes alone is sent at once. What is sent must bear
 * being sent twice.
 * @throws (the returned function) the refusal of its own request; StockError 'store-unavailable' in
 *   time, with `may_be_written` in its details when it may have been done
 */
export function createGroupCommit<Request, Answer>(
  options: Options<Request, Answer>,
): (request: Request) => Promise<Answer> {
  const { send, isFault, isFinal, sizeOf, deadlineMs } = options
  type Member = Waiting<Request, Answer>
  let waiting: Member[] = []
  let isSending = false

  const hasTime = ({ endsAt }: Member) => endsAt - performance.now() > deadlineMs * MIN_SHARE_LEFT

  function giveUp({ mayBeWritten, reject }: Member, error?: unknown): void {
    reject(mayBeWritten || !error ? unavailable(NO_ANSWER, mayBeWritten, error) : error)
  }

  /** The first of those who have time, and who fits in beside it; the others are given up. */
  function takeGroup(): Member[] {
    for (const member of waiting) if (!hasTime(member)) giveUp(member)
    waiting = waiting.filter(hasTime)
    const group: Member[] = []
    let lines = 0
    for (const member of waiting) {
      lines += sizeOf(member.request)
      const fits = lines <= MAX_LINES && !member.alone
      if (group.length > 0 && !fits) break
      group.push(member)
      if (member.alone) break
    }
    waiting = waiting.slice(group.length)
    return group
  }

  async function sendAll(): Promise<void> {
    if (isSending) return
    isSending = true
    while (waiting.length > 0) {
      // Those that arrive in one turn of the event loop go together.
      await nextTurn()
      await sendGroup(takeGroup())
    }
    isSending = false
  }

  async function sendGroup(group: readonly Member[]): Promise<void> {
    const [oldest] = group
    if (!oldest) return
    try {
      const answers = await send(
        group.map(({ request }) => request),
        Math.floor(oldest.endsAt - performance.now()),
      )
      for (const [index, { resolve, reject }] of group.entries()) {
        const answer = answers[index]
        if (answer === undefined || answer instanceof StockError) reject(answer)
        else resolve(answer)
      }
    } catch (error) {
      retry(group, error)
    }
  }

  /** Each has what is left of its own time; after a fault that one of them may be, without company. */
  function retry(group: readonly Member[], error: unknown): void {
    const mayBeWritten = error instanceof StockError && error.details.may_be_written === true
    const now = group.map((member) => ({
      ...member,
      alone: member.alone || isFault(error),
      mayBeWritten: member.mayBeWritten || mayBeWritten,
    }))
    const again = group.length > 1 && !isFinal(error) ? now.filter(hasTime) : []
    for (const member of now) if (!again.includes(member)) giveUp(member, error)
    waiting = [...again, ...waiting]
  }

  return (request) =>
    new Promise((resolve, reject) => {
      const endsAt = performance.now() + deadlineMs
      waiting.push({ request, endsAt, resolve, reject, mayBeWritten: false, alone: false })
      void sendAll()
    })
}
