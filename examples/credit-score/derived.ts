import type { DerivedFeature } from 'lapidary'
import type { columns } from './columns.ts'

/** Numbers that a client's columns hold only together. */
export const derived = {} satisfies Record<string, DerivedFeature<typeof columns>>
