import { useState } from 'preact/hooks'
import { undo } from '../act.ts'
import type { Movement } from '../answers.ts'
import { useGet } from '../api.ts'
import { number, signed, when } from '../format.ts'
import { ACT } from '../labels/act.ts'
import { HISTORY } from '../labels/history.ts'
import { MOVES } from '../labels/moves.ts'
import { may } from '../me.ts'
import { mayUndo, type Request, requestsOf } from '../office/requests.ts'
import { Missing } from '../parts/states.tsx'
import { Sure } from '../parts/sure.tsx'
import { linkToProduct } from '../route.ts'
import { say } from '../settings.ts'

const PAGE = 50
/** Movements that the API lists at once. */
const MOST = 200

/** What the assistant and everybody else did: what was said, how it was understood, and what was done. */
export function History() {
  const labels = say(HISTORY)
  const [words, setWords] = useState('')
  const [limit, setLimit] = useState(PAGE)
  const entry = useGet('/movements', { model: words, limit })
  const { answer } = entry
  return (
    <>
      <h1>{labels.title}</h1>
      <div class="filters">
        <input
          type="search"
          aria-label={labels.search}
          placeholder={labels.search}
          onChange={({ currentTarget }) => setWords(currentTarget.value.trim())}
        />
      </div>
      {answer ? (
        <>
          {answer.items.length === 0 && <p class="hint">{answer.message}</p>}
          <ul class="requests">
            {requestsOf(answer.items).map((request) => (
              <Card key={request.id} request={request} />
            ))}
          </ul>
          {answer.next_cursor && limit < MOST && (
            <button type="button" class="quiet wide" onClick={() => setLimit(MOST)}>
              {labels.more}
            </button>
          )}
        </>
      ) : (
        <Missing entry={entry} />
      )}
    </>
  )
}

/** Lines of a request that are shown at once. */
const FEW = 4

function Card({ request: { lines, said, understood, undoable } }: { request: Request }) {
  const labels = say(HISTORY)
  const [showsAll, showAll] = useState(false)
  const shown = showsAll ? lines : lines.slice(0, FEW)
  const [first] = lines
  const about = [
    first?.actor,
    first?.client,
    labels.channels[first?.channel as 'chat'] ?? first?.channel,
    first && when(first.created_at),
  ]
  const [last] = undoable
  return (
    <li>
      <p class="hint">{about.filter(Boolean).join(' · ')}</p>
      {said && (
        <p>
          <q>{said}</q>{' '}
          <span class={`understood ${understood}`}>{labels[understood ?? 'exact']}</span>
        </p>
      )}
      <ul class="rows">
        {shown.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ul>
      <div class="buttons">
        {lines.length > shown.length && (
          <button type="button" class="quiet" onClick={() => showAll(true)}>
            {labels.showAll(number(lines.length))}
          </button>
        )}
        {last && undoable.length > 1 && may('undoMovement') && (
          <Sure
            label={labels.undoAll}
            sure={labels.sureAll(number(undoable.length))}
            run={() => undo(last.id, true)}
          />
        )}
      </div>
    </li>
  )
}

function Line({ line }: { line: Movement }) {
  const labels = say(MOVES)
  const acts = say(ACT)
  const { id, sku, model, color, size, type, undoes, delta, reserved_delta, undone } = line
  const what = labels.types[type] + (undoes ? ` (${labels.types[undoes]})` : '')
  const name = `${model} ${color}, ${size}`
  const after = delta === 0 ? line.reserved_after : line.quantity_after
  const change = delta || reserved_delta
  return (
    <li class={undone ? 'undone' : ''}>
      <b class={`delta ${change < 0 ? 'minus' : 'plus'}`}>{signed(change)}</b>
      <div class="grow">
        <a href={linkToProduct(sku)}>{name}</a>
        <small>
          {[what, `${number(after - change)} → ${number(after)}`, line.reference, line.reason]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </div>
      {undone && <small>{acts.undone}</small>}
      {mayUndo(line) && may('undoMovement') && (
        <Sure
          label={acts.undo}
          sure={acts.sureUndo}
          about={`${what}, ${name}`}
          run={() => undo(id)}
        />
      )}
    </li>
  )
}
