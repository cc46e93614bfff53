import { useState } from 'preact/hooks'
import { undo } from '../act.ts'
import type { Answers, Movement } from '../answers.ts'
import { useGet, useLast } from '../api.ts'
import { number, signed, when } from '../format.ts'
import { ACT } from '../labels/act.ts'
import { HISTORY } from '../labels/history.ts'
import { Choices } from '../parts/choices.tsx'
import { canUndo, deedOf } from '../parts/moves.tsx'
import { Missing } from '../parts/states.tsx'
import { Sure } from '../parts/sure.tsx'
import { linkToProduct } from '../route.ts'
import { say } from '../settings.ts'

type Request = Answers['/requests']['items'][number]

const CHANNELS = ['', 'chat', 'api', 'import'] as const
const PAGE = 30
/** Requests that the API lists at once. */
const MOST = 200

/** What the assistant and everybody else did: what was said, how it was understood, and what was done. */
export function History() {
  const labels = say(HISTORY)
  const [channel, setChannel] = useState<(typeof CHANNELS)[number]>('')
  const [limit, setLimit] = useState(PAGE)
  const entry = useGet('/requests', { channel, limit })
  const answer = useLast(entry)
  return (
    <>
      <h1>{labels.title}</h1>
      <Choices
        isClear
        name={labels.by}
        values={CHANNELS}
        names={labels.channels}
        value={channel}
        choose={setChannel}
      />
      {answer && !entry.refused ? (
        <>
          {answer.items.length === 0 && <p class="hint">{answer.message}</p>}
          <ul class="requests">
            {answer.items.map((request) => (
              <Card key={request.batch} request={request} />
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

/** The words of a request as they came, and whether they were exact. */
function saidIn(movements: readonly Movement[]) {
  const told = movements.filter(({ understood }) => understood !== null)
  return {
    said: [...new Set(told.map(({ said }) => said).filter(Boolean))].join(', '),
    understood: told.some(({ understood }) => understood === 'close') ? 'close' : 'exact',
  } as const
}

/** Lines of a request that are shown at once. */
const FEW = 4

function Card({ request }: { request: Request }) {
  const labels = say(HISTORY)
  const [showsAll, showAll] = useState(false)
  const { actor, client, channel, created_at, movements, movements_total, undone } = request
  const { said, understood } = saidIn(movements)
  const shown = showsAll ? movements : movements.slice(0, FEW)
  const hidden = movements_total - shown.length
  const isOne = movements_total === 1
  const [first] = movements
  const about = [actor, client, labels.channels[channel as 'chat'] ?? channel, when(created_at)]
  return (
    <li>
      <p class="hint">{about.filter(Boolean).join(' · ')}</p>
      {said && (
        <p>
          <q>{said}</q> <span class={`understood ${understood}`}>{labels[understood]}</span>
        </p>
      )}
      <ul class="rows">
        {shown.map((line) => (
          <Line key={line.id} line={line} canUndo={isOne && canUndo(request)} />
        ))}
      </ul>
      <div class="buttons">
        {hidden > 0 &&
          (movements.length > shown.length ? (
            <button type="button" class="quiet" onClick={() => showAll(true)}>
              {labels.showMore(hidden)}
            </button>
          ) : (
            <small>{labels.showMore(hidden)}</small>
          ))}
        {first && !isOne && undone !== 'all' && canUndo(request) && (
          <Sure
            label={labels.undoAll}
            sure={labels.sureAll(number(movements_total))}
            run={() => undo(first.id, true)}
          />
        )}
      </div>
    </li>
  )
}

function Line({ line, canUndo }: { line: Movement; canUndo: boolean }) {
  const acts = say(ACT)
  const { id, sku, model, color, size, delta, reserved_delta, undone } = line
  const what = deedOf(line)
  const name = `${model} ${color}, ${size}`
  const after = delta === 0 ? line.reserved_after : line.quantity_after
  const change = delta || reserved_delta
  const facts = [what, `${number(after - change)} → ${number(after)}`, line.reference, line.reason]
  return (
    <li class={undone ? 'undone' : ''}>
      <b class={`delta ${change < 0 ? 'minus' : 'plus'}`}>{signed(change)}</b>
      <div class="grow">
        <a href={linkToProduct(sku)}>{name}</a>
        <small>{facts.filter(Boolean).join(' · ')}</small>
      </div>
      {undone && <small>{acts.undone}</small>}
      {canUndo && !undone && (
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
