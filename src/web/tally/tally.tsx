import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { act } from '../act.ts'
import type { ProductDetail } from '../answers.ts'
import { online } from '../api.ts'
import { TALLY } from '../labels/tally.ts'
import { may, visitor } from '../me.ts'
import {
  type Batch,
  isFull,
  isReady,
  type Kind,
  keyOf,
  nameCode,
  openQuestions,
  sentLines,
  unread,
} from '../outbox/batch.ts'
import { shelfOf } from '../outbox/known-product.ts'
import { lookUp, readProduct } from '../outbox/lookup.ts'
import { batches, change, press, remove, unsent, withFound } from '../outbox/outbox.ts'
import { Missing } from '../parts/states.tsx'
import { Sure } from '../parts/sure.tsx'
import { linkTo } from '../route.ts'
import { useWedge } from '../scan/use-wedge.ts'
import { say } from '../settings.ts'
import { showToast } from '../toast.ts'
import { DoneCard, RefusedCard, unitsOf, WaitingCard } from './cards.tsx'
import { CodeField } from './code-field.tsx'
import { Lines, nameOf } from './lines.tsx'
import { Sizes } from './picker.tsx'
import {
  type Item,
  listSizes,
  openBatch,
  type Taken,
  type Target,
  takeCode,
  takeSize,
} from './take-code.ts'

/** A product of which a size is chosen, or a code that is to be named. */
interface Choice {
  readonly product?: ProductDetail | undefined
  readonly naming?: { readonly batch: Batch; readonly code: string } | undefined
}

/** Scans or chooses what is counted or came, and sends it together. */
export function Tally({ kind }: { kind: Kind }) {
  const me = visitor.value
  if (!me) return <Missing entry={{}} />
  const here = me.shop.locations.find((one) => one.is_default) ?? me.shop.locations[0]
  return (
    <Filling
      {...{ kind }}
      by={me.name}
      mayName={may('setBarcode')}
      locations={me.shop.locations.map((one) => one.name)}
      here={here?.name ?? null}
    />
  )
}

/** The location that was chosen the last time. */
const CHOSEN = 'location'

interface FillingProps {
  readonly kind: Kind
  readonly by: string
  /** Whether the person may give a barcode to a size. */
  readonly mayName: boolean
  readonly locations: readonly string[]
  readonly here: string | null
}

