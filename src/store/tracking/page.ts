export type { Page } from '../sql/page.ts'

/** Whether a search returns active items, deleted ones or both. */
export type View = 'active' | 'deleted' | 'all'
