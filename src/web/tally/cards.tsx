import { act } from '../act.ts'
import { online } from '../api.ts'
import { ACT } from '../labels/act.ts'
import { SHELL } from '../labels/shell.ts'
import { TALLY } from '../labels/tally.ts'
import { type Batch, confirmed, isReady, openQuestions, sentLines } from '../outbox/batch.ts'
import { press, remove, sendAll } from '../outbox/outbox.ts'
import { Sure } from '../parts/sure.tsx'
import { askedOf, isQuestion } from '../questions.ts'
import { say } from '../settings.ts'
import { Lines } from './lines.tsx'

export const unitsOf = (batch: Batch): number =>
  sentLines(batch).reduce((sum, { units }) => sum + (units ?? 0), 0)

/** A batch that waits: it is safe on the phone, and sent by itself. */
export function WaitingCard({ batch }: { batch: Batch }) {
  const labels = say(TALLY)
  const lines = sentLines(batch).length
  return (
    <section class="card" role="status">
      <h2>{labels[batch.kind].kept}</h2>
      <p>{online.value ? labels.sending : labels.waiting(lines, unitsOf(batch))}</p>
      {!online.value && (
        <button type="button" class="quiet" onClick={() => sendAll()}>
          {say(SHELL).tryNow}
        </button>
      )}
    </section>
  )
}

/** A batch that was not done: why, and its lines to mend. */
export function RefusedCard({
  batch,
  onName,
}: {
  batch: Batch
  onName: (batch: Batch, code: string) => void
}) {
  const labels = say(TALLY)
  const { problem } = batch
  const isChanged = sentLines(batch).some(({ asked }) => asked !== null)
  return (
    <section class="card marked">
      <h2>{labels[batch.kind].kept}</h2>
      <p role="alert">
        {isChanged
          ? labels.changedMeanwhile
          : (whyRefused(problem) ?? (openQuestions(batch).length > 0 ? labels.asks : ''))}
      </p>
      <Lines {...{ batch, onName }} />
      <div class="buttons">
        <button type="button" disabled={!isReady(batch)} onClick={() => press(batch.id)}>
          {labels.sendAgain}
        </button>
        {problem && isQuestion(problem.code) && (
          <button type="button" class="quiet" onClick={() => press(batch.id, confirmed)}>
            {labels.itIsRight}
          </button>
        )}
        <Sure label={labels.clear} sure={labels.sureClear} run={() => remove(batch.id)} />
      </div>
    </section>
  )
}

/** What a refusal says to the person. */
const whyRefused = (problem: Batch['problem']): string | undefined =>
  problem && isQuestion(problem.code) ? askedOf(problem.detail) : problem?.detail

/** A batch that was done: what the shop said, and one undo for all of it. */
export function DoneCard({ batch }: { batch: Batch }) {
  const labels = say(TALLY)
  const acts = say(ACT)
  const lines = sentLines(batch).length
  const { done } = batch
  if (!done) return null
  const undo = async () => {
    const values = { id: done.movement, whole_request: true }
    if (await act('POST /movements/{id}/undo', values)) await remove(batch.id)
  }
  return (
    <section class="card done" role="status">
      <h2>{labels.done}</h2>
      <p>{done.message}</p>
      <div class="buttons">
        <Sure label={acts.undo} sure={labels.undoAll(lines)} run={undo} />
        <button type="button" class="quiet" onClick={() => remove(batch.id)}>
          {labels.goOn}
        </button>
      </div>
    </section>
  )
}
