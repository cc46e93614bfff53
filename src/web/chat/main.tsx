import { effect } from '@preact/signals'
import { type ComponentType, render } from 'preact'
import type { Picture as Name } from '../../operations/operation.ts'
import { connect, context, shown } from './host.ts'
import { InventoryPicture } from './inventory.tsx'
import { ReorderPicture } from './reorder.tsx'
import { StatsPicture } from './stats.tsx'
import { language, words } from './words.ts'
import '../styles/table.css'
import '../styles/charts.css'
import './picture.css'

interface Drawing {
  /** Whose answers it draws. */
  readonly tool: string
  // biome-ignore lint/suspicious/noExplicitAny: the answer of its own tool
  readonly Drawn: ComponentType<{ answer: any }>
}

const DRAWINGS: Record<Name, Drawing> = {
  inventory: { tool: 'listInventory', Drawn: InventoryPicture },
  reorder: { tool: 'listReorder', Drawn: ReorderPicture },
  stats: { tool: 'getStats', Drawn: StatsPicture },
}

const root = document.documentElement
const name = root.dataset.picture as Name
const { tool, Drawn } = DRAWINGS[name]

function Picture() {
  const w = words.value
  const now = shown.value
  return (
    <main>
      <h1>{w.titles[name]}</h1>
      {now.kind === 'nothing' && <p role="status">{w.wait}</p>}
      {now.kind === 'cancelled' && <p role="status">{w.cancelled}</p>}
      {now.kind === 'text' && <p>{now.text || w.noData}</p>}
      {now.kind === 'answer' && <Drawn answer={now.answer} />}
    </main>
  )
}

/** The chat's own colours and edges, as far as it tells them. */
effect(() => {
  const { theme, styles, safeAreaInsets: inset } = context.value
  root.lang = language.value
  root.style.colorScheme = theme ?? 'light dark'
  for (const [property, value] of Object.entries(styles?.variables ?? {})) {
    if (value !== undefined) root.style.setProperty(property, value)
  }
  if (inset) {
    const { top, right, bottom, left } = inset
    document.body.style.padding = [top, right, bottom, left].map((px) => `${px}px`).join(' ')
  }
})

render(<Picture />, document.body)
void connect(tool)
