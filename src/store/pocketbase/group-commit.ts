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
const MOST_LINES = 200

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
  const { send, sizeOf, deadlineMs } = options
  type Member = Waiting<Request, Answer>
  let waiting: Member[] = []
  let isSending = false

  function takeGroup(): Member[] {
    const group: Member[] = []
    let lines = 0
    for (const member of waiting) {
      lines += sizeOf(member.request)
      const fits = lines <= MOST_LINES && !member.alone
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
    // Whoever came first ends first.
    const left = (group[0]?.endsAt ?? 0) - performance.now()
    if (left < 1) return retry(group, unavailable(NO_ANSWER, false))
    try {
      const answers = await send(
        group.map(({ request }) => request),
        Math.floor(left),
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

  /** One of them may be why the others failed: each has what is left of its own time. */
  function retry(group: readonly Member[], error: unknown): void {
    const mayBeWritten = error instanceof StockError && error.details.may_be_written === true
    const again: Member[] = []
    for (const member of group) {
      const now = { ...member, alone: true, mayBeWritten: member.mayBeWritten || mayBeWritten }
      const hasTime = member.endsAt - performance.now() >= 1
      if (hasTime && group.length > 1) again.push(now)
      else member.reject(now.mayBeWritten ? unavailable(NO_ANSWER, true, error) : error)
    }
    waiting = [...again, ...waiting]
  }

  return (request) =>
    new Promise((resolve, reject) => {
      const endsAt = performance.now() + deadlineMs
      waiting.push({ ...{ request, endsAt, resolve, reject }, mayBeWritten: false, alone: false })
      void sendAll()
    })
}
