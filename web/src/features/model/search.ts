export const modelViews = ['quality', 'data', 'card', 'versions'] as const
export type ModelView = (typeof modelViews)[number]

/** What the address of the model page says: which version (the champion when none), and what of it. */
export interface ModelSearch {
  readonly version?: number
  readonly view?: ModelView
}
