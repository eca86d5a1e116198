/**
 * The kinds of splits. `entity` holds out the rows of a fifth of the entities. `rows` holds out a
 * fifth of the rows, so rows of one entity are on both sides. `time` holds out the latest rows.
 * `entity-time` holds out the latest rows of a fifth of the entities and trains on earlier rows of
 * the others.
 */
export const splitKinds = ['entity', 'rows', 'time', 'entity-time'] as const
export type SplitKind = (typeof splitKinds)[number]

/** A split by time, as a project defines it. */
export interface TimeSplit<Name extends string = string> {
  /**
   * Column that orders the rows: a date, ISO 8601 text, a number, or a category whose order is that
   * of time.
   */
  readonly time: Name
  /** @defaultValue `entity-time` in a project with an entity, else `time`. */
  readonly by?: 'time' | 'entity-time'
  /** Share of the rows that is held out, the latest ones. @defaultValue 0.2 */
  readonly heldOut?: number
  /** The first time that is held out, instead of a share. */
  readonly from?: string | number
  /**
   * Distance between training and held-out rows, whose rows are on no side: `90d`, `12h`, or a
   * number of steps.
   * @defaultValue 0
   */
  readonly gap?: string | number
  /**
   * Largest number of parts of the held-out time that are measured one by one.
   * @defaultValue 4
   */
  readonly windows?: number
}

/** One in this many entities, or rows, is held out. */
export const holdOutFolds = 5

/** Share of the rows that a split by time holds out. */
export const defaultTimeShare = 0.2
/** Returns the kind of split of a project unless a command requests another one. */
export function getDefaultSplitKind({
  entity,
  split,
}: {
  readonly entity?: string | undefined
  readonly split?: TimeSplit
}): SplitKind {
  return split === undefined ? 'entity' : (split.by ?? (entity === undefined ? 'time' : 'entity-time'))
}

/**
 * Returns true if what a split measures is leaked: rows of one entity are on both sides, and not
 * separated in time.
 */
export function isLeaking(entity: string | undefined, kind: SplitKind): boolean {
  return kind === 'rows' && entity !== undefined
}

/** Returns true if a split orders rows in time. */
export function isByTime(kind: SplitKind): kind is 'time' | 'entity-time' {
  return kind === 'time' || kind === 'entity-time'
}
