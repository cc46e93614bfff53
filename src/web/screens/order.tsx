import { useState } from 'preact/hooks'
import { act } from '../act.ts'
import type { Answers } from '../answers.ts'
import { useGet, useLast } from '../api.ts'
import { saveFile } from '../charts/picture.ts'
import { csvOf, fileNameOf } from '../charts/plot.ts'
import { day, money, number } from '../format.ts'
import { ORDER } from '../labels/order.ts'
import { manage } from '../manage.ts'
import { may } from '../me.ts'
import {
  type Changes,
  keyOf,
  listAsOrders,
  listAsTable,
  listAsText,
  type ReorderItem,
  type WantedProduct,
  wantedOf,
  wantedProduct,
} from '../office/order-list.ts'
import { Choices } from '../parts/choices.tsx'
import { NumberInput } from '../parts/number-input.tsx'
import { Picture } from '../parts/picture.tsx'
import { Missing } from '../parts/states.tsx'
import { Sure } from '../parts/sure.tsx'
import { Tile } from '../parts/tile.tsx'
import { linkToProduct } from '../route.ts'
import { say } from '../settings.ts'
import { shareText } from '../share.ts'

/** Products that the API lists at once. */
const MOST = 100
/** Units of a line that the API takes. */
const MOST_UNITS = 10_000

const SEVERITIES = ['', 'out', 'critical', 'low'] as const
type Shown = (typeof SEVERITIES)[number]

/** What should be ordered and why: to tick, to send, and to note as ordered. */
export function Order() {
  const labels = say(ORDER)
  const [only, setOnly] = useState<Shown>('')
  const [budget, setBudget] = useState<number>()
  const entry = useGet('/reorder', {
    only,
    budget: budget && budget > 0 ? budget : undefined,
    limit: MOST,
  })
  const answer = useLast(entry)
  const names = { '': labels.all, out: labels.out, critical: labels.critical, low: labels.low }
  return (
    <>
      <h1>{labels.title}</h1>
      <div class="filters">
        <Choices
          isClear
          name={labels.show}
          values={SEVERITIES}
          names={names}
          value={only}
          choose={setOnly}
        />
        <label class="inline">
          {labels.budget}
          <NumberInput kind="decimal" min={1} value={budget ?? ''} set={setBudget} />
        </label>
      </div>
      {answer && !entry.refused ? <List answer={answer} /> : <Missing entry={entry} />}
      <OnItsWay />
    </>
  )
}

function List({ answer }: { answer: Answers['/reorder'] }) {
  const labels = say(ORDER)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [changes, setChanges] = useState<Changes>(new Map())
  const { items, total, units, cost, message } = answer
  const wanted = wantedOf(
    items,
    new Set(items.map(({ sku }) => sku).filter((sku) => !left.has(sku))),
    changes,
  )
  const tick = (sku: string) =>
    setLeft(left.has(sku) ? without(left, sku) : new Set([...left, sku]))
  return (
    <>
      <dl class="tiles flowing">
        <Tile name={labels.products} value={number(total)} />
        <Tile name={labels.units} value={number(units)} />
        {typeof cost === 'number' && <Tile name={labels.atCost} value={money(cost)} />}
      </dl>
      <details>
        <summary>{labels.restsOn}</summary>
        <p>{message}</p>
      </details>
      {items.length === 0 && <p class="hint">{labels.nothing}</p>}
      <ul class="orders">
        {items.map((item) => (
          <Item
            key={item.sku}
            item={item}
            changes={changes}
            change={(size, amount) =>
              setChanges(new Map([...changes, [keyOf(item.sku, size), amount]]))
            }
            isTicked={!left.has(item.sku)}
            tick={() => tick(item.sku)}
          />
        ))}
      </ul>
      {items.length > 0 && (
        <Send
          wanted={wanted}
          noted={(lines) => {
            const keys = new Set(lines.map(({ sku, size }) => keyOf(sku, size)))
            setChanges((now) => new Map([...now].filter(([key]) => !keys.has(key))))
          }}
          tickAll={(all) => setLeft(new Set(all ? [] : items.map(({ sku }) => sku)))}
        />
      )}
    </>
  )
}

const without = (all: ReadonlySet<string>, one: string) =>
  new Set([...all].filter((other) => other !== one))

interface ItemProps {
  readonly item: ReorderItem
  readonly changes: Changes
  /** @param units that are wanted of a size, whatever is suggested */
  change(size: string, units: number): void
  readonly isTicked: boolean
  tick(): void
}

