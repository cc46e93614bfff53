import { useState } from 'preact/hooks'
import { ColumnChart } from '../charts/column-chart.tsx'
import { RowChart } from '../charts/row-chart.tsx'
import { nameOf } from './cards.tsx'
import { asked } from './host.ts'
import {
  amountBefore,
  amountOf,
  type ClockUnit,
  clockOf,
  type Measure,
  measuresOf,
  type Stats,
  tilesOf,
} from './stats-plot.ts'
import { change, date, days, money, number, words } from './words.ts'

/** What was sold: its figures, and a plot of its groups. */
export function StatsPicture({ answer }: { answer: Stats }) {
  const only = asked.value.only === 'slow' || asked.value.only === 'dead' ? asked.value.only : null
  return (
    <>
      <p class="quiet">
        {answer.from === null ? words.value.always : days(answer.from, answer.to, answer.time_zone)}
      </p>
      <Tiles answer={answer} />
      {only ? <Left answer={answer} only={only} /> : <Plot answer={answer} />}
    </>
  )
}

function Tiles({ answer }: { answer: Stats }) {
  const w = words.value
  return (
    <dl class="tiles">
      {tilesOf(answer).map(({ name, isMoney, value, before, imported, leftOut }) => (
        <div key={name}>
          <dt>{w[name]}</dt>
          <dd>
            <b>{isMoney ? money(value) : number(value)}</b>
            {before !== null && <small>{w.before(change(value, before))}</small>}
            {imported > 0 && <small>{w.imported(number(imported))}</small>}
            {leftOut > 0 && <small>{w.leftOut(number(leftOut))}</small>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Plot({ answer }: { answer: Stats }) {
  const w = words.value
  const measures = measuresOf(answer)
  const sorted = measures.find((one) => one === asked.value.sort)
  const [chosen, choose] = useState<Measure>()
  const measure = chosen ?? sorted ?? 'units'
  const format = measure === 'units' ? number : money
  const clock = clockOf(answer)
  const bars = answer.items.map((group) => ({
    ...namesOf(group, clock),
    value: amountOf(group, measure) ?? 0,
    before: amountBefore(group, measure),
  }))
  const partial = bars.flatMap(({ label, isPartial }) => (isPartial ? [label] : []))
  const most = bars.reduce((best, bar) => (bar.value > best.value ? bar : best), NONE)
  const title = `${w.plot(w.measures[measure], w.groups[answer.group])} (${w.less})`
  const summary = most === NONE ? '' : w.most(most.name, format(most.value))
  const shared = { title, summary, format }
  const labels = { table: w.table, name: w.groups[answer.group] }
  const measured = w.measures[measure]
  return (
    <>
      {measures.length > 1 && bars.length > 0 && (
        <p class="choice">
          {measures.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === measure}
              onClick={() => choose(one)}
            >
              {w.measures[one]}
            </button>
          ))}
        </p>
      )}
      {bars.length === 0 ? null : clock ? (
        <ColumnChart
          {...shared}
          columns={bars.map(({ name, label, value, before }) => ({
            ...{ name, label, units: value, behind: before },
          }))}
          words={{ ...labels, units: measured, behind: w.timeBefore }}
        />
      ) : (
        <RowChart
          {...shared}
          rows={bars.map(({ name, value }) => ({ name, value, part: null }))}
          words={{ ...labels, value: measured, part: '' }}
        />
      )}
      {partial.length > 0 && <p class="quiet">{w.onlyInPart(partial.join(', '))}</p>}
      {answer.items.length < answer.groups_total && (
        <p class="quiet">{w.someOf(answer.items.length, answer.groups_total)}</p>
      )}
    </>
  )
}

const NONE = { name: '', value: Number.NEGATIVE_INFINITY }

/** A group's name, and what stands below its column. */
function namesOf({ name, is_partial }: Stats['items'][number], clock: ClockUnit | undefined) {
  const w = words.value
  if (!clock) return { name: name || w.withoutName, label: '', isPartial: false }
  const label = date(name, clock)
  return { name: is_partial ? `${label} (${w.inPart})` : label, label, isPartial: is_partial }
}

/** What hardly sells, or not at all. */
function Left({ answer, only }: { answer: Stats; only: 'slow' | 'dead' }) {
  const w = words.value
  const list = answer[only]
  if (!list?.items.length) return null
  return (
    <>
      <RowChart
        title={w.lists[only]}
        summary=""
        format={number}
        rows={list.items.map((product) => ({
          name: nameOf(product),
          value: product.on_hand,
          part: null,
        }))}
        words={{ table: w.table, name: w.product, value: w.onHand, part: '' }}
      />
      {list.items.length < list.total && (
        <p class="quiet">{w.someOf(list.items.length, list.total)}</p>
      )}
    </>
  )
}
