/** How a receiver wants to be told: as data, or in the form of a service that shows it to people. */
export const SHAPE_NAMES = ['slack', 'discord', 'ntfy', 'teams', 'mail'] as const

export type ShapeName = (typeof SHAPE_NAMES)[number]