function Item({ item, changes, change, isTicked, tick }: ItemProps) {
  const labels = say(ORDER)
  const { sku, model, color, gender, severity, available, on_order, sizes, thumb, why } = item
  const { sizes: wanted, units } = wantedProduct(item, changes)
  const name = `${model}, ${color}, ${gender}`
  const isBroken = severity === 'low' && item.reasons.includes('broken_run')
  const pace =
    item.per_week === null
      ? labels.notKnown
      : labels.perWeek(number(item.per_week)) +
        (item.confidence === 'low' || item.confidence === 'none' ? ` (${labels.guess})` : '')
  const facts = [
    labels.left(number(available)),
    on_order > 0 && labels.onOrder(number(on_order)),
    pace,
    item.days_of_cover !== null && available > 0 && labels.lasts(Math.floor(item.days_of_cover)),
  ]
  return (
    <li class={isTicked ? '' : 'unticked'}>
      <label class="tick">
        <input
          type="checkbox"
          checked={isTicked}
          onChange={tick}
          aria-label={`${name}: ${labels.order(number(units))}`}
        />
      </label>
      <Picture thumb={thumb} model={model} />
      <div class="grow">
        <a href={linkToProduct(sku)}>
          <b>{model}</b> {color}
        </a>
        <small>
          {severity && (
            <span class={`severity ${severity}`}>
              {isBroken ? labels.broken : labels[severity]}
            </span>
          )}{' '}
          {facts.filter(Boolean).join(' · ')}
        </small>
        <details>
          <summary>
            {wanted.map(({ size, units }) => (
              <span key={size} class={isOut(item, size) ? 'out' : ''}>
                {size} <b>×{number(units)}</b>
              </span>
            ))}
            <u>{labels.why}</u>
          </summary>
          <p>{why}</p>
          <div class="amounts">
            {sizes.map(({ size, suggested }) => (
              <label key={size}>
                {labels.size} {size}
                <NumberInput
                  kind="numeric"
                  min={0}
                  max={MOST_UNITS}
                  value={changes.get(keyOf(sku, size)) ?? suggested}
                  set={(amount) => change(size, amount || 0)}
                />
              </label>
            ))}
          </div>
        </details>
      </div>
      <b class="big">{number(units)}</b>
    </li>
  )
}

const isOut = ({ sizes }: ReorderItem, name: string): boolean =>
  sizes.some(({ size, severity }) => size === name && severity === 'out')

interface SendProps {
  readonly wanted: readonly WantedProduct[]
  /** An order was noted: what was changed for its lines is over. */
  noted(lines: readonly { readonly sku: string; readonly size: string }[]): void
  tickAll(all: boolean): void
}

/** What is done with what is ticked. It stays in sight. */
function Send({ wanted, noted, tickAll }: SendProps) {
  const labels = say(ORDER)
  const units = wanted.reduce((sum, product) => sum + product.units, 0)
  const told = labels.unitsOf(units, number(units))
  const isNone = wanted.length === 0
  const save = () => {
    const csv = csvOf(listAsTable(wanted, { ...labels, units: labels.units }))
    saveFile(`${fileNameOf(labels.title)}.csv`, new Blob([csv], { type: 'text/csv' }))
  }
  const note = async () => {
    for (const order of listAsOrders(wanted)) {
      if (!(await act('POST /orders', order, () => noted(order.lines)))) return
    }
  }
  return (
    <div class="bar">
      <p role="status">{labels.chosen(wanted.length, told)}</p>
      <button type="button" class="quiet" onClick={() => tickAll(isNone)}>
        {isNone ? labels.all : labels.none}
      </button>
      <button
        type="button"
        class="quiet"
        disabled={isNone}
        onClick={() => shareText(labels.title, listAsText(wanted), labels.copied)}
      >
        {labels.share}
      </button>
      <button type="button" class="quiet" disabled={isNone} onClick={save}>
        CSV
      </button>
      {may('createOrder') && !isNone && (
        <Sure label={labels.noted} sure={labels.sureNoted(told)} run={note} />
      )}
    </div>
  )
}

/** What was ordered and did not arrive yet. */
function OnItsWay() {
  const labels = say(ORDER)
  const { answer } = useGet('/orders', { status: 'open', limit: 100 })
  if (!answer || answer.items.length === 0) return null
  return (
    <section>
      <h2>
        {labels.onItsWay} <span class="count">{number(answer.units)}</span>
      </h2>
      <ul class="rows">
        {answer.items.map(({ number: name, supplier, lines, outstanding, expected_at, late }) => (
          <li key={name}>
            <div class="grow">
              <b>
                {name} {supplier}
              </b>
              <small>
                {[
                  labels.unitsOf(outstanding, number(outstanding)),
                  expected_at && labels.expected(day(new Date(expected_at))),
                  late && labels.late,
                  [...new Set(lines.map(({ model }) => model))].slice(0, 3).join(', '),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </div>
            {may('cancelOrder') && (
              <Sure
                label={labels.cancel}
                sure={labels.sureCancel}
                about={name}
                run={() => manage('POST /orders/{id}/cancel', { id: name })}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
