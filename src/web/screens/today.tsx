import { useGet } from '../api.ts'
import { day, money, number } from '../format.ts'
import { TODAY } from '../labels/today.ts'
import { Moves } from '../parts/moves.tsx'
import { Missing, State } from '../parts/states.tsx'
import { Tile } from '../parts/tile.tsx'
import { linkToProduct } from '../route.ts'
import { say } from '../settings.ts'

/** What happened today, against yesterday; what is out or low; and the last changes. */
export function Today() {
  const labels = say(TODAY)
  const today = useGet('/summary', { period: 'today' })
  const yesterday = useGet('/summary', { period: 'yesterday' }).answer
  const moves = useGet('/movements', { limit: 8 }).answer
  const products = useGet('/models', { limit: 1 }).answer
  const { answer } = today
  if (!answer) return <Missing entry={today} />
  if (products?.total === 0) return <State title={labels.emptyTitle} text={labels.emptyText} />
  const { sold, returned, now_out, now_low, best_sold } = answer
  const most = best_sold.items[0]?.units ?? 1
  return (
    <>
      <h1>{labels.title}</h1>
      <p class="hint">{day(new Date())}</p>
      <dl class="tiles">
        <Sum name={labels.sold} now={sold.units} before={yesterday?.sold.units} show={number} />
        <Sum name={labels.value} now={sold.value} before={yesterday?.sold.value} show={money} />
        <Sum
          name={labels.returned}
          now={returned.units}
          before={yesterday?.returned.units}
          show={number}
        />
        <Sum
          name={labels.changes}
          now={answer.movements}
          before={yesterday?.movements}
          show={number}
        />
      </dl>
      {now_out.total > 0 && (
        <section>
          <h2>
            {labels.out} <Count of={now_out.total} />
          </h2>
          <ul class="chips">
            {now_out.items.map(({ sku, model, color, size }) => (
              <li key={`${sku} ${size}`}>
                <a href={linkToProduct(sku)}>
                  {model} {color} {size}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {now_low.total > 0 && (
        <section>
          <h2>
            {labels.low} <Count of={now_low.total} />
          </h2>
          <ul class="rows">
            {now_low.items.map(({ sku, model, color, available }) => (
              <li key={sku}>
                <a class="grow" href={linkToProduct(sku)}>
                  {model} {color}
                </a>
                <b>{labels.left(available)}</b>
              </li>
            ))}
          </ul>
        </section>
      )}
      {best_sold.total > 0 && (
        <section>
          <h2>{labels.best}</h2>
          <ul class="rows">
            {best_sold.items.slice(0, 5).map(({ sku, model, color, units }) => (
              <li key={sku}>
                <a class="grow" href={linkToProduct(sku)}>
                  {model} {color}
                </a>
                <progress max={most} value={units} aria-hidden="true" />
                <b class="figure">{number(units)}</b>
              </li>
            ))}
          </ul>
        </section>
      )}
      {moves && (
        <section>
          <h2>{labels.last}</h2>
          {moves.items.length > 0 ? (
            <Moves items={moves.items} />
          ) : (
            <p class="hint">{labels.nothingYet}</p>
          )}
        </section>
      )}
    </>
  )
}

interface SumProps {
  readonly name: string
  readonly now: number
  readonly before: number | undefined
  show(value: number): string
}

const Sum = ({ name, now, before, show }: SumProps) => (
  <Tile
    name={name}
    value={show(now)}
    before={before === undefined ? '' : say(TODAY).yesterday(show(before))}
  />
)

const Count = ({ of }: { of: number }) => <span class="count">{number(of)}</span>