function Filling({ kind, by, mayName, locations, here }: FillingProps) {
  const labels = say(TALLY)
  const other = kind === 'count' ? 'delivery' : 'count'
  const [chosen, choosePlace] = useState(localStorage.getItem(CHOSEN))
  const location = locations.find((name) => name === chosen) ?? here
  const to: Target = { kind, by, location }
  const mine = batches.value.filter((one) => one.kind === kind && one.by === by)
  const open = openBatch(mine, to)
  const others = unsent.value.find((one) => one.by !== by && sentLines(one).length > 0)
  const [choice, choose] = useState<Choice>({})
  const [isKept, keep] = useState(true)
  const [told, tell] = useState('')

  const take = useTaker(to, (taken) => {
    if (taken.kind === 'choose') choose({ product: taken.product })
    else tell(tellLine(to, taken.line))
  })
  useWedge(take)
  useNames(open)

  const { product, naming } = choice
  const name = (batch: Batch, code: string) => choose({ naming: { batch, code } })
  const takeOne = async (size: string) => {
    if (!product) return
    if (!naming) {
      const taken = await takeSize(to, product, size)
      if (taken.kind === 'added') tell(tellLine(to, taken.line))
      return
    }
    const { batch, code } = naming
    await change(batch.id, (now) => nameCode(now, code, shelfOf(product, size, batch.location)))
    choose({})
    if (mayName && isKept) await giveBarcode(product.sku, size, code)
  }
  return (
    <div class="tally">
      <header class="tally-kinds">
        <h1>{labels[kind].title}</h1>
        <a class="button quiet" href={linkTo(`/${other}`)}>
          {labels[other].title}
        </a>
      </header>
      {locations.length > 1 && (
        <select
          aria-label={labels.location}
          value={open?.location ?? location ?? ''}
          disabled={open !== undefined && open.lines.length > 0}
          onChange={({ currentTarget }) => {
            localStorage.setItem(CHOSEN, currentTarget.value)
            choosePlace(currentTarget.value)
            // An empty one belongs to no location.
            if (open) void remove(open.id)
          }}
        >
          {locations.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      )}
      {others && <p class="hint">{labels.ofOther(others.by)}</p>}
      {mine.map((batch) => (
        <Card key={batch.id} batch={batch} onName={name} />
      ))}
      <CodeField onCode={take} onChoose={(one) => choose({ ...choice, product: one })}>
        {naming && (
          <div class="card marked">
            <p role="alert">{labels.choosing(naming.code)}</p>
            {mayName && (
              <label class="check">
                <input type="checkbox" checked={isKept} onChange={() => keep(!isKept)} />
                {labels.giveBarcode}
              </label>
            )}
            <button type="button" class="quiet" onClick={() => choose({})}>
              {labels.cancel}
            </button>
          </div>
        )}
      </CodeField>
      {product && (
        <Sizes
          {...{ product, kind }}
          units={(size) => unitsIn(open, product, size)}
          onSize={takeOne}
          onAll={naming ? undefined : () => listSizes(to, product)}
          onClose={() => choose({})}
        />
      )}
      <p class="told" role="status">
        {open && told}
      </p>
      {open && open.lines.length > 0 ? (
        <>
          {isFull(open) && <p class="hint">{labels.full}</p>}
          <Lines batch={open} onName={name} />
          <Sure label={labels.clear} sure={labels.sureClear} run={() => remove(open.id)} />
          <div class="save">
            {openQuestions(open).length > 0 && <p class="hint">{labels.first}</p>}
            <button type="button" disabled={!isReady(open)} onClick={() => press(open.id)}>
              {labels[kind].save(unitsOf(open), sentLines(open).length)}
            </button>
          </div>
        </>
      ) : (
        <p class="hint">{labels[kind].empty}</p>
      )}
    </div>
  )
}

function Card({ batch, onName }: { batch: Batch; onName: (batch: Batch, code: string) => void }) {
  if (batch.state === 'waiting') return <WaitingCard batch={batch} />
  if (batch.state === 'refused') return <RefusedCard {...{ batch, onName }} />
  return batch.state === 'done' ? <DoneCard batch={batch} /> : null
}

/** Takes codes one after the other, however fast they come. */
function useTaker(to: Target, done: (taken: Taken) => void): (code: string) => void {
  const queue = useRef(Promise.resolve())
  const latest = useRef({ to, done })
  latest.current = { to, done }
  return useCallback((code) => {
    const next = async () => latest.current.done(await takeCode(latest.current.to, code))
    const fail = () => showToast({ text: say(TALLY).notTaken(code), kind: 'refused' })
    queue.current = queue.current.then(next).catch(fail)
  }, [])
}

/** Codes that were scanned without a network get their names once it is back. */
function useNames(open: Batch | undefined): void {
  const isOnline = online.value
  const codes = open ? unread(open) : []
  useEffect(() => {
    if (!isOnline || !open) return
    const name = async () => {
      for (const code of codes) {
        const found = await lookUp(code, open.location)
        await change(open.id, (now) => withFound(now, code, found))
      }
    }
    void name()
  }, [isOnline, open?.id, codes.join('\n')])
}

/** "Togo Noir, 38: 3", for those who hear the page. */
function tellLine(to: Target, item: Item): string {
  const line = openBatch(batches.peek(), to)?.lines.find((one) => keyOf(one) === keyOf(item))
  return line ? say(TALLY).added(nameOf(line), line.units ?? 0) : ''
}

/** Units of a size that are on the list; null where it is not on it. */
const unitsIn = (open: Batch | undefined, { sku }: ProductDetail, size: string): number | null =>
  open?.lines.find((line) => line.shelf?.sku === sku && line.shelf.size === size)?.units ?? null

/** From now on the code is known, also where there is no network. */
async function giveBarcode(sku: string, size: string, barcode: string): Promise<void> {
  if (await act('POST /models/{sku}/barcode', { sku, size, barcode })) await readProduct(sku)
}
