import { useGet } from '../api.ts'
import { signed, when } from '../format.ts'
import { MOVES } from '../labels/moves.ts'
import { TALLY } from '../labels/tally.ts'
import {
  type Batch,
  changeUnits,
  countStands,
  keyOf,
  type Line,
  removeLine,
  setUnits,
} from '../outbox/batch.ts'
import { change } from '../outbox/outbox.ts'
import { Icon } from '../parts/icon.tsx'
import { NumberInput } from '../parts/number-input.tsx'
import { Picture } from '../parts/picture.tsx'
import { say } from '../settings.ts'

interface Props {
  readonly batch: Batch
  /** Asks which product and size a code is. */
  readonly onName: (batch: Batch, code: string) => void
}

/** What was scanned or chosen, with its units, which can be mended. */
export const Lines = ({ batch, onName }: Props) => (
  <ul class="tally-lines">
    {batch.lines.map((line, index) => (
      <LineRow
        key={keyOf(line)}
        {...{ batch, line, onName }}
        isRefused={batch.problem?.line === index}
      />
    ))}
  </ul>
)

/** "Togo Noir, 38" */
export const nameOf = ({ shelf, code }: Pick<Line, 'shelf' | 'code'>): string =>
  shelf ? `${shelf.model} ${shelf.color}, ${shelf.size}` : code

function LineRow({ batch, line, isRefused, onName }: Props & { line: Line; isRefused: boolean }) {
  const labels = say(TALLY)
  const { shelf, code, units, isUnknown } = line
  const key = keyOf(line)
  const name = nameOf(line)
  const set = (next: number) => change(batch.id, (now) => setUnits(now, key, next))
  const isMarked = isRefused || line.asked !== null || isUnknown
  return (
    <li class={isMarked ? 'marked' : ''}>
      <Picture thumb={shelf?.thumb} model={shelf?.model ?? '?'} />
      <div class="what">
        <b>{shelf ? `${shelf.model} ${shelf.color}` : code}</b>
        <small>{aboutLine(batch, line)}</small>
      </div>
      {shelf && <b class="size">{shelf.size}</b>}
      <div class="stepper">
        <button
          type="button"
          class="quiet"
          aria-label={`${labels.less}: ${name}`}
          onClick={() => change(batch.id, (now) => changeUnits(now, key, -1))}
        >
          −
        </button>
        <NumberInput
          kind="numeric"
          min={0}
          name={`${labels.units}: ${name}`}
          value={units ?? ''}
          placeholder="–"
          set={set}
        />
        <button
          type="button"
          aria-label={`${labels.plus}: ${name}`}
          onClick={() => change(batch.id, (now) => changeUnits(now, key, 1))}
        >
          +
        </button>
      </div>
      <button
        type="button"
        class="plain"
        aria-label={`${labels.remove}: ${name}`}
        onClick={() => change(batch.id, (now) => removeLine(now, key))}
      >
        <Icon name="close" />
      </button>
      {shelf === null && (
        <button type="button" class="quiet wide" onClick={() => onName(batch, code)}>
          {labels.whichOne}
        </button>
      )}
      {line.asked !== null && <Asked {...{ batch, line }} asked={line.asked} />}
    </li>
  )
}

/** What is to be known of a line in a few words: how it stands against what is on record. */
function aboutLine({ kind }: Batch, { shelf, units, expected, isUnknown }: Line): string {
  const labels = say(TALLY)
  if (!shelf) return isUnknown ? labels.unknown : labels.unread
  if (kind === 'delivery') return labels.inStock(shelf.quantity)
  if (expected === null) return ''
  if (units === null) return `${labels.onRecord(expected)}, ${labels.notCounted}`
  const difference = units - expected
  if (difference === 0) return labels.asRecorded
  return `${labels.onRecord(expected)}, ${difference < 0 ? labels.missing(-difference) : labels.more(difference)}`
}

/** Another number is on record now: what happened since, and which number is right. */
function Asked({ batch, line, asked }: { batch: Batch; line: Line; asked: number }) {
  const labels = say(TALLY)
  const { types } = say(MOVES)
  const { shelf, units, expected } = line
  const { answer } = useGet(shelf && '/movements', { sku: shelf?.sku, size: shelf?.size, limit: 3 })
  const key = keyOf(line)
  return (
    <div class="asked wide">
      <p>
        {expected !== null && `${labels.wasOnRecord(expected)} `}
        {labels.nowOnRecord(asked, units ?? 0)}
      </p>
      <ul class="rows">
        {answer?.items.map((movement) => (
          <li key={movement.id}>
            <b class={`delta ${movement.delta < 0 ? 'minus' : 'plus'}`}>{signed(movement.delta)}</b>
            <span class="grow">
              {types[movement.type]} · {movement.actor} · {when(movement.occurred_at)}
            </span>
          </li>
        ))}
      </ul>
      <div class="buttons">
        <button type="button" onClick={() => change(batch.id, (now) => countStands(now, key))}>
          {labels.stands(units ?? 0)}
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => change(batch.id, (now) => removeLine(now, key))}
        >
          {labels.leave(asked)}
        </button>
      </div>
    </div>
  )
}
