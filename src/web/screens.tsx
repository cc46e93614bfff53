import type { ComponentChild } from 'preact'
import type { SCREENS } from './labels/screens.ts'
import type { Kind } from './outbox/batch.ts'
import type { IconName } from './parts/icon.tsx'
import { Later, later } from './parts/later.tsx'
import { Today } from './screens/today.tsx'

export interface Screen {
  /** In the address; what follows it and a slash is given to the screen. */
  readonly path: string
  readonly name: keyof (typeof SCREENS)['en']
  /** In the navigation; without one it is reached from other screens only. */
  readonly icon?: IconName
  /** Whether a phone, too, shows it at the bottom; it has room for five. */
  readonly isMain?: boolean
  show(rest: string): ComponentChild
}

const tally = (kind: Kind) => (
  <Later load={() => import('./tally/tally.tsx')} show={({ Tally }) => <Tally kind={kind} />} />
)

/** All screens, in the order of the navigation. */
export const ALL_SCREENS: readonly Screen[] = [
  { path: '/', name: 'today', icon: 'today', isMain: true, show: () => <Today /> },
  {
    path: '/find',
    name: 'find',
    icon: 'find',
    isMain: true,
    show: later(
      () => import('./screens/find.tsx'),
      ({ Find }) => <Find />,
    ),
  },
  {
    path: '/product',
    name: 'product',
    show: (sku) => (
      <Later
        load={() => import('./screens/product.tsx')}
        show={({ Product }) => <Product sku={sku} />}
      />
    ),
  },
  {
    path: '/order',
    name: 'order',
    icon: 'order',
    isMain: true,
    show: later(
      () => import('./screens/order.tsx'),
      ({ Order }) => <Order />,
    ),
  },
  { path: '/count', name: 'count', icon: 'count', isMain: true, show: () => tally('count') },
  { path: '/delivery', name: 'delivery', icon: 'delivery', show: () => tally('delivery') },
  {
    path: '/history',
    name: 'history',
    icon: 'history',
    show: later(
      () => import('./screens/history.tsx'),
      ({ History }) => <History />,
    ),
  },
  {
    path: '/more',
    name: 'more',
    icon: 'more',
    isMain: true,
    show: (rest) => (
      <Later load={() => import('./screens/more.tsx')} show={({ More }) => <More name={rest} />} />
    ),
  },
]

/** The screen of an address; the first one where there is none. */
export function screenAt(path: string): { readonly screen: Screen; readonly rest: string } {
  const [, first = '', rest = ''] = /^(\/[^/]*)\/?(.*)$/.exec(path) ?? []
  const screen = ALL_SCREENS.find((one) => one.path === first) ?? (ALL_SCREENS[0] as Screen)
  return { screen, rest: decoded(rest) }
}

/** As it stands, where somebody typed what is no encoded text. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
