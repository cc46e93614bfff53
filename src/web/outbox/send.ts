import type { Answers } from '../answers.ts'
import { noteSeq, Refused, revision, send, Unreachable } from '../api.ts'
import { type Answer, type Batch, requestOf } from './batch.ts'
import { noteClock } from './clock.ts'
import { doneOf, refusalOf } from './read-answer.ts'

/** Who is signed in here, as the shop says now; undefined where it does not say. */
export async function askSender(): Promise<string | undefined> {
  try {
    const me: Answers['/me'] = await (await send('/me')).json()
    return me.name
  } catch (error) {
    if (error instanceof Refused || error instanceof Unreachable) return undefined
    throw error
  }
}

/**
 * Sends a batch once.
 * @returns 'later' where nobody knows whether it was done, or the shop cannot do it just now
 */
export async function sendBatch(batch: Batch): Promise<Answer> {
  try {
    const response = await send('/inventory/batch', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(requestOf(batch)),
    })
    noteClock(response.headers.get('date'))
    const body = await response.json()
    noteSeq(Number(body.seq ?? 0))
    revision.value++
    return doneOf(body)
  } catch (error) {
    return error instanceof Refused ? refusalOf(error.status, error.problem) : { kind: 'later' }
  }
}
